import { medianSorted } from "simple-statistics";
import { clamp } from "../../stats/exponential-mean.ts";
import { stepQuantile } from "../../stats/tracked-quantile.ts";

/** Fewer services than this say nothing of what all have in common (three doubled the isolated alarms). */
export const smallestWorld = 8;
const initialEnvelope = 0.15;
const smallestEnvelope = 0.05;
const largestEnvelope = 0.8;
const largestLatencyEnvelope = 0.2;
const envelopeShare = 0.9995;
const fastStep = 0.004;
const slowStep = 0.001;
const fastDays = 10;
const marginOverEnvelope = 1.25;

/** The running benign envelope of one signal's common factor, nats, and since when it is learned. */
export interface FactorEnvelope {
  envelope: number;
  firstWindow: number;
}

export const factorEnvelope = (): FactorEnvelope => ({ envelope: initialEnvelope, firstWindow: -1 });

/**
 * What all services have in common in this window (rule 14): the median of their residuals, never more than 1.25 times what
 * was benign before. The clip is essential: without it an outage of most services would be removed as common.
 * 0 where fewer than eight services are seen.
 */
export function commonFactor(state: FactorEnvelope, residuals: readonly number[]): number {
  if (residuals.length < smallestWorld) return 0;
  const limit = marginOverEnvelope * state.envelope;
  // An array of numbers sorts without calling back for each pair, and a median reads it like any other.
  const sorted: ArrayLike<number> = new Float64Array(residuals).sort();
  return clamp(medianSorted(sorted as number[]), -limit, limit);
}

/** Follows the 99.95 % quantile of the common factor's size. Call only while no service is held. */
export function learnEnvelope(
  state: FactorEnvelope,
  factor: number,
  at: { window: number; windowMs: number; isLatency: boolean },
): void {
  if (state.firstWindow < 0) state.firstWindow = at.window;
  const early = (at.window - state.firstWindow) * at.windowMs < fastDays * 86_400_000;
  const moved = stepQuantile(state.envelope, Math.abs(factor), envelopeShare, early ? fastStep : slowStep);
  state.envelope = clamp(moved, smallestEnvelope, at.isLatency ? largestLatencyEnvelope : largestEnvelope);
}
