import type { SeriesColumns } from "../series-table.ts";

const spreadInflation = 1.4;
const smallestInverseSize = 2e-4;

/** Inverse of the negative-binomial size of a count series (rule 12): variance = mean + mean^2 / size. */
export const inverseSizeOf = (columns: SeriesColumns, row: number): number =>
  Math.max(smallestInverseSize, spreadInflation * columns.spread[row]!);

/** Negative-binomial size of a count series. */
export const sizeOf = (columns: SeriesColumns, row: number): number => 1 / inverseSizeOf(columns, row);
