import { isHeld } from "../baseline/learning-gate.ts";
import {
  cadenceOf,
  isExpected,
  learnHeartbeat,
  markHeartbeat,
  missProbability,
  sight,
} from "../baseline/heartbeat.ts";
import { startsKept } from "../baseline/series-table.ts";
import type { Observation, WorldWindow } from "../join/world-window.ts";
import { signals } from "../join/world-window.ts";
import type { WorldState } from "./world-state.ts";

/** A service that failed silently misses this share of its telemetry. */
const missesWhenSilent = 0.9;
/** From this share of missing telemetry on nothing can be said of anybody. */
const blindShare = 0.8;
/** A source must watch at least this many units for its silence to be its own. */
const smallestWatch = 2;
const reportsSignal = signals.indexOf("reports");

const heartbeatRatio = (missing: boolean, missedBefore: number): number =>
  missing ? missesWhenSilent / missedBefore : (1 - missesWhenSilent) / (1 - missedBefore);

/** Who was seen in this window: units by telemetry (reports are other people's), sources by anything. */
function markSeen(
  state: WorldState,
  observations: readonly Observation[],
): { readonly units: Float64Array; readonly gaps: Float64Array } {
  const units = new Float64Array(state.units.rows);
  const gaps = new Float64Array(Math.max(state.sources.names.length, 1));
  state.sources.seen.fill(false);
  for (const observation of observations) {
    const unit = state.registry.unitOfSeries[observation.series]!;
    const gap = Math.max(1, Math.round(observation.intervalMs / state.windowMs));
    if (state.series.columns.signal[observation.series] !== reportsSignal) units[unit] = gap;
    const source = state.registry.series[observation.series]!.source;
    if (source === null) continue;
    const index = state.sources.byName.get(source)!;
    state.sources.seen[index] = true;
    gaps[index] = gap;
  }
  return { units, gaps };
}

/** The observer of several units that missed its turn; its silence says nothing of those it watches. */
function stepSources(state: WorldState, gaps: Float64Array): Set<number> {
  const silent = new Set<number>();
  const { sources } = state;
  const columns = sources.heartbeats.columns;
  for (let source = 0; source < sources.names.length; source += 1) {
    const seen = sources.seen[source]!;
    markHeartbeat(columns, source, seen, state);
    if (columns.due[source] === 1 && sources.units[source]!.size >= smallestWatch) {
      const missed = missProbability(columns, source);
      const logRatio = sources.logEvidence[source]! + Math.log(heartbeatRatio(!seen, missed));
      sources.logEvidence[source] = logRatio > 40 ? logRatio : Math.log1p(Math.exp(logRatio));
      if (!seen) silent.add(source);
    }
    learnHeartbeat(columns, source, sources.logEvidence[source]! < 6);
    if (seen) sight(columns, source, state.window, gaps[source]!);
  }
  return silent;
}

/** True where everybody who watches the unit is an observer that fell silent itself. */
function isObserverSilent(state: WorldState, unit: number, silent: ReadonlySet<number>): boolean {
  const { sources: names, watchedByUnnamed } = state.registry.units[unit]!;
  if (watchedByUnnamed || names.length === 0) return false;
  return names.every((name) => silent.has(state.sources.byName.get(name)!));
}

/** Share of the expected units that have missed their last turn, whether or not their turn is now. */
function judgeCompleteness(state: WorldState, seen: Float64Array): void {
  const columns = state.units.columns;
  let expected = 0;
  let silent = 0;
  for (let unit = 0; unit < state.units.rows; unit += 1) {
    if (!isExpected(columns, unit, state.window, state.windowMs)) continue;
    expected += 1;
    if (seen[unit] === 0 && state.window - columns.lastSeen[unit]! >= cadenceOf(columns, unit)) silent += 1;
  }
  state.completeness = expected > 0 ? (expected - silent) / expected : null;
  state.blind = expected > 0 && silent / expected >= blindShare;
}

/**
 * The ladder of silence: all (blind), an observer (source), a service (heartbeat evidence). Returns the heartbeat's
 * likelihood ratio of every unit; 1 where the unit was not due or its silence is another's.
 * Source: detection rule D; p(miss) is learned per unit and never below one in a thousand.
 */
export function stepSilence(state: WorldState, world: WorldWindow): Float64Array {
  const { units: seen, gaps } = markSeen(state, world.observations);
  const columns = state.units.columns;
  const ratios = new Float64Array(state.units.rows).fill(1);
  for (let unit = 0; unit < state.units.rows; unit += 1) markHeartbeat(columns, unit, seen[unit]! > 0, state);
  judgeCompleteness(state, seen);
  const silent = stepSources(state, gaps);
  for (let unit = 0; unit < state.units.rows; unit += 1) {
    const excused = state.blind || isObserverSilent(state, unit, silent);
    if (excused) columns.missing[unit] = 0;
    if (columns.due[unit] === 1 && !excused) {
      ratios[unit] = heartbeatRatio(columns.missing[unit] === 1, missProbability(columns, unit));
    }
    multiplyHeartbeat(state, unit, ratios[unit]!);
    learnHeartbeat(columns, unit, !excused && !isHeld(columns, unit));
    if (seen[unit]! > 0) sight(columns, unit, state.window, seen[unit]!);
  }
  return ratios;
}

function multiplyHeartbeat(state: WorldState, unit: number, ratio: number): void {
  const { heartbeat } = state.units.columns;
  const base = unit * startsKept;
  heartbeat[base + (state.window % startsKept)] = 1;
  for (let index = base; index < base + startsKept; index += 1) {
    heartbeat[index]! *= ratio;
  }
}
