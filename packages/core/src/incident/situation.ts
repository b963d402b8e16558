import type { DetectorVerdict, ExcludedLags, WeighedGroup } from "../correlate/e-detector.ts";
import type { WorldState } from "../evidence/world-state.ts";
import type { Group } from "../topology/groups.ts";
import type { Board } from "./board.ts";
import type { Incident } from "./incident.ts";

/** Onsets so far apart are not one incident (detection 9.2). */
const togetherMs = 5 * 60_000;
/** Members, onset and component are read again so long after the alarm, then onset is fixed. */
const settlingMs = 3 * 60_000;

/** Everything the incident logic looks at in one window. */
export interface Situation {
  readonly on: Board;
  readonly state: WorldState;
  readonly groups: readonly Group[];
  readonly weighed: readonly WeighedGroup[];
  readonly verdict: DetectorVerdict;
  /** The detector without user reports; reckoned only when asked for. */
  readonly withoutReports: () => DetectorVerdict;
  readonly thresholds: Thresholds;
}

/** In nats. */
export interface Thresholds {
  readonly alarm: number;
  readonly corroboration: number;
  readonly isolated: number;
}

export const togetherWindows = (state: WorldState): number => Math.ceil(togetherMs / state.windowMs);

/** Whether the incident opened so recently that its members are not settled yet. */
export const isSettling = (state: WorldState, incident: Incident): boolean =>
  state.window < settledAt(state, incident);

/** The window in which members, onset and component are read again. */
export const settledAt = (state: WorldState, incident: Incident): number =>
  incident.openedWindow + Math.ceil(settlingMs / state.windowMs);

export const serviceName = (state: WorldState, service: number): string =>
  state.registry.services[service]!.name;
export const serviceNamed = (state: WorldState, name: string): number =>
  state.registry.serviceByName.get(name)!;

/**
 * Services that the detector leaves out: those of open simultaneous incidents, and for onsets later than five minutes
 * after theirs those known to fail alone, so that long isolated outages do not add up to a simultaneous one.
 */
export function excludedLags(on: Board, state: WorldState): ExcludedLags {
  const excluded = new Map<number, number>();
  for (const { scope, members, onsetWindow } of on.open) {
    if (scope !== "simultaneous" && scope !== "isolated") continue;
    const lag =
      scope === "simultaneous"
        ? Number.POSITIVE_INFINITY
        : state.window - onsetWindow - togetherWindows(state);
    for (const { service } of members) {
      const index = serviceNamed(state, service);
      excluded.set(index, Math.max(lag, excluded.get(index) ?? 0));
    }
  }
  return excluded;
}
