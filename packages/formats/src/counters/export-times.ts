import type { Limits } from "../limits.ts";
import type { Point } from "../point.ts";
import type { Remembered } from "./increment.ts";

/** When each exporter told of each of its counters. */
export interface ExportTimes {
  /**
   * Zero at the export before, where a counter was not among those that were told then. In OTLP an exporter tells all
   * series of a metric each time, and a series whose start is known counts from nothing: so one that is new, such as that
   * of the first failed requests, began after the export before. One export may have come in parts of which some were
   * missed: of a start that is long ago two exports without the series are needed.
   */
  readonly zeroBefore: (point: Point, maxGapMs: number, wantsBuckets: boolean) => Remembered | null;
  readonly add: (point: Point) => void;
  readonly kept: () => readonly (readonly [string, readonly number[]])[];
  readonly restore: (kept: readonly (readonly [string, readonly number[]])[]) => void;
}

/** As many exports back as a point may be late. */
const keptTimes = 8;

export function exportTimes(limits: Limits): ExportTimes {
  const times = new Map<string, readonly number[]>();
  // Points of one metric and export come one after the other.
  let last: Point | null = null;
  return {
    zeroBefore: (point, maxGapMs, wantsBuckets) => {
      const key = keyOf(point);
      const { startMs, atMs } = point;
      if (key === null || startMs === null) return null;
      const before = (times.get(key) ?? []).filter((time) => time < atMs && time > startMs);
      const latest = before.at(-1);
      if (latest === undefined || atMs - latest > maxGapMs) return null;
      if (before.length < 2 && atMs - startMs > maxGapMs) return null;
      const buckets = wantsBuckets ? point.buckets : null;
      const empty = buckets === null ? null : { ...buckets, counts: new Map<number, number>() };
      return { atMs: latest, startMs, value: 0, buckets: empty, assumed: true };
    },
    add: (point) => {
      if (last !== null && isOfSameExport(last, point)) return;
      last = point;
      const key = keyOf(point);
      if (key === null) return;
      const known = times.get(key) ?? [];
      if (known.includes(point.atMs)) return;
      times.delete(key);
      times.set(key, [...known, point.atMs].toSorted((a, b) => a - b).slice(-keptTimes));
      if (times.size <= limits.maxSeries) return;
      const [oldest] = times.keys();
      times.delete(oldest!);
    },
    kept: () => [...times],
    restore: (kept) => {
      for (const [key, at] of kept) times.set(key, at);
    },
  };
}

const isOfSameExport = (one: Point, other: Point): boolean =>
  one.atMs === other.atMs &&
  one.startMs === other.startMs &&
  one.type === other.type &&
  one.metric === other.metric &&
  one.origin === other.origin;

/** Null for series of which nothing follows from others. */
function keyOf({ origin, metric, type, startMs }: Point): string | null {
  return origin === null || type !== "counter" || startMs === null
    ? null
    : `${metric}\u0000${startMs}\u0000${origin}`;
}
