import type { ExportTimes } from "./counters/export-times.ts";
import { incrementOf, remember } from "./counters/increment.ts";
import { append, growsOn, type Place, placed } from "./counters/series.ts";
import type { OpenIntervals, Unit } from "./intervals/open-intervals.ts";
import {
  earliestMs,
  furthestAheadMs,
  furthestBehindMs,
  largestValue,
  latestMs,
  type Limits,
  longestDeltaMs,
  maxAttributes,
} from "./limits.ts";
import type { CompiledMapping } from "./mapping/compile.ts";
import { type Target, targetsOf } from "./mapping/target.ts";
import type { Fault, Point } from "./point.ts";
import type { FaultCounts } from "./refusals.ts";
import type { SeriesKeys, WrittenSeries } from "./series-key.ts";
import { forget, knowTargets, newMemory, type SeriesMemory } from "./series-memory.ts";
import { unlikelyTime } from "./unlikely-time.ts";

/** What points are taken into. */
export interface Context {
  readonly compiled: CompiledMapping;
  readonly intervals: OpenIntervals;
  readonly series: Map<string, SeriesMemory>;
  readonly exportTimes: ExportTimes;
  readonly keys: SeriesKeys;
  readonly limits: Limits;
  readonly newestMs: { at: number };
  /** Of the message at hand; null where nobody knows. */
  arrivalMs: number | null;
}

/** Whether the point counts for anything. */
export function takePoint(context: Context, point: Point, faults: FaultCounts): boolean {
  const unfit = unfitness(point, context.arrivalMs);
  if (unfit !== null) return refuse(faults, point, unfit);
  const memory = memoryOf(context, point, faults);
  if (typeof memory === "string") {
    return refuse(faults, point, { code: "series-too-many", reason: memory });
  }
  if (memory === null) return false;
  if (memory.countsGrowth && point.type !== "delta") {
    const last = memory.points[memory.points.length - 1];
    if (growsOn(last, point, context.compiled.maxGapMs)) {
      if (point.origin !== null) context.exportTimes.add(point);
      countGrowth(context, memory, point, faults);
      return true;
    }
  }
  const now = remember(point, memory.wantsBuckets);
  assume(context, memory, point);
  const place = placed(memory.points, now, point.type === "delta");
  if (typeof place === "string") {
    return refuse(faults, point, { code: place, reason: placeWords[place] ?? "it cannot be placed" });
  }
  if (point.atMs > memory.lastMs) memory.lastMs = point.atMs;
  for (const target of memory.targets ?? []) {
    const fault = apply(context, target, place);
    if (fault !== null) refuseCounting(faults, point, fault);
  }
  return true;
}

/** Counts a point that `growsOn` the last one of its series. */
function countGrowth({ intervals }: Context, memory: SeriesMemory, point: Point, faults: FaultCounts): void {
  const { points, units } = memory;
  const targets = memory.targets ?? [];
  const last = points[points.length - 1]!;
  const { atMs } = point;
  const increment = { fromMs: last.atMs, toMs: atMs, value: point.value - last.value, buckets: null };
  append(points, point);
  if (atMs > memory.lastMs) memory.lastMs = atMs;
  for (let index = 0; index < targets.length; index += 1) {
    const target = targets[index]!;
    const unit = knownUnit(units[index], atMs) ?? intervals.unitOf(target, atMs);
    if (typeof unit !== "string") units[index] = unit;
    const fault = typeof unit === "string" ? unit : intervals.spread(unit, target, increment, 1);
    if (fault !== null) refuseCounting(faults, point, fault);
  }
}

/** The unit that was found before, which has another point now; null where it is to be looked for. */
function knownUnit(unit: Unit | undefined, atMs: number): Unit | null {
  if (unit === undefined || unit.isForgotten) return null;
  if (atMs > unit.lastMs) unit.lastMs = atMs;
  return unit;
}

type Unfit = Omit<Fault, "subject">;

type Named = Pick<Point, "metric">;

function refuse(faults: FaultCounts, { metric }: Named, { code, reason }: Unfit): false {
  faults.add({ code, subject: metric, reason: `${metric}: ${reason}` });
  return false;
}

/** Tells why a point whose place is known counts for nothing. */
export const refuseCounting = (faults: FaultCounts, named: Named, code: Fault["code"]): false =>
  refuse(faults, named, { code, reason: pointWords[code] ?? "it cannot be counted" });

/** What is wrong with the point itself, whatever its series is. */
export function unfitness({ atMs, value, type, startMs }: Point, arrivalMs: number | null): Unfit | null {
  if (!(atMs >= earliestMs && atMs <= latestMs)) {
    return { code: "time-unit", reason: unlikelyTime(atMs) };
  }
  const far = arrivalMs === null ? null : farFrom(arrivalMs, atMs);
  if (far !== null) return { code: far, reason: "its time is too far from when its message came" };
  if (!(value >= 0 && value <= largestValue))
    return { code: "sample-value", reason: `its value is ${value}` };
  if (type === "delta" && startMs !== null && atMs - startMs > longestDeltaMs) {
    return { code: "sample-value", reason: "its interval is longer than a day" };
  }
  return null;
}

/** Puts a zero before the first point of a counter that is new, and takes it back where an older one shows that it is not. */
function assume({ exportTimes, compiled, intervals }: Context, memory: SeriesMemory, point: Point): void {
  if (point.origin === null) return;
  const [first, second] = memory.points;
  if (first === undefined) {
    const zero = exportTimes.zeroBefore(point, compiled.maxGapMs, memory.wantsBuckets);
    if (zero !== null) memory.points.push(zero);
  } else if (first.assumed === true && point.atMs <= first.atMs) {
    memory.points.shift();
    for (const target of second === undefined ? [] : (memory.targets ?? [])) {
      const unit = intervals.unitOf(target, point.atMs);
      if (typeof unit === "string" || target.kind === "gauge" || second === undefined) continue;
      const counting = { kind: target.kind, everyMs: target.everyMs, maxGapMs: compiled.maxGapMs };
      const former = incrementOf(first, second, counting);
      const instead = incrementOf(null, second, counting);
      if (former !== null) intervals.spread(unit, target, former, -1);
      if (instead !== null) intervals.spread(unit, target, instead, 1);
    }
  }
  exportTimes.add(point);
}

const placeWords: Partial<Record<Fault["code"], string>> = {
  duplicate: "the same sample came before",
  conflict: "another value came before for the same time",
  "sample-disorder": "it is older than all that is remembered of its series, or overlaps another sample",
};

const pointWords: Partial<Record<Fault["code"], string>> = {
  "mapping-twice": "other rules make the same field of the same service from another metric",
  "sample-late": "its interval was closed before",
  "sample-value": "its interval is longer than a day",
  "sample-gap": "its counter was not heard of for too long",
  "series-too-many": "too many services or open intervals",
};

/** Null where no rule fits the series; a text where it cannot be remembered, and why. */
function memoryOf(context: Context, point: Point, faults: FaultCounts): SeriesMemory | string | null {
  const written = context.keys.of(point);
  const { memory } = written;
  if (memory !== null && !memory.isForgotten) return memory.targets?.length === 0 ? null : memory;
  if (written.isUnwanted) return null;
  const found = foundMemory(context, { point, written }, faults);
  if (found !== null && typeof found !== "string") written.memory = found;
  return found;
}

function foundMemory(
  { series, compiled, limits, newestMs }: Context,
  { point, written }: { readonly point: Point; readonly written: WrittenSeries },
  faults: FaultCounts,
): SeriesMemory | string | null {
  const known = series.get(written.key);
  if (known?.targets) return known.targets.length === 0 ? null : known;
  if (point.attributes.size > maxAttributes) return "it has too many attributes";
  const { targets, faults: found } = targetsOf(point, compiled.rules.get(point.metric) ?? []);
  for (const fault of found) faults.add(fault);
  if (known !== undefined) {
    knowTargets(known, targets);
    return known;
  }
  if (targets.length === 0) {
    written.isUnwanted = found.length === 0;
    return null;
  }
  newestMs.at = Math.max(newestMs.at, point.atMs);
  if (series.size >= limits.maxSeries) forget(series, newestMs.at - limits.forgetMs);
  if (series.size >= limits.maxSeries) return `more than ${limits.maxSeries} series`;
  const memory = newMemory([], point.atMs, targets);
  series.set(written.key, memory);
  return memory;
}

/** Between which times a point may be. */
export const fitTimes = (arrivalMs: number | null): readonly [earliest: number, latest: number] =>
  arrivalMs === null
    ? [earliestMs, latestMs]
    : [Math.max(earliestMs, arrivalMs - furthestBehindMs), Math.min(latestMs, arrivalMs + furthestAheadMs)];

function farFrom(arrivalMs: number, atMs: number): Fault["code"] | null {
  if (atMs > arrivalMs + furthestAheadMs) return "timestamp-future";
  return atMs < arrivalMs - furthestBehindMs ? "timestamp-past" : null;
}

/** What the point changes: where it stands between two others, what was told of these is taken back first. */
function apply({ intervals, compiled }: Context, target: Target, place: Place): Fault["code"] | null {
  const { now, before, after } = place;
  const unit = intervals.unitOf(target, now.atMs);
  if (typeof unit === "string") return unit;
  const { kind } = target;
  const { maxGapMs } = compiled;
  if (kind === "gauge") return applyLevel(intervals, { unit, target }, place);
  const counting = { kind, everyMs: target.everyMs, maxGapMs };
  const increment = incrementOf(before, now, counting);
  if (after !== null) {
    const former = incrementOf(before, after, counting);
    const next = incrementOf(now, after, counting);
    if (former !== null) intervals.spread(unit, target, former, -1);
    if (next !== null) intervals.spread(unit, target, next, 1);
  }
  if (increment !== null) return intervals.spread(unit, target, increment, 1);
  const isGap = before !== null && kind === "counter" && now.atMs - before.atMs > maxGapMs;
  if (isGap) return "sample-gap";
  const isLong = kind !== "counter" && now.startMs !== null && now.atMs - now.startMs > longestDeltaMs;
  return isLong ? "sample-value" : null;
}

/** Of the levels of one series in one interval the last one counts. */
function applyLevel(
  intervals: Context["intervals"],
  { unit, target }: { readonly unit: Unit; readonly target: Target },
  { now, before, after }: Place,
): Fault["code"] | null {
  const start = intervals.startOf(now.atMs);
  const isLast = after === null || intervals.startOf(after.atMs) !== start;
  const replaced = before !== null && intervals.startOf(before.atMs) === start ? before.value : 0;
  const added = isLast ? now.value - replaced : 0;
  return intervals.level(unit, target, now.atMs, { added, value: now.value });
}
