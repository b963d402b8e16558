import { type CountRatio, countRatio, ratioOf } from "../likelihood/count.ts";
import { concentrationFor, oddsTimes, proportionLogRatio } from "../likelihood/proportion.ts";
import type { SeriesColumns } from "../series-table.ts";
import { sizeOf } from "./count-size.ts";
import { bounded, picked } from "./log-ratios.ts";
import { expectedShare, failingShares, isRare, rareRatio } from "./rare-trials.ts";
import { type LevelRoom, room } from "./room.ts";
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

const smallExcess: Readonly<CountRatio> = ratioOf(excessRatios[0]);
const largeExcess: Readonly<CountRatio> = ratioOf(excessRatios[1]);
const smallBurst: Readonly<CountRatio> = ratioOf(burstyReportRatios[0]);
const largeBurst: Readonly<CountRatio> = ratioOf(burstyReportRatios[1]);
const drop: Readonly<CountRatio> = ratioOf(dropRatio);

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

/** Scores the counts of a batch; what it says stands in `into`. */
export type CountScore = (
  columns: SeriesColumns,
  batch: Batch,
  expected: CountExpected,
  into: RatioRoom,
) => LogRatios;

type RatioRoom = Pick<LevelRoom, "first" | "second">;

/** Scores against the prediction and, where a level before an incident is kept, against that one too. */
export function scoreCounts(
  columns: SeriesColumns,
  of: { readonly batch: Batch; readonly prediction: Prediction; readonly referred: readonly number[] },
  score: CountScore,
  into: RatioRoom,
): Scores {
  const { batch, prediction, referred } = of;
  const { first, second } = score(columns, batch, { means: prediction.predicted, isReference: false }, into);
  if (referred.length === 0) return { first, second, againstReference: null };
  const before = referred.map((position) => {
    const reference = columns.reference[batch.rows[position]!]!;
    return prediction.predicted[position]! * Math.exp(Math.log(reference / prediction.levels[position]!));
  });
  const expected = { means: before, isReference: true };
  const ratios = score(columns, picked(batch, referred), expected, { first: room(), second: room() });
  return { first, second, againstReference: { positions: referred, ...ratios } };
}

/**
 * Too many are bad: two ratios of the mean, or of the odds where more than a tenth is expected to fail; of rare trials two
 * shares that fail, as far as these are told from what is usual.
 */
export const scoreExcess: CountScore = (columns, batch, { means, isReference }, into) => {
  const { rows, values, exposures, intervalsMs } = batch;
  const first = into.first(rows.length);
  const second = into.second(rows.length);
  for (let position = 0; position < rows.length; position += 1) {
    const row = rows[position]!;
    const count = values[position]!;
    const exposure = exposures[position]!;
    const mean = means[position]!;
    const size = sizeOf(columns, row);
    if (exposure > 0 && isRare(columns, row, intervalsMs[position]! / 60_000)) {
      const share = expectedShare(columns, row, isReference);
      const [small, large] = rareSizes;
      first[position] = bounded(rareRatio({ count, exposure }, share, small));
      second[position] = bounded(rareRatio({ count, exposure }, share, large));
    } else if (mean > proportionFrom * exposure) {
      const seen = { count, exposure, mean, size };
      first[position] = bounded(oddsRatio(seen, excessRatios[0]));
      second[position] = bounded(oddsRatio(seen, excessRatios[1]));
    } else {
      first[position] = bounded(countRatio(count, mean, size, smallExcess));
      second[position] = bounded(countRatio(count, mean, size, largeExcess));
    }
  }
  return { first, second };
};

/** The same for one ratio. Of rare trials nothing: their own evidence adds up for as long as they need (rule 34). */
export function excessLogRatios(
  columns: SeriesColumns,
  { rows, values, exposures, intervalsMs }: Batch,
  means: ArrayLike<number>,
  against: { readonly ratio: CountRatio; readonly into: Float64Array },
): ArrayLike<number> {
  const { ratio, into } = against;
  for (let position = 0; position < rows.length; position += 1) {
    const row = rows[position]!;
    const count = values[position]!;
    const exposure = exposures[position]!;
    const mean = means[position]!;
    if (exposure > 0 && isRare(columns, row, intervalsMs[position]! / 60_000)) into[position] = 0;
    else if (mean > proportionFrom * exposure)
      into[position] = bounded(oddsRatio({ count, exposure, mean, size: sizeOf(columns, row) }, ratio.ratio));
    else into[position] = bounded(countRatio(count, mean, sizeOf(columns, row), ratio));
  }
  return into;
}

interface CountSeen {
  readonly count: number;
  readonly exposure: number;
  readonly mean: number;
  readonly size: number;
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
export const scoreReports: CountScore = (columns, { rows, values }, { means }, into) => {
  const first = into.first(rows.length);
  const second = into.second(rows.length);
  for (let position = 0; position < rows.length; position += 1) {
    const size = sizeOf(columns, rows[position]!);
    const isBursty = size < burstySize;
    const value = values[position]!;
    const mean = means[position]!;
    first[position] = bounded(countRatio(value, mean, size, isBursty ? smallBurst : smallExcess));
    second[position] = bounded(countRatio(value, mean, size, isBursty ? largeBurst : largeExcess));
  }
  return { first, second };
};

/** Too few are bad: one ratio, far below what is benign. */
export const scoreDrop: CountScore = (columns, { rows, values }, { means }, into) => {
  const first = into.first(rows.length);
  for (let position = 0; position < rows.length; position += 1) {
    const size = sizeOf(columns, rows[position]!);
    first[position] = bounded(countRatio(values[position]!, means[position]!, size, drop));
  }
  return { first, second: first };
};
