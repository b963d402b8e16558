import { clamp, stepToward } from "../../stats/exponential-mean.ts";
import { carriedResidual, learnResidual } from "../baseline/autocorrelation.ts";
import { learnLoading, loadingOf } from "../baseline/factor-loading.ts";
import { learnSeason, seasonAt } from "../baseline/season.ts";
import type { SeriesColumns, SeriesTable } from "../series-table.ts";
import { countLevel, largestLevelCount, setCountLevel } from "./count-level.ts";
import { inverseSizeOf } from "./count-size.ts";
import { freshCountShift, keepFresh } from "./fresh-level.ts";
import { acceptLevel, learnBefore } from "./level-of-before.ts";
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
import { type CountScore, scoreCounts } from "./score-counts.ts";

/** Keeps means above zero so that a first event is surprising, not impossible. */
const smallestMean = 1e-3;
/** Smaller counts say nothing of a common factor: the middle of their residuals lies well below 0. */
const smallestTypical = 5;
const levelClip = 2.5;
const spreadClip = 4;
const fastSpreadRate = 0.003;
const slowSpreadRate = 0.0005;
const fastDays = 10;
const bandDeviations = 3;

/** In what one kind of counts differs from another. */
export interface CountKind extends Pick<SeriesModel, "kind" | "measure" | "read" | "snapshot"> {
  /** What is kept of the level's sums at each observation. */
  readonly levelKeep: number;
  readonly score: CountScore;
  /** What lasts and is judged by the long look-back. */
  readonly lasting: ((columns: SeriesColumns, batch: Batch, prediction: Prediction) => LogRatios) | null;
}

/**
 * Counts with season, level, spread, autocorrelation and common factor: mean = exposure x season x level x factor
 * (rule 10 to rule 14). Down-weighting of past outbreaks after Noufaily et al. 2013 (Farrington flexible).
 */
export function seasonalCount(series: SeriesTable, how: CountKind): SeriesModel {
  return {
    kind: how.kind,
    measure: how.measure,
    read: how.read,
    snapshot: how.snapshot,
    begin: () => undefined,
    expect: (batch, at) => expectCounts(series.columns, batch, at),
    predict: (batch, expectation, given) => predictCounts(series.columns, batch, expectation, given),
    score: (batch, prediction, referred) =>
      scoreCounts(series.columns, { batch, prediction, referred }, how.score),
    lasting: (batch, prediction) => how.lasting?.(series.columns, batch, prediction) ?? null,
    show: (batch, prediction) => showCounts(series.columns, batch, prediction),
    learn: (batch, prediction, learning) => {
      keepFreshCounts(series.columns, batch, prediction, learning.at);
      learnCounts(series.columns, batch, prediction, { ...learning, levelKeep: how.levelKeep });
    },
    release: (row, keepReference) => releaseCount(series.columns, row, keepReference),
    restore: (row) => {
      setCountLevel(series.columns, row, series.columns.reference[row]!);
      acceptLevel(series.columns, row);
    },
    adopt: () => undefined,
    settle: (row) => acceptLevel(series.columns, row),
  };
}

function expectCounts(columns: SeriesColumns, batch: Batch, at: WindowTime): Expectation {
  const { rows, values, exposures } = batch;
  const levels: number[] = [];
  const bases: number[] = [];
  const residuals: number[] = [];
  const isTypical: number[] = [];
  for (let position = 0; position < rows.length; position += 1) {
    const row = rows[position]!;
    const seasonal = Math.max(smallestMean, exposures[position]! * seasonAt(columns, row, at.timeMs));
    const level = countLevel(columns, row);
    const base = Math.max(smallestMean, seasonal * level);
    levels.push(level);
    bases.push(base);
    residuals.push(Math.log((values[position]! + 0.5) / (base + 0.5)));
    isTypical.push(base < smallestTypical ? 0 : 1);
  }
  return { levels, bases, residuals, isTypical };
}

function predictCounts(
  columns: SeriesColumns,
  batch: Batch,
  expectation: Expectation,
  { at, factors }: { readonly at: WindowTime; readonly factors: ArrayLike<number> },
): Prediction {
  const { rows } = batch;
  const means: number[] = [];
  const deviations: number[] = [];
  const predicted: number[] = [];
  for (let position = 0; position < rows.length; position += 1) {
    const row = rows[position]!;
    const factor = factors[columns.signal[row]!]!;
    const moved = factor === 0 ? 1 : Math.exp(loadingOf(columns, row) * factor);
    const mean = Math.max(smallestMean, expectation.bases[position]! * moved);
    const deviation = Math.sqrt(mean + mean * mean * inverseSizeOf(columns, row));
    const since = at.window - columns.previousWindow[row]!;
    const carried = carriedResidual(columns, row, since, cadenceAt(batch, position, at));
    means.push(mean);
    deviations.push(deviation);
    predicted.push(Math.max(smallestMean, mean / 3, mean + carried * deviation));
  }
  return { ...expectation, means, deviations, predicted };
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
    const of = { value: batch.values[position]!, expected: means[position]!, minutes };
    keepFresh(columns, batch.rows[position]!, of);
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
  const { at, factors, isHeld, isReferred, levelKeep } = how;
  for (let position = 0; position < batch.rows.length; position += 1) {
    if (isHeld[position] === 1) continue;
    const row = batch.rows[position]!;
    const value = batch.values[position]!;
    const mean = prediction.means[position]!;
    const deviation = prediction.deviations[position]!;
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
    const rate = spreadRate(columns, row, at) * Math.min(1, mean);
    columns.spread[row] = stepToward(columns.spread[row]!, excessSpread(residual, mean), rate);
    learnResidual(columns, row, (value - mean) / deviation);
    const factor = factors[columns.signal[row]!]!;
    if (factor !== 0) learnLoading(columns, row, factor, prediction.residuals[position]!);
    if (isReferred?.[position] === 1) continue;
    learnSeason(columns, row, {
      timeMs: at.timeMs,
      minutes: minutesAt(batch, position, at),
      value,
      exposure: batch.exposures[position]!,
      logarithmic: false,
    });
  }
}

/** What a residual says of the inverse size: ((y - mu)^2 - mu) / (mu^2 + 1). */
const excessSpread = (residual: number, mean: number): number =>
  (residual * residual - mean) / (mean * mean + 1);

function spreadRate(columns: SeriesColumns, row: number, { window, windowMs }: WindowTime): number {
  const early = (window - columns.firstWindow[row]!) * windowMs < fastDays * 86_400_000;
  return early ? fastSpreadRate : slowSpreadRate;
}

function releaseCount(columns: SeriesColumns, row: number, keepReference: boolean): void {
  const level = countLevel(columns, row);
  if (keepReference) columns.reference[row] = level;
  setCountLevel(columns, row, level * Math.exp(freshCountShift(columns, row)));
  acceptLevel(columns, row);
}
