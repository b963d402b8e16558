import type { TelemetryMapping } from "@tocsin/contracts";
import { type ExportTimes, exportTimes } from "./counters/export-times.ts";
import { incrementOf, remember } from "./counters/increment.ts";
import { type Place, placed, type SeriesPoints } from "./counters/series.ts";
import { type DecoderState, restored, stateOf } from "./decoder-state.ts";
import { decode, type Format, formatNames, type KnownMessage, recognised } from "./formats.ts";
import { openIntervals, type Unit } from "./intervals/open-intervals.ts";
import type { TimedReading } from "./intervals/reading.ts";
import { directReading } from "./json/direct-reading.ts";
import {
  defaultLimits,
  earliestMs,
  furthestAheadMs,
  furthestBehindMs,
  latestMs,
  type Limits,
  longestDeltaMs,
  maxAttributes,
  maxNamedMetrics,
} from "./limits.ts";
import { compileMapping, type CompiledMapping, wantsBuckets } from "./mapping/compile.ts";
import { type Target, targetsOf } from "./mapping/target.ts";
import type { Fault, Point, Sink } from "./point.ts";
import { type FaultCounts, faultCounts, type Refused } from "./refusals.ts";
import { type SeriesKeys, seriesKeys } from "./series-key.ts";

/** What came of one message. */
export interface Taken {
  /** What was telemetry already; all else comes from `close`. */
  readonly readings: readonly TimedReading[];
  readonly refused: readonly Refused[];
  /** How the message was read; null where it could not be recognised. */
  readonly format: Format | null;
  /** Samples that a rule wanted. */
  readonly used: number;
}

export interface Closed {
  readonly readings: readonly TimedReading[];
  readonly refused: readonly Refused[];
}

/** Turns messages of one format, or of any, into telemetry. It has no clock: what comes out follows from what came in. */
export interface Decoder {
  /**
   * `arrivalMs`: when the message came, where somebody knows it. Points that are more than ten minutes ahead of that, or
   * seven days behind, are refused.
   */
  readonly take: (bytes: Uint8Array, arrivalMs?: number) => Taken;
  /**
   * Readings of the intervals that end by then. A worker closes what its partition's clock has left behind, an import
   * closes at the end (`Infinity`), so that the order of files and of the series in them does not matter.
   */
  readonly close: (untilMs: number) => Closed;
  /** Start of the first interval that is open, epoch milliseconds; null where none is. */
  readonly earliestMs: () => number | null;
  /** Length of the intervals. */
  readonly intervalMs: number;
  /** Names of metrics that no rule wanted, with how many samples each had. */
  readonly leftOut: () => ReadonlyMap<string, number>;
  /** Plain data, from which a decoder of the same mapping goes on as if nothing had been. */
  readonly state: () => DecoderState;
}

export interface DecoderOptions {
  readonly limits?: Partial<Limits>;
  readonly state?: DecoderState;
}

/** What a decoder remembers of a series. */
export interface SeriesMemory {
  readonly points: SeriesPoints;
  /** What the rules make of it, as soon as it is known again. */
  targets: readonly Target[] | null;
  /** Whether one of them does; known where they are. */
  wantsBuckets: boolean;
  lastMs: number;
}

/** A decoder of messages of `format` by `mapping`, or by all presets; `auto` looks at each message. */
export function decoderFor(
  format: Format | "auto",
  mapping: TelemetryMapping | null,
  options: DecoderOptions = {},
): Decoder {
  const limits = { ...defaultLimits, ...options.limits };
  const compiled = compileMapping(mapping);
  const intervals = openIntervals(compiled.intervalMs, limits);
  const series = new Map<string, SeriesMemory>();
  const leftOut = new Map<string, number>();
  const parts = { intervals, series, leftOut, exportTimes: exportTimes(limits) };
  if (options.state !== undefined) restored(options.state, parts);
  const keys = seriesKeys(2 * limits.maxSeries);
  const context: Context = { compiled, ...parts, keys, limits, newestMs: { at: -Infinity }, arrivalMs: null };
  const outcome: Outcome = { faults: faultCounts(), readings: [], leftOut, used: 0 };
  const sink = sinkOf(context, outcome);
  return {
    take: (bytes, arrivalMs) => {
      context.arrivalMs = arrivalMs ?? null;
      const [faults, readings] = [faultCounts(), [] as TimedReading[]];
      Object.assign(outcome, { faults, readings, used: 0 });
      const message = known(format, bytes, limits, faults);
      if (message !== null) decode(message, sink, limits);
      return { readings, refused: faults.all(), format: message?.format ?? null, used: outcome.used };
    },
    close: (untilMs) => {
      const faults = faultCounts();
      const readings = intervals.close(untilMs, (unit, code) => faults.add(unitFault(unit, code)));
      forgetClosed(series, untilMs, Math.max(limits.forgetMs, compiled.maxGapMs));
      return { readings, refused: faults.all() };
    },
    earliestMs: intervals.earliestMs,
    intervalMs: compiled.intervalMs,
    leftOut: () => leftOut,
    state: () => stateOf(parts),
  };
}

function known(
  format: Format | "auto",
  bytes: Uint8Array,
  limits: Limits,
  faults: FaultCounts,
): KnownMessage | null {
  if (bytes.length > limits.maxMessageBytes) {
    const reason = `the message has ${bytes.length} bytes, the limit is ${limits.maxMessageBytes}`;
    faults.add({ code: "value-too-large", subject: "message", reason });
    return null;
  }
  const read = format === "auto" ? recognised(bytes, limits) : { format, bytes };
  if (read === null) {
    const reason = `the message is none of ${formatNames.join(", ")}`;
    faults.add({ code: "format-unknown", subject: "message", reason });
  }
  return read;
}

interface Context {
  readonly compiled: CompiledMapping;
  readonly intervals: ReturnType<typeof openIntervals>;
  readonly series: Map<string, SeriesMemory>;
  readonly exportTimes: ExportTimes;
  readonly keys: SeriesKeys;
  readonly limits: Limits;
  readonly newestMs: { at: number };
  /** Of the message at hand; null where nobody knows. */
  arrivalMs: number | null;
}

/** What came of the message at hand. */
interface Outcome {
  faults: FaultCounts;
  readings: TimedReading[];
  readonly leftOut: Map<string, number>;
  used: number;
}

function sinkOf(context: Context, outcome: Outcome): Sink {
  const { compiled } = context;
  const { leftOut } = outcome;
  return {
    wants: (metric, points) => {
      if (compiled.rules.has(metric)) return true;
      const known = leftOut.get(metric);
      if (known !== undefined || leftOut.size < maxNamedMetrics) leftOut.set(metric, (known ?? 0) + points);
      return false;
    },
    wantsBuckets: (metric) => wantsBuckets(compiled, metric),
    point: (point) => {
      if (takePoint(context, point, outcome.faults)) outcome.used += 1;
    },
    telemetry: (value) => {
      const reading = directReading(value);
      if ("code" in reading) outcome.faults.add(reading);
      else outcome.readings.push(reading);
    },
    refuse: (fault) => outcome.faults.add(fault),
  };
}

/** Whether the point counts for anything. */
function takePoint(context: Context, point: Point, faults: FaultCounts): boolean {
  const unfit = unfitness(point, context.arrivalMs);
  if (unfit !== null) return refuse(faults, point, unfit);
  const memory = memoryOf(context, point, faults);
  if (typeof memory === "string") {
    return refuse(faults, point, { code: "series-too-many", reason: memory });
  }
  if (memory === null) return false;
  const now = remember(point, memory.wantsBuckets);
  assume(context, memory, point);
  const place = placed(memory.points, now, point.type === "delta");
  if (typeof place === "string") {
    return refuse(faults, point, { code: place, reason: placeWords[place] ?? "it cannot be placed" });
  }
  if (point.atMs > memory.lastMs) memory.lastMs = point.atMs;
  for (const target of memory.targets ?? []) {
    const fault = apply(context, target, place);
    if (fault === null) continue;
    refuse(faults, point, { code: fault, reason: pointWords[fault] ?? "it cannot be counted" });
  }
  return true;
}

type Unfit = Omit<Fault, "subject">;

function refuse(faults: FaultCounts, { metric }: Point, { code, reason }: Unfit): false {
  faults.add({ code, subject: metric, reason: `${metric}: ${reason}` });
  return false;
}

/** What is wrong with the point itself, whatever its series is. */
function unfitness({ atMs, value, type, startMs }: Point, arrivalMs: number | null): Unfit | null {
  if (!(atMs >= earliestMs && atMs <= latestMs)) {
    return { code: "time-unit", reason: `its time is ${atMs} ms, which is no moment of our days` };
  }
  const far = arrivalMs === null ? null : farFrom(arrivalMs, atMs);
  if (far !== null) return { code: far, reason: "its time is too far from when its message came" };
  if (!(value >= 0 && value < Infinity)) return { code: "sample-value", reason: `its value is ${value}` };
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
  "sample-gap": "its counter was not heard of for too long",
  "series-too-many": "too many services or open intervals",
};

/** Null where no rule fits the series; a text where it cannot be remembered, and why. */
function memoryOf(context: Context, point: Point, faults: FaultCounts): SeriesMemory | string | null {
  const { series, compiled, limits, newestMs, keys } = context;
  const key = keys.of(point);
  if (key === null) return null;
  const known = series.get(key);
  if (known?.targets) return known.targets.length === 0 ? null : known;
  if (point.attributes.size > maxAttributes) return "it has too many attributes";
  const { targets, faults: found } = targetsOf(point, compiled.rules.get(point.metric) ?? []);
  for (const fault of found) faults.add(fault);
  const withBuckets = targets.some(({ as }) => as === "latency");
  if (known !== undefined) {
    known.targets = targets;
    known.wantsBuckets = withBuckets;
    return known;
  }
  if (targets.length === 0) {
    if (found.length === 0) keys.noRuleFits(point);
    return null;
  }
  newestMs.at = Math.max(newestMs.at, point.atMs);
  if (series.size >= limits.maxSeries) forget(series, newestMs.at - limits.forgetMs);
  if (series.size >= limits.maxSeries) return `more than ${limits.maxSeries} series`;
  const memory = { points: [], targets, wantsBuckets: withBuckets, lastMs: point.atMs };
  series.set(key, memory);
  return memory;
}

function farFrom(arrivalMs: number, atMs: number): Fault["code"] | null {
  if (atMs > arrivalMs + furthestAheadMs) return "timestamp-future";
  return atMs < arrivalMs - furthestBehindMs ? "timestamp-past" : null;
}

/**
 * Forgets of each series what can change no interval that is still open: all points before the last that is not later than
 * `untilMs`, and series that were not heard of for long.
 */
function forgetClosed(series: Map<string, SeriesMemory>, untilMs: number, forgetMs: number): void {
  if (!Number.isFinite(untilMs)) return;
  for (const [key, { points, lastMs }] of series) {
    let last = points.length - 1;
    while (last > 0 && points[last]!.atMs > untilMs) last -= 1;
    if (last > 0) points.splice(0, last);
    if (lastMs < untilMs - forgetMs) series.delete(key);
  }
}

function forget(series: Map<string, SeriesMemory>, beforeMs: number): void {
  for (const [key, { lastMs }] of series) if (lastMs < beforeMs) series.delete(key);
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
  return isGap ? "sample-gap" : null;
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

function unitFault({ service, stream }: Unit, code: Fault["code"]): Fault {
  const words =
    code === "count-impossible"
      ? "more errors than requests"
      : "requests or deliveries are missing, so there is no reading";
  return { code, subject: `${service} ${stream}`, reason: `${stream} of ${service}: ${words}` };
}
