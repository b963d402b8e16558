import { clamp, stepToward } from "../../stats/exponential-mean.ts";
import {
  carriedResidual,
  carryResidual,
  forgetResidual,
  learnResidual,
} from "../baseline/autocorrelation.ts";
import { learnLoading, loadingOf } from "../baseline/factor-loading.ts";
import { rateScale, sampleOf, type Seasons, seasons } from "../baseline/seasons.ts";
import { isWanderNoted, learnWander } from "../baseline/wander.ts";
import { isWild, tamedCount } from "../baseline/wild-readings.ts";
import { countLogRatio } from "../likelihood/count.ts";
import type { TableSnapshot } from "../../stats/table.ts";
import type { Observation } from "../../world/world-window.ts";
import type { SeriesColumns, SeriesTable } from "../series-table.ts";
import { countLevel, largestLevelCount, setCountLevel } from "./count-level.ts";
import { inverseSizeOf, sizeOf } from "./count-size.ts";
import { freshCountShift, keepFresh } from "./fresh-level.ts";
import { awaitTrials, learnTrials, releaseTrials, restoreTrials } from "./rare-trials.ts";
import { acceptLevel, learnBefore, shiftFromBefore } from "./level-of-before.ts";
import {
  type Batch,
  cadenceAt,
  type Expectation,
  type Learning,
  type LogRatios,
  minutesAt,
  type Prediction,
  type SeriesModel,
  type WindowTime,
} from "./series-model.ts";
import { type BatchRoom, batchRoom, type LevelRoom, levelRoom } from "./room.ts";
import { tamedBatch } from "./tamed-batch.ts";
import { type CountScore, scoreCounts } from "./score-counts.ts";
import { spreadRateAt } from "./spread-rate.ts";

/** Keeps means above zero so that a first event is surprising, not impossible. */
const smallestMean = 1e-3;
/** Smaller counts say nothing of a common factor: the middle of their residuals lies well below 0. */
const smallestTypical = 5;
const levelClip = 2.5;
const spreadClip = 4;
const fastSpreadRate = 0.003;
const slowSpreadRate = 0.0005;
const spreadRates = { fast: fastSpreadRate, slow: slowSpreadRate } as const;
const bandDeviations = 3;

/** In what one kind of counts differs from another. */
export interface CountKind extends Pick<SeriesModel, "kind" | "measure" | "keep" | "snapshot"> {
  /** Takes what can be judged; the batch stands in `into`. */
  readonly read: (observations: readonly Observation[], into: BatchRoom) => Batch;
  /** What is kept of the level's sums at each observation. */
  readonly levelKeep: number;
  readonly score: CountScore;
  /** What lasts and is judged by the long look-back. */
  readonly lasting:
    | ((columns: SeriesColumns, batch: Batch, prediction: Prediction, into: LevelRoom) => LogRatios)
    | null;
  /** Finer seasons as they were when the snapshot was taken. */
  readonly fineSeasons: TableSnapshot | undefined;
}

/**
 * Counts with season, level, spread, autocorrelation and common factor: mean = exposure x season x level x factor
 * (rule 10 to rule 14). Down-weighting of past outbreaks after Noufaily et al. 2013 (Farrington flexible).
 */
export function seasonalCount(series: SeriesTable, how: CountKind): SeriesModel {
  const season = seasons(series, rateScale, how.fineSeasons);
  const read = batchRoom();
  const into = levelRoom();
  return {
    kind: how.kind,
    measure: how.measure,
    read: (observations) => how.read(observations, read),
    keep: (rowOf) => {
      how.keep(rowOf);
      season.keep(rowOf);
    },
    snapshot: () => ({ ...how.snapshot(), fineSeasons: { [how.kind]: season.snapshot() } }),
    begin: () => undefined,
    expect: (batch, at) => {
      if (how.measure === "share") awaitShares(series.columns, batch, at);
      return expectCounts(series.columns, { season, into }, batch, at);
    },
    predict: (batch, expectation, given) =>
      predictCounts({ columns: series.columns, into }, batch, expectation, given),
    score: (batch, prediction, referred) =>
      scoreCounts(series.columns, { batch, prediction, referred }, how.score, into),
    lasting: (batch, prediction) => how.lasting?.(series.columns, batch, prediction, into) ?? null,
    show: (batch, prediction) => showCounts(series.columns, batch, prediction),
    follow: (batch) => {
      if (how.measure !== "share") return;
      for (let position = 0; position < batch.rows.length; position += 1) {
        const trials = { count: batch.values[position]!, exposure: batch.exposures[position]! };
        learnTrials(series.columns, batch.rows[position]!, trials, false);
      }
    },
    learn: (batch, prediction, learning) => {
      const tamed = tamedBatch(series.columns, batch, prediction, { tamed: tamedCount, into: into.tamed });
      keepFreshCounts(series.columns, tamed, prediction, learning.at);
      learnSeasons(series.columns, season, { batch: tamed, prediction, learning });
      learnCounts(series.columns, batch, prediction, { ...learning, levelKeep: how.levelKeep });
      if (how.measure === "share") learnShares(series.columns, batch, learning);
    },
    release: (row, keepReference) => {
      releaseCount(series.columns, row, keepReference);
      releaseTrials(series.columns, row, keepReference);
    },
    restore: (row) => {
      setCountLevel(series.columns, row, series.columns.reference[row]!);
      restoreTrials(series.columns, row);
      acceptLevel(series.columns, row);
    },
    adopt: () => undefined,
    settle: (row) => acceptLevel(series.columns, row),
  };
}

function expectCounts(
  columns: SeriesColumns,
  { season, into }: { readonly season: Seasons; readonly into: LevelRoom },
  batch: Batch,
  at: WindowTime,
): Expectation {
  const { rows, values, exposures } = batch;
  const levels = into.levels(rows.length);
  const bases = into.bases(rows.length);
  const residuals = into.residuals(rows.length);
  const isTypical = into.isTypical(rows.length);
  for (let position = 0; position < rows.length; position += 1) {
    const row = rows[position]!;
    const exposure = exposures[position]!;
    const value = values[position]!;
    const before = countLevel(columns, row);
    const seen = exposure > 0 ? value / (exposure * before) : 0;
    const seasonal = Math.max(smallestMean, exposure * season.at(row, at.timeOf(row), seen, before));
    const level = countLevel(columns, row);
    const base = Math.max(smallestMean, seasonal * level);
    levels[position] = level;
    bases[position] = base;
    residuals[position] = Math.log((value + 0.5) / (base + 0.5));
    isTypical[position] = base < smallestTypical ? 0 : 1;
  }
  return { levels, bases, residuals, isTypical };
}

function predictCounts(
  { columns, into }: { readonly columns: SeriesColumns; readonly into: LevelRoom },
  batch: Batch,
  { levels, bases, residuals, isTypical }: Expectation,
  { at, factors }: { readonly at: WindowTime; readonly factors: ArrayLike<number> },
): Prediction {
  const { rows } = batch;
  const means = into.means(rows.length);
  const deviations = into.deviations(rows.length);
  const predicted = into.predicted(rows.length);
  for (let position = 0; position < rows.length; position += 1) {
    const row = rows[position]!;
    const factor = factors[columns.signal[row]!]!;
    const moved = factor === 0 ? 1 : Math.exp(loadingOf(columns, row) * factor);
    const mean = Math.max(smallestMean, bases[position]! * moved);
    const deviation = Math.sqrt(mean + mean * mean * inverseSizeOf(columns, row));
    const since = at.window - columns.previousWindow[row]!;
    const carried = carriedResidual(columns, row, since, cadenceAt(batch, position, at));
    means[position] = mean;
    deviations[position] = deviation;
    predicted[position] = Math.max(smallestMean, mean / 3, mean + carried * deviation);
  }
  return { levels, bases, residuals, isTypical, means, deviations, predicted };
}

/** The band that dashboards draw: three deviations either side, not below zero. */
function showCounts(columns: SeriesColumns, batch: Batch, prediction: Prediction): void {
  for (let position = 0; position < batch.rows.length; position += 1) {
    const row = batch.rows[position]!;
    const predicted = prediction.predicted[position]!;
    const reach = bandDeviations * prediction.deviations[position]!;
    columns.observed[row] = batch.values[position]!;
    columns.exposure[row] = batch.exposures[position]!;
    columns.expected[row] = predicted;
    columns.lower[row] = Math.max(0, predicted - reach);
    columns.upper[row] = predicted + reach;
  }
}

function keepFreshCounts(columns: SeriesColumns, batch: Batch, { means }: Prediction, at: WindowTime): void {
  for (let position = 0; position < batch.rows.length; position += 1) {
    const minutes = minutesAt(batch, position, at);
    const row = batch.rows[position]!;
    keepFresh(columns, row, { value: batch.values[position]!, expected: means[position]!, minutes });
    if (isWanderNoted(row, at.window) && !at.timeOf(row).isUnlike)
      learnWander(columns, row, shiftFromBefore(columns, row));
  }
}

function learnSeasons(
  columns: SeriesColumns,
  season: Seasons,
  of: { readonly batch: Batch; readonly prediction: Prediction; readonly learning: Learning },
): void {
  const { batch, prediction, learning } = of;
  const sample = sampleOf(false);
  for (let position = 0; position < batch.rows.length; position += 1) {
    const row = batch.rows[position]!;
    const value = batch.values[position]!;
    const exposure = batch.exposures[position]!;
    const time = learning.at.timeOf(row);
    const rivals = season.rivals(row, time);
    if (rivals !== null) {
      const scale = exposure * prediction.levels[position]!;
      const hourly = Math.max(smallestMean, scale * rivals.hourly);
      const fine = Math.max(smallestMean, scale * rivals.fine);
      season.weigh(row, time, countLogRatio(value, hourly, sizeOf(columns, row), fine / hourly));
    }
    sample.time = time;
    sample.timeMs = time.slotMs;
    sample.minutes = minutesAt(batch, position, learning.at);
    sample.value = value;
    sample.exposure = exposure;
    sample.inverseSize = inverseSizeOf(columns, row);
    sample.wild = isWild(columns, row);
    sample.held = learning.isHeld[position] === 1;
    sample.referred = learning.isReferred?.[position] === 1;
    season.learn(row, sample);
  }
}

/**
 * The level is learned without the common factor: with it, a factor that lasts would lift the level and be cancelled by
 * it, and both would drift away together.
 */
function learnCounts(
  columns: SeriesColumns,
  batch: Batch,
  prediction: Prediction,
  how: Learning & { readonly levelKeep: number },
): void {
  const { at, factors, isHeld, levelKeep } = how;
  for (let position = 0; position < batch.rows.length; position += 1) {
    const row = batch.rows[position]!;
    if (isHeld[position] === 1) {
      forgetResidual(columns, row);
      continue;
    }
    const value = batch.values[position]!;
    const mean = prediction.means[position]!;
    const deviation = prediction.deviations[position]!;
    if (at.timeOf(row).isUnlike) {
      carryResidual(columns, row, (value - mean) / deviation);
      continue;
    }
    const usual = prediction.bases[position]! / prediction.levels[position]!;
    const weight = 1 / Math.max(1, usual / largestLevelCount);
    const clipped = clamp(value, mean - levelClip * deviation, mean + levelClip * deviation);
    columns.levelValue[row] = levelKeep * columns.levelValue[row]! + weight * clipped;
    columns.levelWeight[row] = levelKeep * columns.levelWeight[row]! + weight * usual;
    learnBefore(columns, row, {
      value: weight * clipped,
      usual: weight * usual,
      minutes: minutesAt(batch, position, at),
    });
    const residual = clamp(value - mean, -spreadClip * deviation, spreadClip * deviation);
    const rate = spreadRateAt(columns, row, at, spreadRates) * Math.min(1, mean);
    columns.spread[row] = stepToward(columns.spread[row]!, excessSpread(residual, mean), rate);
    learnResidual(columns, row, (value - mean) / deviation);
    const factor = factors[columns.signal[row]!]!;
    if (factor !== 0) learnLoading(columns, row, factor, prediction.residuals[position]!);
  }
}

/** Notes when trials come: what they say depends on how rare they are (rule 34). */
function awaitShares(columns: SeriesColumns, batch: Batch, at: WindowTime): void {
  for (let position = 0; position < batch.rows.length; position += 1) {
    const row = batch.rows[position]!;
    const before = columns.previousWindow[row]!;
    const since = before < 0 ? 0 : ((at.window - before) * at.windowMs) / 60_000;
    awaitTrials(columns, row, Math.max(since, minutesAt(batch, position, at)));
  }
}

/** How the trials of each series went; counted where it is learned of and keeps no level before an incident. */
function learnShares(columns: SeriesColumns, batch: Batch, { at, isHeld, isReferred }: Learning): void {
  for (let position = 0; position < batch.rows.length; position += 1) {
    const trials = { count: batch.values[position]!, exposure: batch.exposures[position]! };
    const row = batch.rows[position]!;
    const learning = isHeld[position] === 0 && isReferred?.[position] !== 1 && !at.timeOf(row).isUnlike;
    learnTrials(columns, row, trials, learning);
  }
}

/** What a residual says of the inverse size: ((y - mu)^2 - mu) / (mu^2 + 1). */
const excessSpread = (residual: number, mean: number): number =>
  (residual * residual - mean) / (mean * mean + 1);

function releaseCount(columns: SeriesColumns, row: number, keepReference: boolean): void {
  const level = countLevel(columns, row);
  if (keepReference) columns.reference[row] = level;
  setCountLevel(columns, row, level * Math.exp(freshCountShift(columns, row)));
  acceptLevel(columns, row);
}
