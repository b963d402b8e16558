import { clamp } from "../../stats/exponential-mean.ts";
import type { Batch, Prediction } from "./series-model.ts";

/** One observation counts for at most so much, nats (rule 8). */
const largestLogRatio = 16;
/** And against a failure for at most so much: a product that has become 0 would have no logarithm. */
const smallestLogRatio = -100;

/** What one observation may say: at most 16 nats for a failure, and never so much against one that its product is 0. */
export const bounded = (logRatio: number): number => clamp(logRatio, smallestLogRatio, largestLogRatio);

/** The part of a batch at these positions. */
export function picked({ rows, values, exposures, intervalsMs }: Batch, positions: readonly number[]): Batch {
  return {
    rows: pickedFrom(rows, positions),
    values: pickedFrom(values, positions),
    exposures: pickedFrom(exposures, positions),
    intervalsMs: pickedFrom(intervalsMs, positions),
  };
}

export const pickedFrom = (column: ArrayLike<number>, positions: readonly number[]): readonly number[] =>
  positions.map((position) => column[position]!);

/** The part of a prediction at these positions. */
export const pickedPrediction = (prediction: Prediction, positions: readonly number[]): Prediction => ({
  levels: pickedFrom(prediction.levels, positions),
  bases: pickedFrom(prediction.bases, positions),
  residuals: pickedFrom(prediction.residuals, positions),
  isTypical: pickedFrom(prediction.isTypical, positions),
  means: pickedFrom(prediction.means, positions),
  deviations: pickedFrom(prediction.deviations, positions),
  predicted: pickedFrom(prediction.predicted, positions),
});
