import { clamp, stepToward } from "../stats/exponential-mean.ts";
import { carriedResidual, learnResidual } from "./autocorrelation.ts";
import type { ExpectationColumns } from "./expectation.ts";
import { learnLoading, loadingOf } from "./factor-loading.ts";
import { followSlot, learnSeason, type Seasonal, seasonalAt } from "./seasonal-profile.ts";
import type { SeriesColumns } from "./series-table.ts";
import type { ObservedAt } from "./observed-at.ts";

/** Keeps means above zero so that a first event is surprising, not impossible. */
const smallestMean = 1e-3;
const smallestLevel = 1e-3;
/** Level and its prior: (2 + a) / (2 + b). */
const levelPrior = 2;
const levelKeep = 1 - 1 / 120;
const reportsLevelKeep = 1 - 1 / 180;
/** A busy series counts as at most so many events a reading, or its level would ignore everything but the last minutes. */
const largestLevelCount = 20;
const levelClip = 2.5;
const spreadClip = 4;
const spreadInflation = 1.4;
const smallestInverseSize = 2e-4;
const fastSpreadRate = 0.003;
const slowSpreadRate = 0.0005;
const fastDays = 10;

/** Negative-binomial size r of a count series: variance = mean + mean^2 / r. */
export const sizeOf = (columns: SeriesColumns, row: number): number =>
  1 / Math.max(smallestInverseSize, spreadInflation * columns.spread[row]!);

const seasonal: Seasonal = { value: 0, slotClass: 0 };

/**
 * Expected count before the common factor: mu = exposure x seasonal rate x level.
 * Source of the form: detection design 3.3; down-weighting of past outbreaks after Noufaily et al. 2013 (Farrington flexible).
 */
export function expectCount(
  columns: SeriesColumns,
  row: number,
  at: ObservedAt,
  expectation: ExpectationColumns,
): void {
  seasonalAt(columns, row, at.timeMs, seasonal);
  followSlot(columns, row, seasonal.slotClass);
  const mean = Math.max(smallestMean, expectation.exposure[row]! * seasonal.value);
  expectation.slotClass[row] = seasonal.slotClass;
  expectation.seasonal[row] = mean;
  expectation.level[row] = countLevel(columns, row);
  expectation.base[row] = Math.max(smallestMean, mean * expectation.level[row]);
  expectation.residual[row] = Math.log((expectation.value[row]! + 0.5) / (expectation.base[row] + 0.5));
}

/** Completes the expectation with the common factor (nats) and the residual before. */
export function predictCount(
  columns: SeriesColumns,
  row: number,
  at: ObservedAt,
  expectation: ExpectationColumns,
): void {
  const factor = at.factor === 0 ? 1 : Math.exp(loadingOf(columns, row) * at.factor);
  const mean = Math.max(smallestMean, expectation.base[row]! * factor);
  const deviation = Math.sqrt(
    mean + mean * mean * Math.max(smallestInverseSize, spreadInflation * columns.spread[row]!),
  );
  const carried = carriedResidual(columns, row, at.window - columns.previousWindow[row]!, at.cadence);
  expectation.mean[row] = mean;
  expectation.deviation[row] = deviation;
  expectation.predicted[row] = Math.max(smallestMean, mean / 3, mean + carried * deviation);
}

/**
 * Learns the observation. The level is learned without the common factor: with it, a factor that lasts would lift the
 * level and be cancelled by it, and both would drift away together. Call only for services that are not held.
 */
export function learnCount(
  columns: SeriesColumns,
  row: number,
  at: ObservedAt,
  expectation: ExpectationColumns,
): void {
  const value = expectation.value[row]!;
  const mean = expectation.mean[row]!;
  const deviation = expectation.deviation[row]!;
  const keep = columns.model[row] === 1 ? reportsLevelKeep : levelKeep;
  const unit = expectation.base[row]! / expectation.level[row]!;
  const weight = 1 / Math.max(1, unit / largestLevelCount);
  const clipped = clamp(value, mean - levelClip * deviation, mean + levelClip * deviation);
  columns.levelValue[row] = keep * columns.levelValue[row]! + weight * clipped;
  columns.levelWeight[row] = keep * columns.levelWeight[row]! + weight * unit;
  const residual = clamp(value - mean, -spreadClip * deviation, spreadClip * deviation);
  columns.spread[row] = stepToward(
    columns.spread[row]!,
    excessSpread(residual, mean),
    spreadRate(columns, row, at) * Math.min(1, mean),
  );
  learnResidual(columns, row, (value - mean) / deviation, true);
  if (at.factor !== 0) learnLoading(columns, row, at.factor, expectation.residual[row]!);
  if (!at.learnsSeason) return;
  learnSeason(columns, row, {
    timeMs: at.timeMs,
    minutes: at.minutes,
    value,
    exposure: expectation.exposure[row]!,
    logarithmic: false,
  });
}

/** What a residual says of the inverse size: ((y - mu)^2 - mu) / (mu^2 + 1). */
const excessSpread = (residual: number, mean: number): number =>
  (residual * residual - mean) / (mean * mean + 1);

function spreadRate(columns: SeriesColumns, row: number, at: ObservedAt): number {
  const early = (at.window - columns.firstWindow[row]!) * at.windowMs < fastDays * 86_400_000;
  return early ? fastSpreadRate : slowSpreadRate;
}

/** Short-term level of a count: what was counted over what the season alone would lead one to expect. */
export const countLevel = (columns: SeriesColumns, row: number): number =>
  Math.max(smallestLevel, (levelPrior + columns.levelValue[row]!) / (levelPrior + columns.levelWeight[row]!));

/** Sets the level as if it had been so for an hour; the profile stays. */
export function setCountLevel(columns: SeriesColumns, row: number, level: number): void {
  columns.levelWeight[row] = largestLevelCount * 60;
  columns.levelValue[row] = level * (levelPrior + columns.levelWeight[row]) - levelPrior;
}
