import { clamp, stepToward } from "../stats/exponential-mean.ts";
import { carriedResidual, learnResidual } from "./autocorrelation.ts";
import type { ExpectationColumns } from "./expectation.ts";
import { learnLoading, loadingOf } from "./factor-loading.ts";
import type { ObservedAt } from "./observed-at.ts";
import { followSlot, learnSeason, type Seasonal, seasonalAt } from "./seasonal-profile.ts";
import type { SeriesColumns } from "./series-table.ts";

/** Mean absolute deviation times this is the scale of the noise (1.25 for a normal, a little more for Student's t5). */
const scalePerDeviation = 1.28;
export const initialLatencyDeviation = 0.1;
const smallestScale = 0.01;
const levelPrior = 2;
const levelKeep = 1 - 1 / 120;
const levelClip = 2.5;
const deviationClip = 4;
const fastRate = 0.003;
const slowRate = 0.0007;
const fastDays = 10;

const seasonal: Seasonal = { value: 0, slotClass: 0 };

/** Expected log latency before the common factor: seasonal + level, all in natural logarithms of milliseconds. */
export function expectLatency(
  columns: SeriesColumns,
  row: number,
  at: ObservedAt,
  expectation: ExpectationColumns,
): void {
  seasonalAt(columns, row, at.timeMs, seasonal);
  followSlot(columns, row, seasonal.slotClass);
  expectation.slotClass[row] = seasonal.slotClass;
  expectation.seasonal[row] = seasonal.value;
  expectation.level[row] = latencyLevel(columns, row);
  expectation.base[row] = seasonal.value + expectation.level[row];
  expectation.residual[row] = expectation.value[row]! - expectation.base[row];
}

/** Completes the expectation with the common factor (nats) and the residual before. */
export function predictLatency(
  columns: SeriesColumns,
  row: number,
  at: ObservedAt,
  expectation: ExpectationColumns,
): void {
  const mean = expectation.base[row]! + (at.factor === 0 ? 0 : loadingOf(columns, row) * at.factor);
  const scale = Math.max(smallestScale, scalePerDeviation * columns.spread[row]!);
  const carried = carriedResidual(columns, row, at.window - columns.previousWindow[row]!, at.cadence);
  expectation.mean[row] = mean;
  expectation.deviation[row] = scale;
  expectation.predicted[row] = mean + carried * scale;
}

/** Learns the observation; call only for services that are not held. */
export function learnLatency(
  columns: SeriesColumns,
  row: number,
  at: ObservedAt,
  expectation: ExpectationColumns,
): void {
  const value = expectation.value[row]!;
  const scale = expectation.deviation[row]!;
  const residual = value - expectation.mean[row]!;
  const common = expectation.mean[row]! - expectation.base[row]!;
  const aroundSeason =
    clamp(residual, -levelClip * scale, levelClip * scale) + common + expectation.level[row]!;
  columns.levelValue[row] = levelKeep * columns.levelValue[row]! + aroundSeason;
  columns.levelWeight[row] = levelKeep * columns.levelWeight[row]! + 1;
  const early = (at.window - columns.firstWindow[row]!) * at.windowMs < fastDays * 86_400_000;
  const distance = Math.min(Math.abs(residual), deviationClip * scale);
  columns.spread[row] = stepToward(columns.spread[row]!, distance, early ? fastRate : slowRate);
  learnResidual(columns, row, residual / scale, true);
  if (at.factor !== 0) learnLoading(columns, row, at.factor, expectation.residual[row]!);
  if (!at.learnsSeason) return;
  learnSeason(columns, row, {
    timeMs: at.timeMs,
    minutes: at.minutes,
    value,
    exposure: 1,
    logarithmic: true,
  });
}

/** Short-term level of a log latency: how far it lies above the season, nats. */
export const latencyLevel = (columns: SeriesColumns, row: number): number =>
  columns.levelValue[row]! / (levelPrior + columns.levelWeight[row]!);

/** Sets the level as if it had been so for an hour; the profile stays. */
export function setLatencyLevel(columns: SeriesColumns, row: number, level: number): void {
  columns.levelWeight[row] = 60;
  columns.levelValue[row] = level * (levelPrior + columns.levelWeight[row]);
}
