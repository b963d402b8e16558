import type { Field } from "./fields.ts";
import type { Rejection } from "./rejection.ts";

/** Null for a whole number from 0 to 2^53 - 1, which is what doubles add up without error. */
function countRejection(field: string, value: number): Rejection | null {
  if (Number.isSafeInteger(value) && value >= 0) return null;
  if (value < 0) return { code: "count-negative", reason: `${field} is ${value}` };
  return { code: "value-schema", reason: `${field} is ${value}, not a whole number below 2^53` };
}

function durationRejection(field: string, valueMs: number): Rejection | null {
  if (Number.isFinite(valueMs) && valueMs >= 0) return null;
  return { code: "value-schema", reason: `${field} is ${valueMs}, not a duration` };
}

function histogramRejection(_field: string, buckets: readonly number[]): Rejection | null {
  for (let at = 0; at + 1 < buckets.length; at += 2) {
    const bad =
      durationRejection("leMs", buckets[at] as number) ??
      countRejection("bucket count", buckets[at + 1] as number);
    if (bad !== null) return bad;
  }
  return null;
}

type Check = (field: string, held: never) => Rejection | null;

/** Names and times have been checked by those who read them. */
const checks: Readonly<Record<Field["holds"], Check | null>> = {
  name: null,
  time: null,
  interval: null,
  count: countRejection,
  duration: durationRejection,
  histogram: histogramRejection,
};

/** A value of a column that cannot be true by itself, and its row. */
export interface BadCell extends Rejection {
  readonly row: number;
}

/** The first of a field's values that cannot be true by itself; null where all can. */
export function badCell({ name, holds }: Field, column: readonly unknown[]): BadCell | null {
  const check = checks[holds];
  if (check === null) return null;
  for (let row = 0; row < column.length; row += 1) {
    const held = column[row];
    // Most cells: nothing, or a whole number, which both a count and a duration may be.
    if (held === null || (Number.isSafeInteger(held) && (held as number) >= 0)) continue;
    const bad = check(name, held as never);
    if (bad !== null) return { ...bad, row };
  }
  return null;
}
