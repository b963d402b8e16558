import { clamp, stepToward } from "../../stats/exponential-mean.ts";
import type { Observation } from "../../world/world-window.ts";
import {
  carriedResidual,
  carryResidual,
  forgetResidual,
  learnResidual,
} from "../baseline/autocorrelation.ts";
import { learnLoading, loadingOf } from "../baseline/factor-loading.ts";
import { logScale, type Seasons, seasons } from "../baseline/seasons.ts";
import { isWild, tamedLatency } from "../baseline/wild-readings.ts";
import { hardShift, latencyLogRatio, mildShift, rivalLogRatio } from "../likelihood/latency.ts";
import type { SeriesColumns, SeriesTable } from "../series-table.ts";
import { freshLatencyShift, keepFresh } from "./fresh-level.ts";
import { latencyLevel, setLatencyLevel } from "./latency-level.ts";
import { picked, pickedFrom } from "./log-ratios.ts";
import {
  type Batch,
  batchOf,
  cadenceAt,
  type Expectation,
  type KindSnapshots,
  type Learning,
  type LogRatios,
  minutesAt,
  type Prediction,
  type Scores,
  type SeriesModel,
  type WindowTime,
} from "./series-model.ts";
import { tamedBatch } from "./tamed-batch.ts";
import { spreadRateAt } from "./spread-rate.ts";

/** Mean absolute deviation times this is the scale of the noise, at which e-values are fair for noise of several shapes (rule 12). */
export const scalePerDeviation = 1.1;
const initialLatencyDeviation = 0.1;
const smallestScale = 0.01;
const levelKeep = 1 - 1 / 120;
const levelClip = 2.5;
const deviationClip = 4;
const fastRate = 0.003;
const slowRate = 0.0007;
const spreadRates = { fast: fastRate, slow: slowRate } as const;
const bandDeviations = 3;

/** A 95th percentile in ms, judged by its natural logarithm: season + level + factor (rule 10 to rule 14), Student's t noise. */
export function latencyModel(series: SeriesTable, { fineSeasons }: KindSnapshots): SeriesModel {
  const season = seasons(series, logScale, fineSeasons?.latency);
  return {
    kind: "latency",
    measure: "time",
    begin: (row) => {
      series.columns.spread[row] = initialLatencyDeviation;
    },
    read: (observations) => logarithms(batchOf(observations.filter(isPercentile))),
    expect: (batch, at) => expectLatency(series.columns, season, batch, at),
    predict: (batch, expectation, given) => predictLatency(series.columns, batch, expectation, given),
    score: (batch, prediction, referred) => scoreLatency(series.columns, batch, prediction, referred),
    // What lasts must be a large shift: all latencies of a system drift by a tenth for an hour.
    lasting: (_batch, _prediction, { second }) => ({ first: second, second }),
    show: (batch, prediction) => showLatency(series.columns, batch, prediction),
    follow: () => undefined,
    learn: (batch, prediction, learning) => {
      const tamed = tamedBatch(series.columns, batch, prediction, tamedLatency);
      keepFreshLatency(series.columns, tamed, prediction, learning.at);
      learnSeasons(series.columns, season, { batch: tamed, prediction, learning });
      learnLatency(series.columns, batch, prediction, learning);
    },
    release: (row, keepReference) => releaseLatency(series.columns, row, keepReference),
    restore: (row) => setLatencyLevel(series.columns, row, series.columns.reference[row]!),
    adopt: () => undefined,
    settle: () => undefined,
    keep: (rowOf) => season.keep(rowOf),
    snapshot: () => ({ fineSeasons: { latency: season.snapshot() } }),
  };
}

const isPercentile = ({ buckets, value }: Observation): boolean => buckets === null && value > 0;

function logarithms(batch: Batch): Batch {
  const values: number[] = [];
  const exposures: number[] = [];
  for (let position = 0; position < batch.rows.length; position += 1) {
    values.push(Math.log(batch.values[position]!));
    exposures.push(1);
  }
  return { ...batch, values, exposures };
}

function expectLatency(columns: SeriesColumns, season: Seasons, batch: Batch, at: WindowTime): Expectation {
  const levels: number[] = [];
  const bases: number[] = [];
  const residuals: number[] = [];
  const isTypical: number[] = [];
  for (let position = 0; position < batch.rows.length; position += 1) {
    const row = batch.rows[position]!;
    const level = latencyLevel(columns, row);
    const seen = { value: batch.values[position]! - level, level };
    const seasonal = season.at(row, at.timeOf(row), seen);
    const base = seasonal + level;
    levels.push(level);
    bases.push(base);
    residuals.push(batch.values[position]! - base);
    isTypical.push(1);
  }
  return { levels, bases, residuals, isTypical };
}

function predictLatency(
  columns: SeriesColumns,
  batch: Batch,
  expectation: Expectation,
  { at, factors }: { readonly at: WindowTime; readonly factors: ArrayLike<number> },
): Prediction {
  const means: number[] = [];
  const deviations: number[] = [];
  const predicted: number[] = [];
  for (let position = 0; position < batch.rows.length; position += 1) {
    const row = batch.rows[position]!;
    const factor = factors[columns.signal[row]!]!;
    const moved = factor === 0 ? 0 : loadingOf(columns, row) * factor;
    const mean = expectation.bases[position]! + moved;
    const scale = Math.max(smallestScale, scalePerDeviation * columns.spread[row]!);
    const since = at.window - columns.previousWindow[row]!;
    const carried = carriedResidual(columns, row, since, cadenceAt(batch, position, at));
    means.push(mean);
    deviations.push(scale);
    predicted.push(mean + carried * scale);
  }
  return { ...expectation, means, deviations, predicted };
}

function scoreLatency(
  columns: SeriesColumns,
  batch: Batch,
  prediction: Prediction,
  referred: readonly number[],
): Scores {
  const { predicted, deviations, levels } = prediction;
  const now = logRatios(batch, predicted, deviations, null);
  if (referred.length === 0) return { ...now, againstReference: null };
  const shifts = referred.map((position) => columns.reference[batch.rows[position]!]! - levels[position]!);
  const before = logRatios(
    picked(batch, referred),
    pickedFrom(predicted, referred),
    pickedFrom(deviations, referred),
    shifts,
  );
  return { ...now, againstReference: { positions: referred, ...before } };
}

/** `shifts`: from the level now to the level before the incident; null: none. */
function logRatios(
  { values }: Batch,
  predicted: ArrayLike<number>,
  scales: ArrayLike<number>,
  shifts: ArrayLike<number> | null,
): LogRatios {
  const first: number[] = [];
  const second: number[] = [];
  for (let position = 0; position < values.length; position += 1) {
    const shift = shifts === null ? 0 : shifts[position]!;
    const deviation = (values[position]! - predicted[position]! - shift) / scales[position]!;
    first.push(latencyLogRatio(deviation, mildShift));
    second.push(latencyLogRatio(deviation, hardShift));
  }
  return { first, second };
}

/** In milliseconds; the band is three scales either side. */
function showLatency(columns: SeriesColumns, batch: Batch, prediction: Prediction): void {
  for (let position = 0; position < batch.rows.length; position += 1) {
    const row = batch.rows[position]!;
    const predicted = prediction.predicted[position]!;
    const reach = bandDeviations * prediction.deviations[position]!;
    columns.observed[row] = Math.exp(batch.values[position]!);
    columns.exposure[row] = batch.exposures[position]!;
    columns.expected[row] = Math.exp(predicted);
    columns.lower[row] = Math.exp(predicted - reach);
    columns.upper[row] = Math.exp(predicted + reach);
  }
}

function keepFreshLatency(columns: SeriesColumns, batch: Batch, { means }: Prediction, at: WindowTime): void {
  for (let position = 0; position < batch.rows.length; position += 1) {
    const value = batch.values[position]! - means[position]!;
    const minutes = minutesAt(batch, position, at);
    keepFresh(columns, batch.rows[position]!, { value, expected: 1, minutes });
  }
}

function learnSeasons(
  columns: SeriesColumns,
  season: Seasons,
  of: { readonly batch: Batch; readonly prediction: Prediction; readonly learning: Learning },
): void {
  const { batch, prediction, learning } = of;
  for (let position = 0; position < batch.rows.length; position += 1) {
    const row = batch.rows[position]!;
    const value = batch.values[position]!;
    const time = learning.at.timeOf(row);
    const rivals = season.rivals(row, time);
    if (rivals !== null) {
      const around = value - prediction.levels[position]!;
      const scale = prediction.deviations[position]!;
      const nats = rivalLogRatio((around - rivals.fine) / scale, (around - rivals.hourly) / scale);
      season.weigh(row, time, nats);
    }
    season.learn(row, {
      time,
      minutes: minutesAt(batch, position, learning.at),
      value,
      exposure: 1,
      logarithmic: true,
      wild: isWild(columns, row),
      held: learning.isHeld[position] === 1,
      referred: learning.isReferred?.[position] === 1,
    });
  }
}

function learnLatency(
  columns: SeriesColumns,
  batch: Batch,
  prediction: Prediction,
  { at, factors, isHeld }: Learning,
): void {
  for (let position = 0; position < batch.rows.length; position += 1) {
    const row = batch.rows[position]!;
    if (isHeld[position] === 1) {
      forgetResidual(columns, row);
      continue;
    }
    const value = batch.values[position]!;
    const mean = prediction.means[position]!;
    const scale = prediction.deviations[position]!;
    const residual = value - mean;
    if (at.timeOf(row).isUnlike) {
      carryResidual(columns, row, residual / scale);
      continue;
    }
    const common = mean - prediction.bases[position]!;
    const clipped = clamp(residual, -levelClip * scale, levelClip * scale);
    const aroundSeason = clipped + common + prediction.levels[position]!;
    columns.levelValue[row] = levelKeep * columns.levelValue[row]! + aroundSeason;
    columns.levelWeight[row] = levelKeep * columns.levelWeight[row]! + 1;
    const distance = Math.min(Math.abs(residual), deviationClip * scale);
    columns.spread[row] = stepToward(
      columns.spread[row]!,
      distance,
      spreadRateAt(columns, row, at, spreadRates),
    );
    learnResidual(columns, row, residual / scale);
    const factor = factors[columns.signal[row]!]!;
    if (factor !== 0) learnLoading(columns, row, factor, prediction.residuals[position]!);
  }
}

function releaseLatency(columns: SeriesColumns, row: number, keepReference: boolean): void {
  const level = latencyLevel(columns, row);
  if (keepReference) columns.reference[row] = level;
  setLatencyLevel(columns, row, level + freshLatencyShift(columns, row));
}
