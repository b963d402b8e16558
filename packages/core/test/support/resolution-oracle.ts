import { heartbeatLikelihoodAt, logLikelihoodAt } from "../../src/evidence/unit-evidence.ts";
import { worldState, type WorldState } from "../../src/evidence/world-state.ts";
import type { Member } from "../../src/incident/incident.ts";
import type { WorldDetectionSnapshot } from "../../src/pipeline/world-detection.ts";
import type { Said } from "./run-detection.ts";
import { minuteMs } from "./synthetic-world.ts";

/** Judged windows without evidence after which a service that reports in every window has recovered. */
const quietWindows = 10;
const activityLag = 4;

/** Judged windows in a row without evidence, by incident and service. */
export type QuietLedger = Map<string, number>;

/**
 * Compares the members of all open incidents in a snapshot with the evidence in the same snapshot, read anew, and
 * returns what breaks invariant 4. To be called after every window of a run shorter than six hours, of services that
 * report in every window. A window in which a service said nothing, and was not missed either, judges nothing.
 */
export function heldBack(quiet: QuietLedger, snapshot: WorldDetectionSnapshot): readonly string[] {
  const state = worldState(minuteMs, snapshot.world);
  return snapshot.board.open
    .filter(({ scope }) => scope === "isolated" || scope === "simultaneous")
    .flatMap(({ id, members }) => {
      const wrong = members.flatMap((member) => faultsOf(state, member, { id, quiet }));
      return members.every(({ recovered }) => recovered) ? [...wrong, `[4] ${id} is over and open`] : wrong;
    });
}

function faultsOf(
  state: WorldState,
  { service, lastActiveWindow, recovered }: Member,
  { id, quiet }: { readonly id: string; readonly quiet: QuietLedger },
): readonly string[] {
  const key = `${id} ${service}`;
  const judged = judgedUnits(state, service);
  const active = judged.some((unit) => evidenceOf(state, unit) > 0);
  const windows =
    active || lastActiveWindow === state.window ? 0 : (quiet.get(key) ?? 0) + (judged.length > 0 ? 1 : 0);
  quiet.set(key, windows);
  if (active && lastActiveWindow !== state.window)
    return [`[4] ${service} of ${id} fails and is taken for quiet`];
  if (recovered && windows < quietWindows)
    return [`[4] ${service} of ${id} is said to have recovered too soon`];
  return windows >= quietWindows && !recovered
    ? [`[4] ${service} of ${id} has been quiet for ten windows`]
    : [];
}

const judgedUnits = (state: WorldState, service: string): readonly number[] =>
  state.registry.services[state.registry.serviceByName.get(service)!]!.units.filter(
    (unit) => state.units.columns.spoke[unit] === 1,
  );

function evidenceOf(state: WorldState, index: number): number {
  const world = { series: state.series.columns, units: state.units.columns, window: state.window };
  const unit = state.registry.units[index]!;
  const telemetryComes = Math.min(0, heartbeatLikelihoodAt(world, unit, activityLag));
  return logLikelihoodAt(world, unit, activityLag) - telemetryComes;
}

/** Resolutions that came before every member had been quiet for ten windows. */
export function resolvedTooSoon(
  said: readonly Said[],
  windowAt: (time: string) => number,
): readonly string[] {
  return said
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
