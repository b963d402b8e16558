import { clamp, stepToward } from "../../stats/exponential-mean.ts";
import type { Observation } from "../../world/world-window.ts";
import {
  carriedResidual,
  carryResidual,
  forgetResidual,
  learnResidual,
} from "../baseline/autocorrelation.ts";
import { learnLoading, loadingOf } from "../baseline/factor-loading.ts";
import { logScale, sampleOf, type Seasons, seasons } from "../baseline/seasons.ts";
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
import { type BatchRoom, batchRoom, type LevelRoom, levelRoom, room } from "./room.ts";
import { tamedBatch } from "./tamed-batch.ts";
import { spreadRateAt } from "./spread-rate.ts";

/** Mean absolute deviation times this is the scale of the noise, at which e-values are fair for noise of several shapes (rule 12). */
export const scalePerDeviation = 1.15;
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
  const read = batchRoom();
  const into = levelRoom();
  return {
    kind: "latency",
    measure: "time",
    begin: (row) => {
      series.columns.spread[row] = initialLatencyDeviation;
    },
    read: (observations) => logarithms(observations, read),
    expect: (batch, at) => expectLatency(series.columns, { season, into }, batch, at),
    predict: (batch, expectation, given) =>
      predictLatency({ columns: series.columns, into }, batch, expectation, given),
    score: (batch, prediction, referred) =>
      scoreLatency({ columns: series.columns, into }, batch, prediction, referred),
    // What lasts must be a large shift: all latencies of a system drift by a tenth for an hour.
    lasting: (_batch, _prediction, { second }) => ({ first: second, second }),
    show: (batch, prediction) => showLatency(series.columns, batch, prediction),
    follow: () => undefined,
    learn: (batch, prediction, learning) => {
      const tamed = tamedBatch(series.columns, batch, prediction, { tamed: tamedLatency, into: into.tamed });
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

function logarithms(observations: readonly Observation[], into: BatchRoom): Batch {
  const batch = batchOf(observations, into, isPercentile);
  const values = into.values(batch.rows.length);
  const exposures = into.exposures(batch.rows.length);
  for (let position = 0; position < values.length; position += 1) {
    values[position] = Math.log(values[position]!);
    exposures[position] = 1;
  }
  return batch;
}

function expectLatency(
  columns: SeriesColumns,
  { season, into }: { readonly season: Seasons; readonly into: LevelRoom },
  { rows, values }: Batch,
  at: WindowTime,
): Expectation {
  const levels = into.levels(rows.length);
  const bases = into.bases(rows.length);
  const residuals = into.residuals(rows.length);
  const isTypical = into.isTypical(rows.length).fill(1);
  for (let position = 0; position < rows.length; position += 1) {
    const row = rows[position]!;
    const level = latencyLevel(columns, row);
    const base = season.at(row, at.timeOf(row), values[position]! - level, level) + level;
    levels[position] = level;
    bases[position] = base;
    residuals[position] = values[position]! - base;
  }
  return { levels, bases, residuals, isTypical };
}

function predictLatency(
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
    const moved = factor === 0 ? 0 : loadingOf(columns, row) * factor;
    const mean = bases[position]! + moved;
    const scale = Math.max(smallestScale, scalePerDeviation * columns.spread[row]!);
    const since = at.window - columns.previousWindow[row]!;
    const carried = carriedResidual(columns, row, since, cadenceAt(batch, position, at));
    means[position] = mean;
    deviations[position] = scale;
    predicted[position] = mean + carried * scale;
  }
  return { levels, bases, residuals, isTypical, means, deviations, predicted };
}

function scoreLatency(
  { columns, into }: { readonly columns: SeriesColumns; readonly into: LevelRoom },
  batch: Batch,
  prediction: Prediction,
  referred: readonly number[],
): Scores {
  const { predicted, deviations, levels } = prediction;
  const { first, second } = logRatios(batch, { predicted, deviations, shifts: null }, into);
  if (referred.length === 0) return { first, second, againstReference: null };
  const shifts = referred.map((position) => columns.reference[batch.rows[position]!]! - levels[position]!);
  const before = logRatios(
    picked(batch, referred),
    {
      predicted: pickedFrom(predicted, referred),
      deviations: pickedFrom(deviations, referred),
      shifts,
    },
    { first: room(), second: room() },
  );
  return { first, second, againstReference: { positions: referred, ...before } };
}

/** `shifts`: from the level now to the level before the incident; null: none. */
function logRatios(
  { values }: Batch,
  against: Pick<Prediction, "predicted" | "deviations"> & { readonly shifts: ArrayLike<number> | null },
  into: Pick<LevelRoom, "first" | "second">,
): LogRatios {
  const { predicted, deviations, shifts } = against;
  const first = into.first(values.length);
  const second = into.second(values.length);
  for (let position = 0; position < values.length; position += 1) {
    const shift = shifts === null ? 0 : shifts[position]!;
    const deviation = (values[position]! - predicted[position]! - shift) / deviations[position]!;
    first[position] = latencyLogRatio(deviation, mildShift);
    second[position] = latencyLogRatio(deviation, hardShift);
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
  const sample = sampleOf(true);
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
    sample.time = time;
    sample.timeMs = time.slotMs;
    sample.minutes = minutesAt(batch, position, learning.at);
    sample.value = value;
    sample.wild = isWild(columns, row);
    sample.held = learning.isHeld[position] === 1;
    sample.referred = learning.isReferred?.[position] === 1;
    season.learn(row, sample);
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
