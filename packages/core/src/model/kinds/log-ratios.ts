import type { Batch } from "./series-model.ts";

/** One observation counts for at most so much, nats (rule 8). */
export const largestLogRatio = 16;

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
