import { exponentialBuckets } from "../otlp/buckets.ts";
import { largestValue, maxBuckets } from "../limits.ts";
import type { BucketCounts, Point } from "../point.ts";
import { type Fields, fieldsOf, listOf, numberOf, own } from "../unknown-values.ts";

/** Schema of a native histogram that has bounds of its own. */
const customBounds = -53;

/** A gauge of a histogram counts what is there, not what came. */
const gaugeHint = 3;

/**
 * A native histogram of Prometheus as a point, `stale` where a series ends, or what is wrong with it. Bucket `i` of
 * schema `s` ends at 2 ** (i / 2 ** s), one index above that of OTLP for the same bucket
 * (prometheus.io/docs/specs/native_histograms).
 */
export function nativePoint(histogram: Fields, labels: ReadonlyMap<string, string>): Point | string {
  if (isStale(numberOf(histogram["sum"] ?? 0))) return "stale";
  const value = numberOf(own(histogram, "countFloat") ?? histogram["countInt"] ?? 0);
  const buckets = bucketsOf(histogram);
  if (buckets === null) return "contradicts itself";
  return {
    metric: labels.get("__name__") ?? "",
    attributes: labels,
    type: numberOf(histogram["resetHint"] ?? 0) === gaugeHint ? "gauge" : "counter",
    startMs: null,
    atMs: numberOf(histogram["timestamp"] ?? 0),
    value,
    buckets,
    unit: null,
    origin: null,
  };
}

/** A stale marker is a NaN of its own; no sum of values that were measured is one otherwise. */
const isStale = (sum: number): boolean => Number.isNaN(sum);

function bucketsOf(histogram: Fields): BucketCounts | null {
  const schema = numberOf(histogram["schema"] ?? 0);
  const positive = sparseCounts(histogram, "positive");
  if (positive === null) return null;
  if (schema === customBounds)
    return customBuckets(positive, listOf(histogram["customValues"]).map(numberOf));
  const zeroCount = numberOf(own(histogram, "zeroCountFloat") ?? histogram["zeroCountInt"] ?? 0);
  const negative = sparseCounts(histogram, "negative");
  if (negative === null) return null;
  const indexes = [...positive.keys()];
  const first = indexes.reduce((least, index) => Math.min(least, index), indexes[0] ?? 0);
  const last = indexes.reduce((most, index) => Math.max(most, index), first);
  if (last - first >= maxBuckets) return null;
  return exponentialBuckets({
    scale: schema,
    zeroCount,
    positive: {
      offset: first - 1,
      bucketCounts: Array.from({ length: last - first + 1 }, (_, at) => positive.get(first + at) ?? 0),
    },
    negative: { bucketCounts: [...negative.values()] },
  });
}

/** Counts by index: spans of buckets, each so far behind the one before, and counts as such or as what they differ by. */
function sparseCounts(histogram: Fields, side: "positive" | "negative"): ReadonlyMap<number, number> | null {
  const counts = listOf(histogram[`${side}Counts`]).map(numberOf);
  const deltas = listOf(histogram[`${side}Deltas`]).map(numberOf);
  const byIndex = new Map<number, number>();
  let [index, taken, running] = [0, 0, 0];
  for (const span of listOf(histogram[`${side}Spans`])) {
    const { offset, length } = fieldsOf(span) ?? {};
    index += numberOf(offset ?? 0);
    for (let left = numberOf(length ?? 0); left > 0; left -= 1) {
      if (taken >= maxBuckets) return null;
      running += deltas[taken] ?? 0;
      const count = counts.length > 0 ? counts[taken] : running;
      if (count === undefined || !(count >= 0 && count <= largestValue)) return null;
      byIndex.set(index, count);
      [index, taken] = [index + 1, taken + 1];
    }
  }
  return byIndex;
}

/** What lies above the last bound is in the count of the histogram alone. */
function customBuckets(byIndex: ReadonlyMap<number, number>, bounds: readonly number[]): BucketCounts | null {
  if (bounds.length === 0 || bounds.length > maxBuckets || !bounds.every(Number.isFinite)) return null;
  const counts = new Map(bounds.map((bound, index) => [bound, byIndex.get(index) ?? 0]));
  return { layout: "explicit", family: `explicit ${bounds.join(" ")}`, counts };
}
