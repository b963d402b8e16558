import { type Field, fieldsOf, heldIn } from "../reading/fields.ts";
import type { Reading, Stream } from "../reading/reading.ts";
import type { FrameColumns } from "./frame.ts";

/** Readings of one stream and, beside them, the offsets of the messages they came in. */
export interface Rows {
  readonly readings: readonly Reading[];
  readonly offsets: readonly number[];
}

/** The columns of a frame without readings. */
const noColumns: FrameColumns = { offset: [], service: [], ts: [], intervalMs: [] };

/**
 * Turns the readings of one stream into columns; a column in which nothing stands is left out.
 * `rows.offsets` becomes part of the result and must not change afterwards.
 */
export function columnsOf(stream: Stream, rows: Rows): FrameColumns {
  const { readings, offsets } = rows;
  if (readings.length === 0) return noColumns;
  const columns: Record<string, readonly unknown[]> = { offset: offsets };
  for (const field of fieldsOf[stream]) {
    if (!field.optional || standsIn(readings, field)) columns[field.name] = columnOf(readings, field);
  }
  return columns as unknown as FrameColumns;
}

function standsIn(readings: readonly Reading[], field: Field): boolean {
  for (const reading of readings) if (heldIn(reading, field) !== null) return true;
  return false;
}

function columnOf(readings: readonly Reading[], field: Field): readonly unknown[] {
  const column: unknown[] = [];
  for (const reading of readings) column.push(heldIn(reading, field));
  return column;
}
