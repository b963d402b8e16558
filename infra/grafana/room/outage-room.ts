import { DashboardBuilder, DashboardCursorSync } from "@grafana/grafana-foundation-sdk/dashboard";
import { roomAnnotations } from "./annotations.ts";
import { evidenceOfTheWorld, observedAndExpected, pipeline, reports, seriesInTrouble } from "./charts.ts";
import { openIncidents } from "./open-incidents.ts";
import { servicesByTime } from "./services-by-time.ts";
import { roomVariables } from "./variables.ts";
import { warmingUp } from "./warming-up.ts";

export interface RoomOpening {
  readonly uid: string;
  readonly title: string;
  /** The time that the room shows when it is opened, as Grafana writes it. */
  readonly time: { readonly from: string; readonly to: string };
  /** How often it looks anew. */
  readonly refresh: string;
  /** The environment that is chosen when it is opened; absent: the first that there is. */
  readonly environment?: string;
}

/** The room in which people stand when services fail: what is open, who fails since when, how sure, how current. */
export function outageRoom({ uid, title, time, refresh, environment }: RoomOpening): object {
  // Classic JSON is asked for: it is what provisioning from files reads everywhere. The SDK would rather have its second schema.
  // oxlint-disable-next-line typescript/no-deprecated
  const room = new DashboardBuilder(title)
    .uid(uid)
    .description("What fails together, since when, and how sure Tocsin is")
    .tags(["tocsin", "generated"])
    .timezone("utc")
    .time(time)
    .refresh(refresh)
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .variables([...roomVariables(environment)])
    .annotations([...roomAnnotations()]);
  for (const [at, panel] of panels().entries()) room.withPanel(panel.id(at + 1));
  return room.build();
}

/** From top to bottom and left to right. A panel's place is its id, by which links find it. */
function panels(): readonly (
  | ReturnType<typeof openIncidents>
  | ReturnType<typeof servicesByTime>
  | ReturnType<typeof pipeline>
)[] {
  return [
    openIncidents(),
    servicesByTime(),
    observedAndExpected(),
    evidenceOfTheWorld(),
    reports(),
    pipeline(),
    seriesInTrouble(),
    warmingUp(),
  ];
}
