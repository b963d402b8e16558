import type { Member } from "../../src/incident/incident.ts";
import { lookBackOf } from "../../src/model/entity/entities-step.ts";
import { heartbeatLikelihoodAt, logLikelihoodAt } from "../../src/model/index.ts";
import { type ModelState, modelState } from "../../src/model/model-state.ts";
import type { WindowDetectionSnapshot } from "../../src/pipeline/window-detection.ts";
import { signals } from "../../src/world/world-window.ts";
import type { Emitted } from "./run-detection.ts";
import { minuteMs } from "./synthetic-world.ts";

/** Judged windows without evidence after which a service that reports in every window has recovered. */
const quietWindows = 10;
const activityLag = 4;

/** Beyond this one of so few members that has recovered fails again. */
const relapseNats = (members: number): number => Math.log(100 * members);

/** Of each member, by incident and service, after the window before. */
export type QuietLedger = Map<string, QuietMember>;

interface QuietMember {
  /** Judged windows in a row without evidence. */
  readonly windows: number;
  readonly recovered: boolean;
}

/**
 * Compares the members of all open incidents in a snapshot with the evidence in the same snapshot, read anew, and
 * returns what breaks invariant 4. To be called after every window of a run shorter than six hours, of services that
 * report in every window. A window in which nothing came of a service, and it was not missed either, judges nothing.
 */
export function heldBack(quiet: QuietLedger, snapshot: WindowDetectionSnapshot): readonly string[] {
  const state = modelState(minuteMs, snapshot.model);
  return snapshot.incidents.open
    .filter(({ scope }) => scope === "isolated" || scope === "simultaneous")
    .flatMap(({ id, members }) => {
      const wrong = members.flatMap((member) =>
        faultsOf(state, member, { id, quiet, relapse: relapseNats(members.length) }),
      );
      return members.every(({ recovered }) => recovered) ? [...wrong, `[4] ${id} is over and open`] : wrong;
    });
}

function faultsOf(
  state: ModelState,
  { service, lastActiveWindow, recovered, slightAnswers }: Member,
  { id, quiet, relapse }: { readonly id: string; readonly quiet: QuietLedger; readonly relapse: number },
): readonly string[] {
  const key = `${id} ${service}`;
  const judged = judgedEntities(state, service);
  const before = quiet.get(key) ?? { windows: 0, recovered: false };
  const active = judged.some((entity) => evidenceOf(state, entity) > (before.recovered ? relapse : 0));
  const isDrifting = (slightAnswers ?? 0) > 0 && hasOnlyDrifted(state, service);
  const hasDrifted = recovered && (slightAnswers ?? 0) >= quietWindows;
  const windows =
    active || lastActiveWindow === state.window ? 0 : before.windows + (judged.length > 0 ? 1 : 0);
  quiet.set(key, { windows, recovered });
  if (active && !isDrifting && lastActiveWindow !== state.window)
    return [`[4] ${service} of ${id} fails and is taken for quiet`];
  if (recovered && windows < quietWindows && !hasDrifted)
    return [`[4] ${service} of ${id} is taken to have recovered too soon`];
  return windows >= quietWindows && !recovered
    ? [`[4] ${service} of ${id} has been quiet for ten windows`]
    : [];
}

/** Counts at most twice as bad as expected, and latency at most a quarter higher, in the windows since it became slight. */
function hasOnlyDrifted({ growing, series, measures }: ModelState, service: string): boolean {
  const { directory } = growing;
  const { kind, freshValue, freshExpected } = series.columns;
  const rows = directory.services[directory.serviceByName.get(service)!]!.entities.flatMap((entity) =>
    directory.entities[entity]!.seriesBySignal.filter((_, signal) => signals[signal] !== "reports").flat(),
  );
  return rows.every((row) => {
    const [value, expected] = [freshValue[row]!, freshExpected[row]!];
    const measure = measures[kind[row]!]!;
    if (measure === "time") return expected === 0 || value / expected <= Math.log(1.25);
    const ratio = (value + 0.5) / (expected + 0.5);
    return measure === "share" ? ratio <= 2 : measure === null || ratio >= 0.5;
  });
}

function judgedEntities(state: ModelState, service: string): readonly number[] {
  const { directory } = state.growing;
  return directory.services[directory.serviceByName.get(service)!]!.entities.filter(
    (entity) => state.entities.columns.assessed[entity] === 1,
  );
}

function evidenceOf(state: ModelState, index: number): number {
  const lookBack = lookBackOf(state);
  const entity = state.growing.directory.entities[index]!;
  const telemetryComes = Math.min(0, heartbeatLikelihoodAt(lookBack, entity, activityLag));
  return logLikelihoodAt(lookBack, entity, activityLag) - telemetryComes;
}

/** Resolutions that came before every member had been quiet for ten windows. */
export function resolvedTooSoon(
  emitted: readonly Emitted[],
  windowAt: (time: string) => number,
): readonly string[] {
  return emitted
    .filter(({ alert }) => alert.data.status === "resolved")
    .flatMap(({ alert, window }) =>
      alert.data.services
        .filter(({ role }) => role === "member" || role === "suspected")
        .filter(
          ({ recoveredAt }) =>
            recoveredAt === undefined || window - (windowAt(recoveredAt) - 1) < quietWindows,
        )
        .map(
          ({ service }) => `[4] ${alert.id} resolved in window ${window} while ${service} had not been quiet`,
        ),
    );
}
