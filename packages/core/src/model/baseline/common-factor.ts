import { medianSorted } from "simple-statistics";
import type { Expectation } from "../kinds/series-model.ts";
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

/** What all services have in common in a window, nats; 0 where none is removed. */
export interface CommonFactor {
  readonly all: number;
  /** The median as it is; and the factor without one residual that lies below, above or at it. */
  readonly median: number;
  readonly withoutLower: number;
  readonly withoutUpper: number;
  readonly withoutMiddle: number;
}

export const noFactor: CommonFactor = {
  all: 0,
  median: 0,
  withoutLower: 0,
  withoutUpper: 0,
  withoutMiddle: 0,
};

/**
 * What all services have in common in this window (rule 14): the median of their residuals, never more than 1.25 times what
 * was benign before. The clip is essential: without it an outage of most services would be removed as common.
 * None where fewer than eight services are seen.
 */
export function commonFactor(state: FactorEnvelope, residuals: readonly number[]): CommonFactor {
  if (residuals.length < smallestWorld) return noFactor;
  // An array of numbers sorts without calling back for each pair.
  const sorted = [...Float64Array.from(residuals).sort()];
  const limit = marginOverEnvelope * state.envelope;
  const clipped = (residual: number): number => clamp(residual, -limit, limit);
  const median = medianSorted(sorted);
  const half = Math.floor(sorted.length / 2);
  const isEven = sorted.length % 2 === 0;
  const [below, above] = [sorted[half - 1]!, isEven ? sorted[half]! : sorted[half + 1]!];
  return {
    all: clipped(median),
    median,
    withoutLower: clipped(isEven ? above : (median + above) / 2),
    withoutUpper: clipped(isEven ? below : (below + median) / 2),
    withoutMiddle: clipped((below + above) / 2),
  };
}

/**
 * What the other services have in common, nats: without the residual of one's own, where that is among those that count.
 * With it every service would seem to follow what it is itself a part of.
 */
export function commonOfOthers(
  factor: CommonFactor,
  { residuals, isTypical }: Pick<Expectation, "residuals" | "isTypical">,
  position: number,
): number {
  if (isTypical[position] === 0) return factor.all;
  const residual = residuals[position]!;
  if (residual < factor.median) return factor.withoutLower;
  return residual > factor.median ? factor.withoutUpper : factor.withoutMiddle;
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
