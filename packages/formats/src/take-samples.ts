import { append, type SeriesPoints } from "./counters/series.ts";
import { largestValue, rememberedPoints } from "./limits.ts";
import type { Point, SampleRun } from "./point.ts";
import type { FaultCounts } from "./refusals.ts";
import type { SeriesMemory } from "./series-memory.ts";
import { type Context, fitTimes, refuseCounting, takePoint } from "./take-point.ts";

/**
 * Takes each sample as a point, and gives how many count for anything. Of a counter nearly all of them follow on the one
 * before and are more than that: these are counted without being made into points.
 */
export function takeSamples(context: Context, run: SampleRun, faults: FaultCounts): number {
  let used = 0;
  let at = 0;
  while (at < run.times.length) {
    const point = pointOf(run, at);
    at += 1;
    if (Number.isNaN(point.value)) continue;
    if (takePoint(context, point, faults)) used += 1;
    const { memory } = context.keys.of(point);
    if (memory === null || memory.isForgotten) continue;
    const end = grownUntil(context, memory, { run, from: at, faults });
    used += end - at;
    at = end;
  }
  return used;
}

/** A sample as a point of its own. */
export const pointOf = ({ metric, attributes, type, times, values }: SampleRun, at: number): Point => ({
  metric,
  attributes,
  type,
  startMs: null,
  atMs: times[at]!,
  value: values[at]!,
  buckets: null,
  unit: null,
  origin: null,
});

interface RestOfRun {
  readonly run: SampleRun;
  readonly from: number;
  readonly faults: FaultCounts;
}

/** Counts the samples that simply follow on what is remembered of their series, and gives the place of the first that does not. */
function grownUntil(context: Context, memory: SeriesMemory, { run, from, faults }: RestOfRun): number {
  const { intervals, compiled } = context;
  const [target, ...others] = memory.targets ?? [];
  const last = memory.points.at(-1);
  if (!memory.countsGrowth || target === undefined || others.length > 0) return from;
  if (run.type === "delta" || last === undefined) return from;
  const unit = intervals.unitOf(target, last.atMs);
  if (typeof unit === "string") return from;
  const { times, values } = run;
  const [earliest, latest] = fitTimes(context.arrivalMs);
  const increment = { fromMs: last.atMs, toMs: last.atMs, value: 0, buckets: null };
  let before = last.value;
  let at = from;
  for (; at < times.length; at += 1) {
    const atMs = times[at]!;
    const value = values[at]!;
    const isNext = atMs > increment.toMs && atMs - increment.toMs <= compiled.maxGapMs;
    if (!isNext || !(atMs >= earliest && atMs <= latest)) break;
    if (!(value >= before && value <= largestValue)) break;
    increment.fromMs = increment.toMs;
    increment.toMs = atMs;
    increment.value = value - before;
    before = value;
    const fault = intervals.spread(unit, target, increment, 1);
    if (fault !== null) refuseCounting(faults, run, fault);
  }
  if (at > from) {
    memory.lastMs = Math.max(memory.lastMs, increment.toMs);
    intervals.unitOf(target, increment.toMs);
    rememberLast(memory.points, run, { from, to: at });
  }
  return at;
}

function rememberLast(
  points: SeriesPoints,
  { times, values }: SampleRun,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  for (let at = Math.max(from, to - rememberedPoints); at < to; at += 1) {
    append(points, { atMs: times[at]!, startMs: null, value: values[at]! });
  }
}
