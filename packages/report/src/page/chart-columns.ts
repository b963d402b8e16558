import { max, median, min } from "simple-statistics";
import type { Chart, ChartScale, ChartSegment, ChartUnit, Column, Mark } from "../client/payload.ts";
import type { SignalColumns, SignalSegment } from "../record/signal-columns.ts";

/** A pixel shows no more digits than these. */
const significantDigits = 3;

/** Above this ratio of the highest to the expected value a linear axis would press one of them flat. */
const linearUpTo = 20;

const fewTrials = 10;

/** Segments that touch or overlap become one. */
export function joinSegments(segments: readonly SignalSegment[], windowMs: number): readonly ChartSegment[] {
  const joined: ChartSegment[] = [];
  for (const { from, windows } of segments) {
    const before = joined.at(-1);
    const end = from + windows * windowMs;
    if (before === undefined || before.from + before.windows * windowMs < from)
      joined.push({ from, windows });
    else joined.splice(-1, 1, { from: before.from, windows: Math.round((end - before.from) / windowMs) });
  }
  return joined;
}

export interface ChartInput {
  /** The same series in each segment in which it occurs, with the segment. */
  readonly pieces: readonly { readonly segment: SignalSegment; readonly columns: SignalColumns }[];
  readonly segments: readonly ChartSegment[];
  readonly windowMs: number;
  readonly marks: readonly Mark[];
}

type ValueColumn = "observed" | "expected" | "lower" | "upper";

/** One chart out of a series' pieces; null where nothing was observed. */
export function chartOf(input: ChartInput): Chart | null {
  const times = input.segments.flatMap(({ from, windows }) =>
    Array.from({ length: windows }, (_, index) => from + index * input.windowMs),
  );
  const unit = unitOf(input);
  const column = (name: ValueColumn): Column => times.map((time) => valueAt(input, { name, time, unit }));
  const observed = column("observed");
  if (observed.every((value) => value === null)) return null;
  const expected = column("expected");
  return {
    scale: unit === "ratio" && isProbe(input) ? "linear" : scaleOf(signalOf(input), observed, expected),
    unit,
    segments: input.segments,
    marks: input.marks,
    observed,
    expected,
    lower: column("lower"),
    upper: column("upper"),
  };
}

const signalOf = ({ pieces }: ChartInput): string | undefined => pieces[0]?.columns.signal;

/** Of a handful of trials a share is all or nothing, which no logarithm makes clearer. */
function isProbe({ pieces }: ChartInput): boolean {
  return pieces.every(({ columns }) => columns.exposure.every((exposure) => !(exposure > fewTrials)));
}

/** Failed of all requests and undelivered of all messages are shares; so is latency where it came as a histogram. */
function unitOf({ pieces }: ChartInput): ChartUnit {
  const signal = pieces[0]?.columns.signal;
  if (signal === "errors" || signal === "undelivered") return "ratio";
  if (signal !== "latency") return "count";
  const countsSlowMessages = pieces.some(({ columns }) => columns.exposure.some((exposure) => exposure > 1));
  return countsSlowMessages ? "ratio" : "ms";
}

function valueAt(
  { pieces, windowMs }: ChartInput,
  wanted: { readonly name: ValueColumn; readonly time: number; readonly unit: ChartUnit },
): number | null {
  for (const { segment, columns } of pieces) {
    const at = Math.round((wanted.time - segment.from) / windowMs);
    const raw = columns[wanted.name][at] ?? Number.NaN;
    const value = wanted.unit === "ratio" ? raw / (columns.exposure[at] ?? Number.NaN) : raw;
    if (Number.isFinite(value)) return Number(value.toPrecision(significantDigits));
  }
  return null;
}

/** Requests and deliveries fall, so zero must be seen; the others rise by orders of magnitude when things fail. */
function scaleOf(signal: string | undefined, observed: Column, expected: Column): ChartScale {
  if (signal === "traffic" || signal === "deliveries") return "linear";
  const seen = observed.filter((value) => value !== null);
  const forecast = expected.filter((value) => value !== null);
  if (seen.length === 0 || forecast.length === 0) return "linear";
  const usual = median(forecast);
  if (usual <= 0 || max(seen) / usual <= linearUpTo) return "linear";
  return min(seen) > 0 ? "log" : "log-with-zero";
}
