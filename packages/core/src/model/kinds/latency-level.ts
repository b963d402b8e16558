import type { SeriesColumns } from "../series-table.ts";

const levelPrior = 2;

/** Short-term level of a log latency (rule 11): how far it lies above the season, nats. */
export const latencyLevel = (columns: SeriesColumns, row: number): number =>
  columns.levelValue[row]! / (levelPrior + columns.levelWeight[row]!);

/** Sets the level as if it had been so for an hour; the profile stays. */
export function setLatencyLevel(columns: SeriesColumns, row: number, level: number): void {
  columns.levelWeight[row] = 60;
  columns.levelValue[row] = level * (levelPrior + columns.levelWeight[row]);
}
