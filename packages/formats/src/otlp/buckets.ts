import { largestValue, maxBuckets } from "../limits.ts";
import type { BucketCounts } from "../point.ts";
import { type Fields, fieldsOf, listOf, numberOf } from "../unknown-values.ts";

/** Counts by upper bound; those above the last bound are in the count of the histogram alone. Null where it contradicts itself. */
export function explicitBuckets({ explicitBounds, bucketCounts }: Fields): BucketCounts | null {
  const bounds = listOf(explicitBounds).map(numberOf);
  const counts = listOf(bucketCounts);
  if (bounds.length === 0 || bounds.length > maxBuckets || counts.length !== bounds.length + 1) return null;
  const byBound = new Map<number, number>();
  for (const [index, bound] of bounds.entries()) {
    const count = numberOf(counts[index]);
    if (!Number.isFinite(bound) || !(count >= 0 && count <= largestValue)) return null;
    byBound.set(bound, count);
  }
  return { layout: "explicit", family: `explicit ${bounds.join(" ")}`, counts: byBound };
}

/** Four buckets for each doubling: bounds 19 % apart, of which 256 reach from microseconds to years. */
const keptScale = 2;

/** Where zeros and negative values are counted: below all that is measured in seconds or milliseconds. */
const zeroIndex = -80;

/**
 * Counts by index at scale 2, to which all scales are brought, so that they can be subtracted and added up: bucket `index`
 * of scale `s` ends at 2 ** ((index + 1) / 2 ** s) (OTLP data model, "Exponential buckets"). A finer scale is brought to
 * it without error; of a coarser one all values count at the upper end of their bucket.
 */
export function exponentialBuckets({ scale, zeroCount, positive, negative }: Fields): BucketCounts | null {
  const exponent = numberOf(scale ?? 0);
  const { offset, bucketCounts } = fieldsOf(positive) ?? {};
  const counts = listOf(bucketCounts);
  const first = numberOf(offset ?? 0);
  if (!Number.isInteger(exponent) || Math.abs(exponent) > 20 || !Number.isInteger(first)) return null;
  if (counts.length > maxBuckets) return null;
  const byIndex = new Map<number, number>();
  const atZero = numberOf(zeroCount ?? 0) + negativeCount(negative);
  if (atZero > largestValue) return null;
  if (atZero > 0) byIndex.set(zeroIndex, atZero);
  for (const [position, entry] of counts.entries()) {
    const count = numberOf(entry);
    if (!(count >= 0 && count <= largestValue)) return null;
    if (count === 0) continue;
    const index = keptIndex(first + position, exponent);
    byIndex.set(index, (byIndex.get(index) ?? 0) + count);
  }
  return { layout: "exponential", family: "exponential", counts: byIndex };
}

/** @example keptIndex(7, 3) === 3 */
function keptIndex(index: number, scale: number): number {
  const factor = 2 ** (scale - keptScale);
  return scale >= keptScale ? Math.floor(index / factor) : Math.round((index + 1) / factor) - 1;
}

function negativeCount(negative: unknown): number {
  const counts = listOf(fieldsOf(negative)?.["bucketCounts"]);
  return counts.map(numberOf).reduce((sum, count) => sum + (count >= 0 ? count : 0), 0);
}
