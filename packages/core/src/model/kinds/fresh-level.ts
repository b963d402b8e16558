import type { SeriesColumns } from "../series-table.ts";

/** The sums of the series, to be read. */
interface FreshSums {
  readonly freshValue: ArrayLike<number>;
  readonly freshExpected: ArrayLike<number>;
}

const freshMinutes = 60;

/**
 * What the level would become if it were learned now: sums over about an hour that no gate freezes (rule 17).
 * `value` and `expected` are a count and its mean, or a residual in nats and 1.
 */
export function keepFresh(
  columns: SeriesColumns,
  row: number,
  of: { readonly value: number; readonly expected: number; readonly minutes: number },
): void {
  const keep = 1 - Math.min(1, of.minutes / freshMinutes);
  columns.freshValue[row] = columns.freshValue[row]! * keep + of.value;
  columns.freshExpected[row] = columns.freshExpected[row]! * keep + of.expected;
}

/** What was seen so far says nothing of the level to come: the sums begin anew. */
export function beginFresh(columns: SeriesColumns, row: number): void {
  columns.freshValue[row] = 0;
  columns.freshExpected[row] = 0;
}

/** Log of the count of the last hour over the one expected; 0 where nothing was seen. */
export const freshCountShift = (columns: FreshSums, row: number): number =>
  Math.log((columns.freshValue[row]! + 0.5) / (columns.freshExpected[row]! + 0.5));

/** Mean residual of the last hour, nats; 0 where nothing was seen. */
export function freshLatencyShift(columns: FreshSums, row: number): number {
  const expected = columns.freshExpected[row]!;
  return expected > 0 ? columns.freshValue[row]! / expected : 0;
}
