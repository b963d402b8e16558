import type { Unit } from "../baseline/registry.ts";
import { startsKept } from "../baseline/series-table.ts";
import { mostLikelyLag, reachesBack } from "../evidence/onset.ts";
import { bestSignalEvidence, lagGrid, onsetLikelihoods } from "../evidence/unit-evidence.ts";
import type { WorldState } from "../evidence/world-state.ts";
import { signals } from "../join/world-window.ts";
import { addLogarithm, logSum, totalOf } from "../stats/log-sum-exp.ts";

/** A signal shows on its own from here on, nats. */
const signalEvidence = 3;
const signalsNeeded = 2;
/** One signal alone must have lasted this long. */
const loneSignalMs = 7 * 60_000;
const reportsSignal = signals.indexOf("reports");
const likelihoods = new Float64Array(startsKept);

/**
 * Evidence that the unit fails, without reports, nats: the larger of ln of its Shiryaev-Roberts sum over the lag grid
 * and the CUSUM of its most telling signal, which remembers slow evidence for longer, less ln of the number of signals
 * that were looked at. A CUSUM is at most the full Shiryaev-Roberts sum, so the threshold keeps its meaning.
 */
export function unitLogEvidence(state: WorldState, unit: Unit): number {
  const { signalCusum } = state.units.columns;
  let slow = 0;
  for (let signal = 0; signal < signals.length; signal += 1) {
    if (signal !== reportsSignal) slow = Math.max(slow, signalCusum[unit.index * signals.length + signal]!);
  }
  return Math.max(shiryaevRoberts(state, unit), slow - Math.log(signals.length - 1));
}

function shiryaevRoberts(state: WorldState, unit: Unit): number {
  const sum = logSum();
  const offset = unit.index * lagGrid.length;
  for (let index = 0; index < lagGrid.length; index += 1) {
    addLogarithm(sum, Math.log(state.likelihoods.withoutReports[offset + index]!));
  }
  return totalOf(sum);
}

/**
 * Window in which the unit most likely began to fail. Where it has failed for longer than starts are kept, the window
 * since which nothing of it is learned.
 */
export function unitOnset(state: WorldState, unit: Unit): number {
  onsetLikelihoods(
    { series: state.series.columns, units: state.units.columns, window: state.window },
    unit,
    likelihoods,
  );
  const heldSince = state.units.columns.heldSince[unit.index]!;
  const isOlder = heldSince >= 0 && state.window - heldSince >= startsKept && reachesBack(likelihoods);
  return isOlder ? heldSince : state.window - mostLikelyLag(likelihoods);
}

/**
 * Whether a unit fails on its own evidence (detection rule C): its Shiryaev-Roberts sum is over the threshold, and
 * two signals show it, or one for seven minutes with the last two windows still against it.
 */
export function failsAlone(state: WorldState, unit: Unit, threshold: number): boolean {
  if (unitLogEvidence(state, unit) <= threshold) return false;
  const world = { series: state.series.columns, units: state.units.columns, window: state.window };
  let shown = 0;
  for (let signal = 0; signal < signals.length; signal += 1) {
    if (signal === reportsSignal) continue;
    if ((bestSignalEvidence(world, unit, signal) ?? 0) > signalEvidence) shown += 1;
  }
  if (shown >= signalsNeeded) return true;
  const lastedMs = (state.window - unitOnset(state, unit)) * state.windowMs;
  const { windowEvidence, windowEvidenceBefore } = state.units.columns;
  return lastedMs >= loneSignalMs && windowEvidence[unit.index]! + windowEvidenceBefore[unit.index]! > 0;
}
