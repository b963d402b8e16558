import type { SeriesColumns } from "../series-table.ts";
import { countLevel } from "./count-level.ts";
import { beforeLevel, knowsBefore } from "./level-of-before.ts";
import { excessLogRatios } from "./score-counts.ts";
import type { Batch, LogRatios, Prediction } from "./series-model.ts";

/**
 * What has lasted for an hour is a failure from about double the usual number on (rule 38): benign drifts are smaller, and
 * half as much again for two hours would be evidence enough for anything.
 */
const lastingRatio = 2;

/**
 * Counts for the long look-back: against the level now, and against the level of before, which a slow failure has not
 * moved yet (rule 39). Where no level of before is known, both are the first.
 */
export function lastingExcess(columns: SeriesColumns, batch: Batch, { predicted }: Prediction): LogRatios {
  const first = excessLogRatios(columns, batch, predicted, lastingRatio);
  const before = batch.rows.map((row, position) =>
    knowsBefore(columns, row)
      ? (predicted[position]! * beforeLevel(columns, row)) / countLevel(columns, row)
      : predicted[position]!,
  );
  return { first, second: excessLogRatios(columns, batch, before, lastingRatio) };
}
