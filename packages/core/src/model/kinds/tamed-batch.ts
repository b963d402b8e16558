import type { Expected } from "../baseline/wild-readings.ts";
import type { SeriesColumns } from "../series-table.ts";
import type { Room } from "./room.ts";
import type { Batch, Prediction } from "./series-model.ts";

/** The batch with what is learned of each reading into season and fresh level (rule 45), which stands in `into`. */
export function tamedBatch(
  columns: SeriesColumns,
  { rows, values, exposures, intervalsMs }: Batch,
  { means, deviations }: Prediction,
  how: {
    readonly tamed: (columns: SeriesColumns, row: number, reading: Expected) => number;
    readonly into: Room;
  },
): Batch {
  const tamed = how.into(rows.length);
  const reading = { value: 0, mean: 0, deviation: 0 };
  for (let position = 0; position < rows.length; position += 1) {
    reading.value = values[position]!;
    reading.mean = means[position]!;
    reading.deviation = deviations[position]!;
    tamed[position] = how.tamed(columns, rows[position]!, reading);
  }
  return { rows, values: tamed, exposures, intervalsMs };
}
