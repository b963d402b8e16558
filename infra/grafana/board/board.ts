import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  type AnnotationQuery,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  type VariableModel,
} from "@grafana/grafana-foundation-sdk/dashboard";

/** How a dashboard is opened. */
export interface Opening {
  /** What stands after its uid and, in brackets, its title; absent: nothing. */
  readonly day?: string;
  /** The time that it shows when it is opened, as Grafana writes it. */
  readonly time: { readonly from: string; readonly to: string };
  /** How often it looks anew; absent: never, as nothing new comes to a day that is over. */
  readonly refresh?: string;
  /** The environment that is chosen when it is opened; absent: the first that there is. */
  readonly environment?: string;
}

interface BoardPanel extends Builder<Panel> {
  id(id: number): Builder<Panel>;
}

/** What a dashboard is made of, from top to bottom and left to right. */
export interface BoardParts {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly Builder<VariableModel>[];
  readonly annotations: readonly Builder<AnnotationQuery>[];
  readonly panels: readonly BoardPanel[];
}

/** A dashboard in UTC with links to its neighbours, which keep the time and what is chosen. */
export function board(parts: BoardParts, { day, time, refresh }: Opening): object {
  const title = day === undefined ? parts.title : `${parts.title}, ${day}`;
  // Classic JSON is asked for: it is what provisioning from files reads everywhere. The SDK would rather have its second schema.
  // oxlint-disable-next-line typescript/no-deprecated
  const board = new DashboardBuilder(title)
    .uid(uidOf(parts.uid, day))
    .description(parts.description)
    .tags(["generated", tagOf(day)])
    .timezone("utc")
    .time(time)
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .variables([...parts.variables])
    .annotations([...parts.annotations])
    .links([neighbours(tagOf(day))]);
  if (refresh !== undefined) board.refresh(refresh);
  // A panel's place is its id, by which links find it.
  for (const [at, panel] of parts.panels.entries()) board.withPanel(panel.id(at + 1));
  return board.build();
}

/** A dashboard of a day is a neighbour of those of the same day alone: the others show another time. */
const tagOf = (day: string | undefined): string => (day === undefined ? "tocsin" : `tocsin ${day}`);

export const uidOf = (uid: string, day: string | undefined): string =>
  day === undefined ? uid : `${uid}-${day}`;

function neighbours(tag: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder("Tocsin")
    .type(DashboardLinkType.Dashboards)
    .icon("external link")
    .tooltip("")
    .tags([tag])
    .keepTime(true)
    .includeVars(true)
    .asDropdown(false)
    .targetBlank(false);
}
