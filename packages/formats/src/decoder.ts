import type { TelemetryMapping } from "@tocsin/contracts";
import { exportTimes } from "./counters/export-times.ts";
import { type DecoderState, restored, stateOf } from "./decoder-state.ts";
import { decode, type Format, formatNames, type KnownMessage, recognised } from "./formats.ts";
import { openIntervals, type Unit } from "./intervals/open-intervals.ts";
import type { TimedReading } from "./intervals/reading.ts";
import { directReading } from "./json/direct-reading.ts";
import { defaultLimits, type Limits, maxNamedMetrics } from "./limits.ts";
import { compileMapping, wantsBuckets } from "./mapping/compile.ts";
import type { Fault, Sink } from "./point.ts";
import { type FaultCounts, faultCounts, type Refused } from "./refusals.ts";
import { seriesKeys } from "./series-key.ts";
import { forgetClosed, type SeriesMemory } from "./series-memory.ts";
import { type Context, takePoint } from "./take-point.ts";
import { takeSamples } from "./take-samples.ts";

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
  const context: Context = {
    compiled,
    intervals,
    series,
    exportTimes: parts.exportTimes,
    keys,
    limits,
    newestMs: { at: -Infinity },
    arrivalMs: null,
  };
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
      if (known !== undefined || leftOut.size < maxNamedMetrics) leftOut.set(metric, (known ?? 0) + points());
      return false;
    },
    wantsBuckets: (metric) => wantsBuckets(compiled, metric),
    point: (point) => {
      if (takePoint(context, point, outcome.faults)) outcome.used += 1;
    },
    samples: (run) => {
      outcome.used += takeSamples(context, run, outcome.faults);
    },
    telemetry: (value) => {
      const reading = directReading(value);
      if ("code" in reading) outcome.faults.add(reading);
      else outcome.readings.push(reading);
    },
    refuse: (fault) => outcome.faults.add(fault),
  };
}

function unitFault({ service, stream }: Unit, code: Fault["code"]): Fault {
  const words =
    code === "count-impossible"
      ? "more errors than requests"
      : "requests or deliveries are missing, so there is no reading";
  return { code, subject: `${service} ${stream}`, reason: `${stream} of ${service}: ${words}` };
}
