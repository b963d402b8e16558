import type { DeliveryLatencyReading } from "../reading/reading.ts";

/** Latency of one series in one window: a histogram where there is one, else the 95th percentile alone. */
export interface LatencyTotal {
  readonly p95Ms: number;
  /** Delivered messages that the figure stands for. */
  readonly delivered: number;
  /** Flat pairs `[leMs, cumulative count, …]`; `p95Ms` is then 0 and unused. */
  readonly buckets: readonly number[] | null;
}

const quantile = 0.95;

/**
 * Adds up the latency of several regions, operations or shorter intervals.
 * Histograms with equal edges are summed, which is exact. Otherwise it is the mean of the 95th percentiles weighted by
 * delivered messages: not the 95th percentile of the whole, but it lies between the parts and moves with each.
 * Null when no reading both delivered something and says how long it took.
 */
export function latencyTotal(readings: readonly DeliveryLatencyReading[]): LatencyTotal | null {
  const telling = readings.length === 1 ? readings : readings.filter(tellsLatency);
  const first = telling[0];
  if (first === undefined || !tellsLatency(first)) return null;
  if (telling.length === 1) return singleTotal(first);
  if (telling.every((reading) => sameEdges(first.buckets, reading.buckets))) return summedHistogram(telling);
  return weightedMean(telling);
}

function singleTotal({ p95Ms, delivered, buckets }: DeliveryLatencyReading): LatencyTotal {
  return { p95Ms: buckets === null ? (p95Ms as number) : 0, delivered, buckets };
}

function tellsLatency(reading: DeliveryLatencyReading): boolean {
  return reading.delivered > 0 && (reading.p95Ms !== null || reading.buckets !== null);
}

function sameEdges(one: readonly number[] | null, other: readonly number[] | null): boolean {
  if (one === null || other === null || one.length !== other.length) return false;
  for (let at = 0; at < one.length; at += 2) if (one[at] !== other[at]) return false;
  return true;
}

function summedHistogram(readings: readonly DeliveryLatencyReading[]): LatencyTotal {
  const [first, ...others] = readings.map((reading) => reading.buckets ?? []) as [number[], ...number[][]];
  const buckets = first.map((value, at) =>
    at % 2 === 0 ? value : others.reduce((sum, other) => sum + (other[at] as number), value),
  );
  const delivered = readings.reduce((sum, reading) => sum + reading.delivered, 0);
  return { p95Ms: 0, delivered, buckets };
}

/** Sums in an order of its own, because floating-point sums depend on it and partitions must not matter. */
function weightedMean(readings: readonly DeliveryLatencyReading[]): LatencyTotal {
  const parts = readings.map((reading) => ({ p95Ms: p95Of(reading), delivered: reading.delivered }));
  parts.sort((one, other) =>
    one.p95Ms === other.p95Ms ? one.delivered - other.delivered : one.p95Ms - other.p95Ms,
  );
  let delivered = 0;
  let weighted = 0;
  for (const part of parts) {
    delivered += part.delivered;
    weighted += part.delivered * part.p95Ms;
  }
  return { p95Ms: weighted / delivered, delivered, buckets: null };
}

function p95Of(reading: DeliveryLatencyReading): number {
  return reading.p95Ms ?? quantileOfBuckets(reading.buckets ?? [], reading.delivered);
}

/**
 * The 95th percentile of a cumulative histogram: linear within the bucket, from 0 in the first; the last edge where the
 * percentile lies above it (as Prometheus' `histogram_quantile` does).
 *
 * @example quantileOfBuckets([100, 90, 200, 100], 100) === 150 // rank 95 lies half-way from 90 to 100
 */
export function quantileOfBuckets(buckets: readonly number[], delivered: number): number {
  const rank = quantile * delivered;
  let edgeBelow = 0;
  let countBelow = 0;
  for (let at = 0; at < buckets.length; at += 2) {
    const edge = buckets[at] as number;
    const count = buckets[at + 1] as number;
    if (count >= rank && count > countBelow) {
      return edgeBelow + ((edge - edgeBelow) * (rank - countBelow)) / (count - countBelow);
    }
    edgeBelow = edge;
    countBelow = count;
  }
  return edgeBelow;
}
