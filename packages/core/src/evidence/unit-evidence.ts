import type { Unit } from "../baseline/registry.ts";
import { type SeriesColumns, startsKept } from "../baseline/series-table.ts";
import type { UnitColumns } from "../baseline/unit-table.ts";
import { signals } from "../join/world-window.ts";
import { productsByLag } from "./running-products.ts";

/** Onsets that are tried every window, in windows before now. */
export const lagGrid = [0, 1, 2, 3, 4, 6, 8, 11, 15] as const;
/** A signal may start up to three windows after the onset: weights of the delays. */
const delayWeights = [0.4, 0.3, 0.2, 0.1] as const;
/** Each signal of a failing service shows with this probability. */
export const signalShows = 0.4;
/** One signal counts up to this (92 nats), so that seven of them multiply without overflow. */
const largestFactor = 1e40;
const heartbeatSignal = signals.indexOf("heartbeat");
const reportsSignal = signals.indexOf("reports");

const products = new Float64Array(startsKept);
const summed = new Float64Array(startsKept);

/** What unit evidence is read from: the state of all series and units, in the window at hand. */
export interface EvidenceSource {
  readonly series: SeriesColumns;
  readonly units: UnitColumns;
  readonly window: number;
}

/**
 * Means over the witnesses of a signal of the products from each lag to now, into `summed`; an average of e-values is
 * valid under any dependence (Vovk and Wang 2021, doi:10.1214/20-AOS2020). False where the unit has no such series.
 */
function signalProducts(world: EvidenceSource, unit: Unit, signal: number): boolean {
  const { series, units, window } = world;
  if (signal === heartbeatSignal) {
    heartbeatProducts(units, unit.index, window);
    return true;
  }
  const rows = unit.seriesBySignal[signal]!;
  if (rows.length === 0) return false;
  if (rows.length === 1) {
    productsByLag(series, rows[0]!, window, summed);
    return true;
  }
  summed.fill(0);
  for (const row of rows) {
    productsByLag(series, row, window, products);
    for (let lag = 0; lag < startsKept; lag += 1) summed[lag]! += products[lag]! / rows.length;
  }
  return true;
}

function heartbeatProducts(units: UnitColumns, unit: number, window: number): void {
  const base = unit * startsKept;
  const heartbeat = units.heartbeat;
  let column = window % startsKept;
  for (let lag = 0; lag < startsKept; lag += 1) {
    summed[lag] = heartbeat[base + column]!;
    column = column === 0 ? startsKept - 1 : column - 1;
  }
}

/** Start-averaged product at a lag: the signal may begin up to three windows later. */
function jittered(lag: number): number {
  let sum = 0;
  for (let delay = 0; delay < delayWeights.length; delay += 1) {
    sum += delayWeights[delay]! * (delay <= lag ? summed[lag - delay]! : 1);
  }
  return sum;
}

/** Likelihood ratios of one unit for each lag of the grid. */
export interface UnitLikelihoods {
  readonly all: Float64Array;
  readonly withoutReports: Float64Array;
}

/**
 * Likelihood ratio that the unit began to fail at each lag of the grid:
 *     Lambda(lag) = product over signals of (1 - q + q A(lag)), q = 0.4 (detection design 3.4),
 * written at `offset` into both arrays, without the report signal in the second.
 */
export function unitLikelihoods(world: EvidenceSource, unit: Unit, into: UnitLikelihoods): void {
  const offset = unit.index * lagGrid.length;
  into.all.fill(1, offset, offset + lagGrid.length);
  into.withoutReports.fill(1, offset, offset + lagGrid.length);
  for (let signal = 0; signal < signals.length; signal += 1) {
    if (!signalProducts(world, unit, signal)) continue;
    for (let index = 0; index < lagGrid.length; index += 1) {
      const factor = Math.min(largestFactor, 1 - signalShows + signalShows * jittered(lagGrid[index]!));
      into.all[offset + index]! *= factor;
      if (signal !== reportsSignal) into.withoutReports[offset + index]! *= factor;
    }
  }
}

/** ln Lambda of one unit for an onset `lag` windows ago (0 to 20), any lag, without reports. */
export function logLikelihoodAt(world: EvidenceSource, unit: Unit, lag: number): number {
  let logarithm = 0;
  for (let signal = 0; signal < signals.length; signal += 1) {
    if (signal === reportsSignal || !signalProducts(world, unit, signal)) continue;
    logarithm += Math.log(1 - signalShows + signalShows * jittered(lag));
  }
  return logarithm;
}

/** ln of the heartbeat's part in `logLikelihoodAt`: below 0 while telemetry comes. */
export function heartbeatLikelihoodAt(world: EvidenceSource, unit: Unit, lag: number): number {
  heartbeatProducts(world.units, unit.index, world.window);
  return Math.log(1 - signalShows + signalShows * jittered(lag));
}

/**
 * ln of the product over signals without reports of (1 - q + q mean product) for each lag 0 to 20, without the delay
 * weights, which would pull an onset early (detection rule B); into `into`.
 */
export function onsetLikelihoods(world: EvidenceSource, unit: Unit, into: Float64Array): void {
  into.fill(0, 0, startsKept);
  for (let signal = 0; signal < signals.length; signal += 1) {
    if (signal === reportsSignal || !signalProducts(world, unit, signal)) continue;
    for (let lag = 0; lag < startsKept; lag += 1)
      into[lag]! += Math.log(1 - signalShows + signalShows * summed[lag]!);
  }
}

/** Largest ln A over the grid of one signal of a unit; null where it has no such series. */
export function bestSignalEvidence(world: EvidenceSource, unit: Unit, signal: number): number | null {
  if (!signalProducts(world, unit, signal)) return null;
  let best = 0;
  for (const lag of lagGrid) best = Math.max(best, jittered(lag));
  return Math.log(best);
}

/** Largest ln A over the grid of one series; 0 where nothing speaks for a failure. */
export function bestRowEvidence(series: SeriesColumns, row: number, window: number): number {
  productsByLag(series, row, window, summed);
  let best = 1;
  for (const lag of lagGrid) best = Math.max(best, jittered(lag));
  return Math.log(best);
}
