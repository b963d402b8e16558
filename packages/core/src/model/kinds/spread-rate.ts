import type { SeriesColumns } from "../series-table.ts";
import type { WindowTime } from "./series-model.ts";

/** Readings that the first guess of a spread is worth (rule 35). */
const spreadPriorReadings = 10;
const fastDays = 10;

/** Rates of an exponential mean in the first ten days of a series, and after. */
interface SpreadRates {
  readonly fast: number;
  readonly slow: number;
}

/** How fast a spread is learned (rule 12): as a mean over all readings at first, so that the guess goes as they come. */
export function spreadRateAt(
  columns: SeriesColumns,
  row: number,
  { window, windowMs }: WindowTime,
  { fast, slow }: SpreadRates,
): number {
  const early = (window - columns.firstWindow[row]!) * windowMs < fastDays * 86_400_000;
  return early ? Math.max(fast, 1 / (columns.readings[row]! + spreadPriorReadings)) : slow;
}
