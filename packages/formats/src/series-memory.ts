import type { SeriesPoints } from "./counters/series.ts";
import type { Unit } from "./intervals/open-intervals.ts";
import type { Target } from "./mapping/target.ts";

/** What a decoder remembers of a series. */
export interface SeriesMemory {
  readonly points: SeriesPoints;
  /** What the rules make of it, as soon as it is known again. */
  targets: readonly Target[] | null;
  /** Whether one of them does; known where they are. */
  wantsBuckets: boolean;
  /** Whether all of them count what a counter without buckets has grown by. */
  countsGrowth: boolean;
  /** Where each of them counts, as long as that is known. */
  readonly units: Unit[];
  lastMs: number;
  /** Whether it made room for another: whoever still holds it is to look for the series anew. */
  isForgotten: boolean;
}

/** Of a series whose rules are not known again yet, it has no targets. */
export function newMemory(
  points: SeriesPoints,
  lastMs: number,
  targets: readonly Target[] | null,
): SeriesMemory {
  const memory = {
    points,
    targets,
    wantsBuckets: false,
    countsGrowth: false,
    units: [],
    lastMs,
    isForgotten: false,
  };
  if (targets !== null) knowTargets(memory, targets);
  return memory;
}

export function knowTargets(memory: SeriesMemory, targets: readonly Target[]): void {
  memory.targets = targets;
  memory.wantsBuckets = targets.some(({ as }) => as === "latency");
  memory.countsGrowth =
    targets.length > 0 && !memory.wantsBuckets && targets.every(({ kind }) => kind === "counter");
}

/**
 * Forgets of each series what can change no interval that is still open: all points before the last that is not later than
 * `untilMs`, and series that were not heard of for long.
 */
export function forgetClosed(series: Map<string, SeriesMemory>, untilMs: number, forgetMs: number): void {
  if (!Number.isFinite(untilMs)) return;
  for (const { points } of series.values()) {
    let last = points.length - 1;
    while (last > 0 && points[last]!.atMs > untilMs) last -= 1;
    if (last > 0) points.splice(0, last);
  }
  forget(series, untilMs - forgetMs);
}

export function forget(series: Map<string, SeriesMemory>, beforeMs: number): void {
  for (const [key, memory] of series) {
    if (memory.lastMs >= beforeMs) continue;
    memory.isForgotten = true;
    series.delete(key);
  }
}
