import { clamp, stepToward } from "../../stats/exponential-mean.ts";
import type { SeriesColumns } from "../series-table.ts";

/** Starting weight of both regression sums: a loading of 1 that a few days of data can move. */
export const initialLoading = 0.0025;
const rate = 0.0003;
const largestLoading = 2;

/** How strongly a series follows the common factor (rule 14): regression through the origin, between 0 and 2. */
export const loadingOf = (columns: SeriesColumns, row: number): number =>
  clamp(columns.factorProduct[row]! / Math.max(1e-9, columns.factorSquare[row]!), 0, largestLoading);

export function learnLoading(columns: SeriesColumns, row: number, factor: number, residual: number): void {
  columns.factorProduct[row] = stepToward(columns.factorProduct[row]!, factor * residual, rate);
  columns.factorSquare[row] = stepToward(columns.factorSquare[row]!, factor * factor, rate);
}
