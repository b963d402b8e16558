import { countLogRatio } from "../likelihood/count.ts";
import { concentrationFor, oddsTimes, proportionLogRatio } from "../likelihood/proportion.ts";
import type { SeriesColumns } from "../series-table.ts";
import { sizeOf } from "./count-size.ts";
import { bounded, picked } from "./log-ratios.ts";
import { expectedShare, failingShares, isRare, rareRatio } from "./rare-trials.ts";
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

/** The same of rare trials (rule 34). */
const rareSizes = [
  { failing: failingShares[0], odds: excessRatios[0] },
  { failing: failingShares[1], odds: excessRatios[1] },
] as const;

/** What counts are held against. */
interface CountExpected {
  readonly means: ArrayLike<number>;
  /** Whether that is what was usual before an incident (rule 17). */
  readonly isReference: boolean;
}

/** Scores the counts of a batch. */
export type CountScore = (columns: SeriesColumns, batch: Batch, expected: CountExpected) => LogRatios;

/** Scores against the prediction and, where a level before an incident is kept, against that one too. */
export function scoreCounts(
  columns: SeriesColumns,
  of: { readonly batch: Batch; readonly prediction: Prediction; readonly referred: readonly number[] },
  score: CountScore,
): Scores {
  const { batch, prediction, referred } = of;
  const now = score(columns, batch, { means: prediction.predicted, isReference: false });
  if (referred.length === 0) return { ...now, againstReference: null };
  const before = referred.map((position) => {
    const reference = columns.reference[batch.rows[position]!]!;
    return prediction.predicted[position]! * Math.exp(Math.log(reference / prediction.levels[position]!));
  });
  return {
    ...now,
    againstReference: {
      positions: referred,
      ...score(columns, picked(batch, referred), { means: before, isReference: true }),
    },
  };
}

/**
 * Too many are bad: two ratios of the mean, or of the odds where more than a tenth is expected to fail; of rare trials two
 * shares that fail, as far as these are told from what is usual.
 */
export const scoreExcess: CountScore = (columns, batch, { means, isReference }) => {
  const { rows, values, exposures, intervalsMs } = batch;
  const first: number[] = [];
  const second: number[] = [];
  for (let position = 0; position < rows.length; position += 1) {
    const row = rows[position]!;
    const count = values[position]!;
    const exposure = exposures[position]!;
    const seen = { count, exposure, mean: means[position]!, size: sizeOf(columns, row) };
    if (exposure > 0 && isRare(columns, row, intervalsMs[position]! / 60_000)) {
      const share = expectedShare(columns, row, isReference);
      const [small, large] = rareSizes;
      first.push(bounded(rareRatio(seen, share, small)));
      second.push(bounded(rareRatio(seen, share, large)));
    } else {
      first.push(bounded(excessRatio(seen, excessRatios[0])));
      second.push(bounded(excessRatio(seen, excessRatios[1])));
    }
  }
  return { first, second };
};

/** The same for one ratio. Of rare trials nothing: their own evidence adds up for as long as they need (rule 34). */
export function excessLogRatios(
  columns: SeriesColumns,
  { rows, values, exposures, intervalsMs }: Batch,
  means: ArrayLike<number>,
  ratio: number,
): readonly number[] {
  return rows.map((row, position) => {
    const exposure = exposures[position]!;
    if (exposure > 0 && isRare(columns, row, intervalsMs[position]! / 60_000)) return 0;
    const seen = { count: values[position]!, exposure, mean: means[position]!, size: sizeOf(columns, row) };
    return bounded(excessRatio(seen, ratio));
  });
}

interface CountSeen {
  readonly count: number;
  readonly exposure: number;
  readonly mean: number;
  readonly size: number;
}

/** For a ratio of the mean, or of the odds where more than a tenth is expected. */
function excessRatio(seen: CountSeen, ratio: number): number {
  const { count, exposure, mean, size } = seen;
  return mean > proportionFrom * exposure ? oddsRatio(seen, ratio) : countLogRatio(count, mean, size, ratio);
}

/** Where nothing was exposed, nothing is said. */
function oddsRatio({ count, exposure, mean, size }: CountSeen, odds: number): number {
  if (exposure === 0) return 0;
  const expected = Math.min(largestProportion, mean / exposure);
  return proportionLogRatio({
    count,
    exposure,
    expected,
    shifted: oddsTimes(expected, odds),
    concentration: concentrationFor(expected, size),
  });
}

/** User reports: larger ratios where they are bursty, because then a factor of 1.5 means nothing. */
export const scoreReports: CountScore = (columns, { rows, values }, { means }) => {
  const first: number[] = [];
  const second: number[] = [];
  for (let position = 0; position < rows.length; position += 1) {
    const size = sizeOf(columns, rows[position]!);
    const ratios = size < burstySize ? burstyReportRatios : excessRatios;
    const value = values[position]!;
    const mean = means[position]!;
    first.push(bounded(countLogRatio(value, mean, size, ratios[0])));
    second.push(bounded(countLogRatio(value, mean, size, ratios[1])));
  }
  return { first, second };
};

/** Too few are bad: one ratio, far below what is benign. */
export const scoreDrop: CountScore = (columns, { rows, values }, { means }) => {
  const first: number[] = [];
  for (let position = 0; position < rows.length; position += 1) {
    const size = sizeOf(columns, rows[position]!);
    const logRatio = countLogRatio(values[position]!, means[position]!, size, dropRatio);
    first.push(bounded(logRatio));
  }
  return { first, second: first };
};
