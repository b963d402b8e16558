import type { ErrorCode } from "@tocsin/contracts";
import { rememberedPoints } from "../limits.ts";
import type { Remembered } from "./increment.ts";

/** The last points of one series, in order of time. */
export type SeriesPoints = Remembered[];

/** Where a point stands among those that are remembered. */
export interface Place {
  readonly now: Remembered;
  readonly before: Remembered | null;
  readonly after: Remembered | null;
}

/**
 * Puts the point in its place, and forgets the oldest where there are too many; or says why it must not count: it was
 * there before, contradicts one that was, or is older than all that is remembered.
 */
export function placed(points: SeriesPoints, point: Remembered, isDelta: boolean): Place | ErrorCode {
  const last = points.length === 0 ? null : points[points.length - 1]!;
  if (last === null || last.atMs < point.atMs)
    return isDelta && overlaps(last, point) ? "sample-disorder" : appended(points, point);
  let at = points.length;
  while (at > 0 && points[at - 1]!.atMs > point.atMs) at -= 1;
  const before = points[at - 1] ?? null;
  if (before?.atMs === point.atMs) return sameValue(before, point) ? "duplicate" : "conflict";
  if (at === 0 && points.length >= rememberedPoints) return "sample-disorder";
  const after = points[at] ?? null;
  if (isDelta && (overlaps(before, point) || overlaps(point, after))) return "sample-disorder";
  points.splice(at, 0, point);
  if (points.length > rememberedPoints) points.shift();
  return { now: point, before, after };
}

/** As most points are: later than all before. */
function appended(points: SeriesPoints, now: Remembered): Place {
  const before = points.length === 0 ? null : points[points.length - 1]!;
  if (points.length >= rememberedPoints) points.shift();
  points.push(now);
  return { now, before, after: null };
}

/** What a value without buckets is placed by. */
export interface PlainPoint {
  readonly atMs: number;
  readonly startMs: number | null;
  readonly value: number;
}

/**
 * Whether the point is simply more than the last one, and comes soon after it: as nearly all points of counters do. Then it
 * counts the difference, and `append` puts it in its place.
 */
export function growsOn(last: Remembered | undefined, point: PlainPoint, maxGapMs: number): boolean {
  if (last === undefined || !(point.atMs > last.atMs) || point.atMs - last.atMs > maxGapMs) return false;
  return point.value >= last.value && (point.startMs === null || point.startMs <= last.atMs);
}

/** Puts a point behind all that are remembered. Where there are enough, the oldest becomes the new one: none is made, and none is left. */
export function append(points: SeriesPoints, { atMs, startMs, value }: PlainPoint): void {
  const oldest = points.length >= rememberedPoints ? points.shift() : undefined;
  if (oldest === undefined || oldest.buckets !== null || oldest.assumed === true) {
    points.push({ atMs, startMs, value, buckets: null });
    return;
  }
  oldest.atMs = atMs;
  oldest.startMs = startMs;
  oldest.value = value;
  points.push(oldest);
}

/** Nanoseconds are rounded, so that a millisecond is none. */
const sameMomentMs = 1;

/** Whether the later one counts what the earlier one counted too. */
function overlaps(earlier: Remembered | null, later: Remembered | null): boolean {
  if (earlier === null || later === null || later.startMs === null) return false;
  return later.startMs < earlier.atMs - sameMomentMs;
}

function sameValue(one: Remembered, other: Remembered): boolean {
  if (one.value !== other.value) return false;
  if (one.buckets === null || other.buckets === null) return one.buckets === other.buckets;
  if (one.buckets.counts.size !== other.buckets.counts.size) return false;
  return [...one.buckets.counts].every(([bound, count]) => other.buckets?.counts.get(bound) === count);
}
