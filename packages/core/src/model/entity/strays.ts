import type { Entity } from "../../world/directory.ts";
import { signals } from "../../world/world-window.ts";
import { effectSizes, startsKept } from "../starts.ts";
import { believed, jittered, lagScratch, type LookBack, signalShows } from "./entity-likelihood.ts";
import { seriesProducts } from "./look-back.ts";
import { witnessesNeeded } from "./quorum.ts";

const reportsSignal = signals.indexOf("reports");

/**
 * What single readings add to `logLikelihoodAt` where several sources observe a signal, nats: the most telling reading of
 * each source since `lag` windows ago is left out, of those that told more than one (rule 31). A stray failure of one of several witnesses is what witnesses
 * have now and then; a service that fails is seen to fail again. Where a quorum must see it, that says as much already.
 */
export function strayEvidenceAt(from: LookBack, entity: Entity, lag: number): number {
  let nats = 0;
  for (let signal = 0; signal < signals.length; signal += 1) {
    const rows = believed(entity.seriesBySignal[signal]!, from.unbelieved);
    const isByQuorum = witnessesNeeded(from.quorum, entity.index, signal, rows.length) > 1;
    if (signal === reportsSignal || rows.length < 2 || isByQuorum) continue;
    const all = lagScratch();
    const steady = lagScratch();
    for (const row of rows) addMeans(from, row, rows.length, { all, steady });
    nats += shown(all, lag) - shown(steady, lag);
  }
  return nats;
}

const shown = (byLag: Float64Array, lag: number): number =>
  Math.log(1 - signalShows + signalShows * jittered(byLag, lag));

/** Adds the source's products by lag, and the same without the largest e-value since then. */
function addMeans(
  from: LookBack,
  row: number,
  sources: number,
  into: { readonly all: Float64Array; readonly steady: Float64Array },
): void {
  const products = lagScratch();
  seriesProducts(from.products, row, from.window, products);
  const largest = largestSince(from, row);
  for (let lag = 0; lag < startsKept; lag += 1) {
    into.all[lag]! += products[lag]! / sources;
    into.steady[lag]! += products[lag]! / largest[lag]! / sources;
  }
}

/** The largest e-value of one window from each lag to now, by the effect size to which it says more; at least 1. */
function largestSince({ products, window }: LookBack, row: number): Float64Array {
  const largest = lagScratch();
  let most = 1;
  let readings = 0;
  for (let lag = 0; lag < startsKept; lag += 1) {
    let isTold = false;
    for (let size = 0; size < effectSizes; size += 1) {
      const base = (row * effectSizes + size) * startsKept;
      const from = products[base + ((window - lag) % startsKept)]!;
      const next = lag === 0 ? 1 : products[base + ((window - lag + 1) % startsKept)]!;
      if (next > 0) most = Math.max(most, from / next);
      isTold ||= from !== next;
    }
    if (isTold) readings += 1;
    largest[lag] = readings > 1 ? most : 1;
  }
  return largest;
}
