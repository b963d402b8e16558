import type { ValueKind } from "@tocsin/contracts";
import { longestDeltaMs } from "../limits.ts";
import type { BucketCounts, Point } from "../point.ts";

/** A point of a series as it is remembered; the oldest of a series becomes the next one, where it fits. */
export interface Remembered {
  atMs: number;
  startMs: number | null;
  value: number;
  readonly buckets: BucketCounts | null;
  /** A zero that no message told, but that follows from what its exporter told of other series. */
  readonly assumed?: true;
}

/** What was counted between two moments. */
export interface Increment {
  readonly fromMs: number;
  readonly toMs: number;
  readonly value: number;
  readonly buckets: BucketCounts | null;
}

/** How the values of a series are to be read. */
export interface Counting {
  readonly kind: Exclude<ValueKind, "gauge">;
  /** Length of the interval of a delta or rate that does not tell its start. */
  readonly everyMs: number;
  readonly maxGapMs: number;
}

/**
 * What was counted up to `point`, given the point of the series before it. It depends on these two alone, so that a
 * series gives the same increments in whatever order its points come.
 *
 * A total is an increment only since a start that is known: the first point of a counter that does not tell its start
 * says nothing, and so does one that began more than the greatest gap ago. A counter that fell was reset, and all that
 * it shows was counted since the point before, as Prometheus has it. Null where nothing can be told.
 */
export function incrementOf(
  before: Remembered | null,
  point: Remembered,
  counting: Counting,
): Increment | null {
  if (counting.kind === "counter") return sinceBefore(before, point, counting.maxGapMs);
  const fromMs = startOf(before, point, counting);
  if (fromMs >= point.atMs || point.atMs - fromMs > longestDeltaMs) return null;
  const times = counting.kind === "rate" ? (point.atMs - fromMs) / 1000 : 1;
  return { fromMs, toMs: point.atMs, value: point.value * times, buckets: point.buckets };
}

function sinceBefore(before: Remembered | null, point: Remembered, maxGapMs: number): Increment | null {
  const { atMs, startMs, value, buckets } = point;
  const began = startMs !== null && startMs < atMs && (before === null || startMs > before.atMs);
  if (began) {
    return atMs - startMs > maxGapMs ? null : { fromMs: startMs, toMs: atMs, value, buckets };
  }
  if (before === null || atMs - before.atMs > maxGapMs) return null;
  const span = { fromMs: before.atMs, toMs: atMs };
  const more = grown(before.buckets, buckets);
  if (value < before.value || more === "fell") return { ...span, value, buckets };
  return { ...span, value: value - before.value, buckets: more };
}

/** What each bucket has more than before. */
function grown(before: BucketCounts | null, now: BucketCounts | null): BucketCounts | null | "fell" {
  if (now === null || before === null || before.family !== now.family) return null;
  const counts = new Map<number, number>();
  for (const [bound, count] of now.counts) {
    const increase = count - (before.counts.get(bound) ?? 0);
    if (increase < 0) return "fell";
    counts.set(bound, increase);
  }
  return { ...now, counts };
}

function startOf(before: Remembered | null, { atMs, startMs }: Remembered, counting: Counting): number {
  if (startMs !== null && startMs < atMs) return startMs;
  const usual = atMs - counting.everyMs;
  if (before === null || atMs - before.atMs > counting.maxGapMs) return usual;
  return counting.kind === "rate" ? before.atMs : Math.max(before.atMs, usual);
}

/** Buckets are kept where a rule wants them. */
export const remember = (point: Point, wantsBuckets: boolean): Remembered => ({
  atMs: point.atMs,
  startMs: point.startMs,
  value: point.value,
  buckets: wantsBuckets ? point.buckets : null,
});
