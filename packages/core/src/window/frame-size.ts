import { type Field, fieldsOf } from "../reading/fields.ts";
import type { Stream } from "../reading/reading.ts";
import type { FrameColumns } from "./frame.ts";

/** The largest frame that is written in one record: below Kafka's default limit of 1 MiB with room for headers. */
export const maxFrameBytes = 900_000;

/** Everything of a frame but its rows, and the names of all columns: an upper bound. */
export const frameOverheadBytes = 2500;

/** A JSON number takes at most 24 characters (sign, 17 digits, point, exponent), `null` 4, and a comma follows. */
const numberBytes = 25;
/** Whole numbers below 2^53 have at most 16 digits. */
const wholeNumberBytes = 17;
/** Two quotes and a comma; names are ASCII. */
const nameOverheadBytes = 3;

/** An upper bound of what each row adds to its frame as JSON, in bytes. */
export function rowSizes(stream: Stream, columns: FrameColumns): readonly number[] {
  const named = columns as Readonly<Record<string, readonly unknown[] | undefined>>;
  const varying: { readonly holds: Field["holds"]; readonly column: readonly unknown[] }[] = [];
  let fixedBytes = wholeNumberBytes;
  for (const { name, holds } of fieldsOf[stream]) {
    const column = named[name];
    if (column !== undefined && (holds === "name" || holds === "histogram")) varying.push({ holds, column });
    else fixedBytes += cellBytes(holds, null);
  }
  return columns.offset.map((_, row) => {
    let bytes = fixedBytes;
    for (const { holds, column } of varying) bytes += cellBytes(holds, column[row]);
    return bytes;
  });
}

function cellBytes(holds: Field["holds"], held: unknown): number {
  if (holds === "name") return held === null ? 5 : (held as string).length + nameOverheadBytes;
  if (holds === "histogram") return held === null ? 5 : 3 + (held as readonly number[]).length * numberBytes;
  return holds === "duration" ? numberBytes : wholeNumberBytes;
}
