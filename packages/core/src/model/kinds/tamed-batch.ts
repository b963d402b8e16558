import type { Expected } from "../baseline/wild-readings.ts";
import type { SeriesColumns } from "../series-table.ts";
import type { Batch, Prediction } from "./series-model.ts";

/** The batch with what is learned of each reading into season and fresh level (rule 45). */
export function tamedBatch(
  columns: SeriesColumns,
  batch: Batch,
  { means, deviations }: Prediction,
  tamed: (columns: SeriesColumns, row: number, reading: Expected) => number,
): Batch {
  const values = batch.values.map((value, position) =>
    tamed(columns, batch.rows[position]!, {
      value,
      mean: means[position]!,
      deviation: deviations[position]!,
    }),
  );
  return { ...batch, values };
}
