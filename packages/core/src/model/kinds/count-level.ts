import type { ReadonlyColumns } from "../../stats/table.ts";
import type { SeriesColumns, seriesSpec } from "../series-table.ts";

export const smallestLevel = 1e-3;
/** Level and its prior: (2 + a) / (2 + b). */
export const levelPrior = 2;
/** What is kept of the level at each observation. */
export const countLevelKeep = 1 - 1 / 120;
/** A busy series counts as at most so many events a window, or its level would ignore everything but the last minutes. */
export const largestLevelCount = 20;

/** Short-term level of a count (rule 11): what was counted over what the season alone would lead one to expect. */
export const countLevel = (
  columns: Pick<ReadonlyColumns<typeof seriesSpec>, "levelValue" | "levelWeight">,
  row: number,
): number =>
  Math.max(smallestLevel, (levelPrior + columns.levelValue[row]!) / (levelPrior + columns.levelWeight[row]!));

/** Sets the level as if it had been so for an hour; the profile stays. */
export function setCountLevel(columns: SeriesColumns, row: number, level: number): void {
  columns.levelWeight[row] = largestLevelCount * 60;
  columns.levelValue[row] = level * (levelPrior + columns.levelWeight[row]) - levelPrior;
}
