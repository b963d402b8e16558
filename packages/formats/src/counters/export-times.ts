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
  readonly zeroBefore: (point: Point, maxGapMs: number) => Remembered | null;
  readonly add: (point: Point) => void;
  readonly kept: () => readonly (readonly [string, readonly number[]])[];
  readonly restore: (kept: readonly (readonly [string, readonly number[]])[]) => void;
}

/** As many exports back as a point may be late. */
const keptTimes = 8;

export function exportTimes(limits: Limits): ExportTimes {
  const times = new Map<string, readonly number[]>();
  return {
    zeroBefore: (point, maxGapMs) => {
      const key = keyOf(point);
      const { startMs, atMs, buckets } = point;
      if (key === null || startMs === null) return null;
      const before = (times.get(key) ?? []).filter((time) => time < atMs && time > startMs);
      const last = before.at(-1);
      if (last === undefined || atMs - last > maxGapMs) return null;
      if (before.length < 2 && atMs - startMs > maxGapMs) return null;
      const empty = buckets === null ? null : { ...buckets, counts: new Map<number, number>() };
      return { atMs: last, startMs, value: 0, buckets: empty, assumed: true };
    },
    add: (point) => {
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

/** Null for series of which nothing follows from others. */
function keyOf({ origin, metric, type, startMs }: Point): string | null {
  return origin === null || type !== "counter" || startMs === null
    ? null
    : `${metric}\u0000${startMs}\u0000${origin}`;
}
