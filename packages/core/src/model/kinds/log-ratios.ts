import { type Batch, emptyBatch } from "./series-model.ts";

/** One observation counts for at most so much, nats (rule 8). */
export const largestLogRatio = 16;

/** The part of a batch at these positions. */
export function picked(batch: Batch, positions: readonly number[]): Batch {
  const part = emptyBatch(positions.length);
  positions.forEach((position, at) => {
    part.rows[at] = batch.rows[position]!;
    part.values[at] = batch.values[position]!;
    part.exposures[at] = batch.exposures[position]!;
    part.intervalsMs[at] = batch.intervalsMs[position]!;
  });
  return part;
}
