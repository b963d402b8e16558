import { countLogRatio } from "../likelihood/count.ts";
import { concentrationFor, oddsTimes, proportionLogRatio } from "../likelihood/proportion.ts";
import type { SeriesColumns } from "../series-table.ts";
import { sizeOf } from "./count-size.ts";
import { largestLogRatio, picked } from "./log-ratios.ts";
import type { Batch, LogRatios, Prediction, Scores } from "./series-model.ts";

/** Effect sizes that are tested as separate processes and averaged (rule 8). */
const excessRatios = [1.5, 4] as const;
const burstyReportRatios = [4, 10] as const;
/** Reports with a smaller size than this are so bursty that a factor of 1.5 means nothing. */
const burstySize = 3;
/** Only a loss of most traffic counts: benign dips to 40 % are left alone (rule 3). */
const dropRatio = 0.1;
/** From here on a proportion is judged as one, below as a count (rule 2). */
const proportionFrom = 0.1;
const largestProportion = 0.98;

/** Scores the counts of a batch against these means. */
export type CountScore = (columns: SeriesColumns, batch: Batch, means: ArrayLike<number>) => LogRatios;

/** Scores against the prediction and, where a level before an incident is kept, against that one too. */
export function scoreCounts(
  columns: SeriesColumns,
  of: { readonly batch: Batch; readonly prediction: Prediction; readonly referred: readonly number[] },
  score: CountScore,
): Scores {
  const { batch, prediction, referred } = of;
  const now = score(columns, batch, prediction.predicted);
  if (referred.length === 0) return { ...now, againstReference: null };
  const before = referred.map((position) => {
    const reference = columns.reference[batch.rows[position]!]!;
    return prediction.predicted[position]! * Math.exp(Math.log(reference / prediction.levels[position]!));
  });
  return {
    ...now,
    againstReference: { positions: referred, ...score(columns, picked(batch, referred), before) },
  };
}

/** Too many are bad: two ratios of the mean, or of the odds where more than a tenth is expected to fail. */
export const scoreExcess: CountScore = (columns, batch, means) => ({
  first: excessLogRatios(columns, batch, means, excessRatios[0]),
  second: excessLogRatios(columns, batch, means, excessRatios[1]),
});

/** The same for one ratio. */
export function excessLogRatios(
  columns: SeriesColumns,
  { rows, values, exposures }: Batch,
  means: ArrayLike<number>,
  ratio: number,
): readonly number[] {
  const ratios: number[] = [];
  for (let position = 0; position < rows.length; position += 1) {
    const size = sizeOf(columns, rows[position]!);
    const mean = means[position]!;
    const value = values[position]!;
    const exposure = exposures[position]!;
    const nats =
      mean > proportionFrom * exposure
        ? oddsRatio(trialOf({ value, exposure, mean, size }), ratio)
        : countLogRatio(value, mean, size, ratio);
    ratios.push(Math.min(largestLogRatio, nats));
  }
  return ratios;
}

interface Trial {
  readonly count: number;
  readonly exposure: number;
  readonly expected: number;
  readonly concentration: number;
}

/** Null where nothing was exposed: nothing is said. */
function trialOf(seen: {
  readonly value: number;
  readonly exposure: number;
  readonly mean: number;
  readonly size: number;
}): Trial | null {
  if (seen.exposure === 0) return null;
  const expected = Math.min(largestProportion, seen.mean / seen.exposure);
  const concentration = concentrationFor(expected, seen.size);
  return { count: seen.value, exposure: seen.exposure, expected, concentration };
}

const oddsRatio = (trial: Trial | null, odds: number): number =>
  trial === null ? 0 : proportionLogRatio({ ...trial, shifted: oddsTimes(trial.expected, odds) });

/** User reports: larger ratios where they are bursty, because then a factor of 1.5 means nothing. */
export const scoreReports: CountScore = (columns, { rows, values }, means) => {
  const first: number[] = [];
  const second: number[] = [];
  for (let position = 0; position < rows.length; position += 1) {
    const size = sizeOf(columns, rows[position]!);
    const ratios = size < burstySize ? burstyReportRatios : excessRatios;
    const value = values[position]!;
    const mean = means[position]!;
    first.push(Math.min(largestLogRatio, countLogRatio(value, mean, size, ratios[0])));
    second.push(Math.min(largestLogRatio, countLogRatio(value, mean, size, ratios[1])));
  }
  return { first, second };
};

/** Too few are bad: one ratio, far below what is benign. */
export const scoreDrop: CountScore = (columns, { rows, values }, means) => {
  const first: number[] = [];
  for (let position = 0; position < rows.length; position += 1) {
    const size = sizeOf(columns, rows[position]!);
    const logRatio = countLogRatio(values[position]!, means[position]!, size, dropRatio);
    first.push(Math.min(largestLogRatio, logRatio));
  }
  return { first, second: first };
};
