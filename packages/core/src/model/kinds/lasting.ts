import { type CountRatio, ratioOf } from "../likelihood/count.ts";
import type { SeriesColumns } from "../series-table.ts";
import { countLevel } from "./count-level.ts";
import { beforeLevel, knowsBefore } from "./level-of-before.ts";
import { excessLogRatios } from "./score-counts.ts";
import type { LevelRoom } from "./room.ts";
import type { Batch, LogRatios, Prediction } from "./series-model.ts";

/**
 * What has lasted for an hour is a failure from about double the usual number on (rule 38): benign drifts are smaller, and
 * half as much again for two hours would be evidence enough for anything.
 */
const lastingRatio = 2;

const lasting: Readonly<CountRatio> = ratioOf(lastingRatio);

/**
 * Counts for the long look-back: against the level now, and against the level of before, which a slow failure has not
 * moved yet (rule 39). Where no level of before is known, both are the first.
 */
export function lastingExcess(
  columns: SeriesColumns,
  batch: Batch,
  { predicted }: Prediction,
  into: Pick<LevelRoom, "lasting" | "before">,
): LogRatios {
  const { rows } = batch;
  const first = excessLogRatios(columns, batch, predicted, {
    ratio: lasting,
    into: into.lasting(rows.length),
  });
  const means = into.before(rows.length);
  let anyBefore = false;
  for (let position = 0; position < rows.length; position += 1) {
    const row = rows[position]!;
    const mean = predicted[position]!;
    const isKnown = knowsBefore(columns, row);
    means[position] = isKnown ? (mean * beforeLevel(columns, row)) / countLevel(columns, row) : mean;
    anyBefore ||= isKnown;
  }
  if (!anyBefore) return { first, second: first };
  return { first, second: excessLogRatios(columns, batch, means, { ratio: lasting, into: means }) };
}
