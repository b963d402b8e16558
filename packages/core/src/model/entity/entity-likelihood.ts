import type { Entity } from "../../world/directory.ts";
import { signals } from "../../world/world-window.ts";
import { addLongProducts } from "./long-look-back.ts";
import { anchorLag, anchorsKept, firstTried, lagGrid, onsetsTried, startsKept } from "../starts.ts";
import { heartbeatProduct, heartbeatProducts, seriesProducts } from "./look-back.ts";
import { type Quorum, trimmedMean, witnessesNeeded } from "./quorum.ts";

/** A signal may start up to three windows after the onset: weights of a delay of none, one, two and three windows. */
const atOnce = 0.4;
const afterOne = 0.3;
const afterTwo = 0.2;
const afterThree = 0.1;
const longestDelay = 3;
/** Each signal of a failing service shows with this probability. */
export const signalShows = 0.4;
/** One signal counts up to this (92 nats), so that seven of them multiply without overflow. */
const largestFactor = 1e40;
/** Signals that a mild failure shows in for long: silence and lost traffic show at once, and reports come in bursts (rule 38). */
const lastingSignals: readonly number[] = (["errors", "undelivered", "latency"] as const).map((signal) =>
  signals.indexOf(signal),
);
const heartbeatSignal = signals.indexOf("heartbeat");
const reportsSignal = signals.indexOf("reports");

/** What is read from: the products of all series and heartbeats, as of a window. */
export interface LookBack {
  readonly window: number;
  /** Series that count for nothing, such as those of a source at fault (rule 37); left out, all count. */
  readonly unbelieved?: ReadonlySet<number> | undefined;
  /** How many witnesses must see a failure, where it is more than one (rule 56). */
  readonly quorum?: Quorum | undefined;
  /** Of the series, by effect size and start. */
  readonly products: ArrayLike<number>;
  /** The same from old starts, by process and slot; and in which slots they lie, the youngest first. */
  readonly longProducts: ArrayLike<number>;
  readonly slots: readonly number[];
  /** Of the entities' heartbeats, by start. */
  readonly heartbeat: ArrayLike<number>;
}

/** Of these series those that count. */
export const believed = (
  rows: readonly number[],
  unbelieved: ReadonlySet<number> | undefined,
): readonly number[] =>
  unbelieved === undefined || unbelieved.size === 0 ? rows : rows.filter((row) => !unbelieved.has(row));

/** Room for the products of one signal or series at each lag. */
export const lagScratch = (): Float64Array => new Float64Array(startsKept);

/** The same for the lags of the grid alone. */
export const gridScratch = (): Float64Array => new Float64Array(lagGrid[lagGrid.length - 1]! + 1);

/**
 * Means over the sources of a signal of the products from each lag to now, as many as `into` takes; an average of e-values
 * is valid under any dependence (rule 8; Vovk and Wang 2021, doi:10.1214/20-AOS2020). False where the entity has no such
 * series.
 */
function signalProducts(from: LookBack, entity: Entity, signal: number, into: Float64Array): boolean {
  if (signal === heartbeatSignal) {
    heartbeatProducts(from.heartbeat, entity.index, from.window, into);
    return true;
  }
  const ofSignal = entity.seriesBySignal[signal]!;
  if (ofSignal.length === 0) return false;
  const rows = believed(ofSignal, from.unbelieved);
  if (rows.length === 0) return false;
  const needed = witnessesNeeded(from.quorum, entity.index, signal, rows.length);
  if (rows.length === 1) seriesProducts(from.products, rows[0]!, from.window, into);
  else if (needed > 1) trimmedProducts(from, rows, needed, into);
  else meanProducts(from, rows, into);
  return true;
}

/** By lag without the witnesses that see most (rule 56). */
function trimmedProducts(from: LookBack, rows: readonly number[], needed: number, into: Float64Array): void {
  const ofSource = rows.map((row) => {
    const products = new Float64Array(into.length);
    seriesProducts(from.products, row, from.window, products);
    return products;
  });
  for (let lag = 0; lag < into.length; lag += 1)
    into[lag] = trimmedMean(
      ofSource.map((products) => products[lag]!),
      needed,
    );
}

function meanProducts(from: LookBack, rows: readonly number[], into: Float64Array): void {
  const ofSource = new Float64Array(into.length);
  into.fill(0);
  for (const row of rows) {
    seriesProducts(from.products, row, from.window, ofSource);
    for (let lag = 0; lag < into.length; lag += 1) into[lag]! += ofSource[lag]! / rows.length;
  }
}

/** Start-averaged product at a lag: the signal may begin up to three windows later. A start that is to come weighs 1. */
export function jittered(byLag: Float64Array, lag: number): number {
  const now = atOnce * byLag[lag]!;
  if (lag >= longestDelay) {
    return now + afterOne * byLag[lag - 1]! + afterTwo * byLag[lag - 2]! + afterThree * byLag[lag - 3]!;
  }
  const later = lag >= 1 ? byLag[lag - 1]! : 1;
  const muchLater = lag >= 2 ? byLag[lag - 2]! : 1;
  return now + afterOne * later + afterTwo * muchLater + afterThree;
}

/** Likelihood ratios of all entities at the onsets that are tried: of entity `i` at `i * onsetsTried`. */
export interface Likelihoods {
  readonly all: Float64Array;
  readonly withoutReports: Float64Array;
}

export const noLikelihoods = (entities: number): Likelihoods => ({
  all: new Float64Array(entities * onsetsTried),
  withoutReports: new Float64Array(entities * onsetsTried),
});

/**
 * Likelihood ratio that the entity began to fail at each onset that is tried (rule 18, rule 38):
 *     Lambda(lag) = product over signals of (1 - q + q A(lag)), q = 0.4,
 * written at its place into both arrays, without the report signal in the second. `scratch`: room for the lags of the grid.
 */
export function writeLikelihoods(
  from: LookBack,
  entity: Entity,
  into: Likelihoods,
  scratch: Float64Array,
): void {
  const { all, withoutReports } = into;
  const offset = entity.index * onsetsTried;
  all.fill(1, offset, offset + onsetsTried);
  withoutReports.fill(1, offset, offset + onsetsTried);
  for (let signal = 0; signal < signals.length; signal += 1) {
    if (!signalProducts(from, entity, signal, scratch)) continue;
    const isReports = signal === reportsSignal;
    for (let index = 0; index < lagGrid.length; index += 1) {
      const shown = 1 - signalShows + signalShows * jittered(scratch, lagGrid[index]!);
      const factor = shown < largestFactor ? shown : largestFactor;
      all[offset + index]! *= factor;
      if (!isReports) withoutReports[offset + index]! *= factor;
    }
  }
  const first = offset + lagGrid.length - firstTried;
  for (let at = 0; at < lastingSignals.length; at += 1) {
    if (!longSignalProducts(from, entity, lastingSignals[at]!, scratch)) continue;
    for (let anchor = firstTried; anchor < anchorsKept; anchor += 1) {
      const shown = 1 - signalShows + signalShows * scratch[anchor]!;
      all[first + anchor]! *= shown;
      withoutReports[first + anchor]! *= shown;
    }
  }
}

/**
 * Means over the sources of a signal of the products from each old start to now, of both processes, into `into`. False
 * where the entity has no such series.
 */
function longSignalProducts(from: LookBack, entity: Entity, signal: number, into: Float64Array): boolean {
  const ofSignal = entity.seriesBySignal[signal]!;
  if (ofSignal.length === 0) return false;
  const rows = believed(ofSignal, from.unbelieved);
  if (rows.length === 0) return false;
  const needed = witnessesNeeded(from.quorum, entity.index, signal, rows.length);
  if (needed > 1) {
    trimmedLongProducts(from, rows, needed, into);
    return true;
  }
  for (let anchor = 0; anchor < anchorsKept; anchor += 1) into[anchor] = 0;
  for (let at = 0; at < rows.length; at += 1) addLongProducts(from.longProducts, rows[at]!, from.slots, into);
  if (rows.length > 1) for (let anchor = 0; anchor < anchorsKept; anchor += 1) into[anchor]! /= rows.length;
  return true;
}

function trimmedLongProducts(
  from: LookBack,
  rows: readonly number[],
  needed: number,
  into: Float64Array,
): void {
  const ofSource = rows.map((row) => {
    const products = lagScratch();
    addLongProducts(from.longProducts, row, from.slots, products);
    return products;
  });
  for (let anchor = 0; anchor < anchorsKept; anchor += 1)
    into[anchor] = trimmedMean(
      ofSource.map((products) => products[anchor]!),
      needed,
    );
}

/** ln Lambda of an entity for each old start, the youngest first. */
export function longLikelihoods(from: LookBack, entity: Entity): Float64Array {
  const likelihoods = new Float64Array(anchorsKept);
  const products = lagScratch();
  for (const signal of lastingSignals) {
    if (!longSignalProducts(from, entity, signal, products)) continue;
    for (let anchor = 0; anchor < anchorsKept; anchor += 1)
      likelihoods[anchor]! += Math.log(1 - signalShows + signalShows * products[anchor]!);
  }
  return likelihoods;
}

/**
 * ln Lambda of one entity for an onset `lag` windows ago, without reports. Before the recent starts it is that of the
 * oldest of these or of the nearest old one, whichever says more.
 */
export function logLikelihoodAt(from: LookBack, entity: Entity, lag: number): number {
  const recentLag = Math.min(lag, startsKept - 1);
  const byLag = new Float64Array(recentLag + 1);
  let logarithm = 0;
  for (let signal = 0; signal < signals.length; signal += 1) {
    if (signal === reportsSignal || !signalProducts(from, entity, signal, byLag)) continue;
    logarithm += Math.log(1 - signalShows + signalShows * jittered(byLag, recentLag));
  }
  if (lag < startsKept) return logarithm;
  return Math.max(logarithm, longLikelihoods(from, entity)[nearestAnchor(from.window, lag)]!);
}

function nearestAnchor(window: number, lag: number): number {
  let nearest = 0;
  for (let anchor = 1; anchor < anchorsKept; anchor += 1) {
    const distance = Math.abs(anchorLag(window, anchor) - lag);
    if (distance < Math.abs(anchorLag(window, nearest) - lag)) nearest = anchor;
  }
  return nearest;
}

/** How many windows ago the silence began that the heartbeat speaks of most; null where it speaks of none. */
export function silenceLag({ heartbeat, window }: LookBack, { index }: Entity): number | null {
  let best = 0;
  let most = heartbeatProduct(heartbeat, index, window, 0);
  for (let lag = 1; lag < startsKept; lag += 1) {
    const product = heartbeatProduct(heartbeat, index, window, lag);
    if (product <= most) continue;
    best = lag;
    most = product;
  }
  return most > 1 ? best : null;
}

/** ln of the heartbeat's part in `logLikelihoodAt`: below 0 while telemetry comes. */
export function heartbeatLikelihoodAt(from: LookBack, entity: Entity, lag: number): number {
  const byLag = lagScratch();
  heartbeatProducts(from.heartbeat, entity.index, from.window, byLag);
  return Math.log(1 - signalShows + signalShows * jittered(byLag, lag));
}

/**
 * ln of the product over signals without reports of (1 - q + q mean product) for each lag 0 to 20, without the delay
 * weights, which would pull an onset early (rule 25).
 */
export function onsetLikelihoods(from: LookBack, entity: Entity): Float64Array {
  const likelihoods = new Float64Array(startsKept);
  const byLag = lagScratch();
  for (let signal = 0; signal < signals.length; signal += 1) {
    if (signal === reportsSignal || !signalProducts(from, entity, signal, byLag)) continue;
    for (let lag = 0; lag < startsKept; lag += 1)
      likelihoods[lag]! += Math.log(1 - signalShows + signalShows * byLag[lag]!);
  }
  return likelihoods;
}

/** Largest ln A over the grid of one signal of an entity; null where it has no such series. `byLag`: room to use. */
export function bestSignalEvidence(
  from: LookBack,
  entity: Entity,
  signal: number,
  byLag: Float64Array = lagScratch(),
): number | null {
  if (!signalProducts(from, entity, signal, byLag)) return null;
  let best = 0;
  for (let index = 0; index < lagGrid.length; index += 1) {
    best = Math.max(best, jittered(byLag, lagGrid[index]!));
  }
  return Math.log(best);
}

/** Largest ln A over the grid of one series; 0 where nothing speaks for a failure. `byLag`: room to use. */
export function bestSeriesEvidence(from: LookBack, row: number, byLag: Float64Array): number {
  seriesProducts(from.products, row, from.window, byLag);
  let best = 1;
  for (let index = 0; index < lagGrid.length; index += 1) {
    best = Math.max(best, jittered(byLag, lagGrid[index]!));
  }
  return Math.log(best);
}

/**
 * Whether a signal speaks for a failure in this window, and did when it was observed before: false where that was too
 * long ago to be remembered.
 */
export function speaksTwice(from: LookBack, entity: Entity, signal: number): boolean {
  const byLag = lagScratch();
  if (!signalProducts(from, entity, signal, byLag) || byLag[0]! <= 1) return false;
  const before = byLag.find((product) => product !== byLag[0]);
  return before !== undefined && before > byLag[0]!;
}
