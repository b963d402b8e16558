import type { LinePlace } from "@tocsin/adapters/file";
import type { Reading } from "@tocsin/core";

/** What looks wrong in values that could be true. */
export type Suspicion =
  /** A hundred times what it was on average, and more. */
  | "far-above"
  /** The same number, not 0, for an hour and more of readings. */
  | "never-changes"
  /** Its interval ends after it arrived. */
  | "from-the-future"
  /** Another interval than the readings before. */
  | "other-interval";

export interface Suspected {
  count: number;
  /** Where the first of them stands, as `file:line`. */
  readonly first: string;
}

/** What one producer sends of one service in one stream: counted, in memory that does not grow. */
export interface SeriesFacts {
  /** Its place among all series. */
  readonly row: number;
  readonly service: string;
  readonly stream: Reading["stream"];
  readonly operation: string | null;
  readonly region: string | null;
  readonly source: string | null;
  readings: number;
  fromMs: number;
  /** End of the newest interval. */
  toMs: number;
  intervalMs: number;
  /** Time between readings in which none came: how often, and the longest. */
  longestGapMs: number;
  longestGapFromMs: number;
  gaps: number;
  /** The same interval again. */
  duplicates: number;
  /** Arrivals after the interval's end: the largest, their sum, and how many were behind the allowed lateness. */
  mostLateMs: number;
  lateSumMs: number;
  late: number;
  readonly suspicious: Map<Suspicion, Suspected>;
  /** Of the value that says how much there is. */
  mean: number;
  sameInARow: number;
  lastValue: number;
  newestMs: number;
  /** The starts of the newest intervals, in a ring: those in front of `starts` were written so many readings ago. */
  readonly lastStarts: Float64Array;
  starts: number;
}

/** As many interval starts are remembered to find readings that come twice. */
const remembered = 32;
const farAbove = 100;
/** Below that a mean says nothing. */
const fewestForMean = 30;
const sameFrom = 60;

export const seriesFacts = (
  reading: Pick<Reading, "service" | "stream" | "operation" | "region" | "source" | "ts" | "intervalMs">,
  row: number,
): SeriesFacts => ({
  row,
  service: reading.service,
  stream: reading.stream,
  operation: reading.operation,
  region: reading.region,
  source: reading.source,
  readings: 0,
  fromMs: reading.ts,
  toMs: reading.ts,
  intervalMs: reading.intervalMs,
  longestGapMs: 0,
  longestGapFromMs: 0,
  gaps: 0,
  duplicates: 0,
  mostLateMs: 0,
  lateSumMs: 0,
  late: 0,
  suspicious: new Map(),
  mean: 0,
  sameInARow: 0,
  lastValue: Number.NaN,
  newestMs: reading.ts,
  lastStarts: new Float64Array(remembered).fill(Number.NaN),
  starts: 0,
});

export interface SeenReading {
  readonly reading: Reading;
  readonly message: LinePlace & { readonly arrivalMs: number };
  readonly allowedLatenessMs: number;
}

/** Takes one more reading of the series into account. */
export function noteReading(facts: SeriesFacts, seen: SeenReading): void {
  const { reading, message, allowedLatenessMs } = seen;
  const { ts, intervalMs } = reading;
  facts.readings += 1;
  noteTime(facts, ts, intervalMs);
  const lateMs = message.arrivalMs - (ts + intervalMs);
  facts.lateSumMs += Math.max(0, lateMs);
  facts.mostLateMs = Math.max(facts.mostLateMs, lateMs);
  if (lateMs > allowedLatenessMs) facts.late += 1;
  if (-lateMs > allowedLatenessMs) suspect(facts, "from-the-future", seen);
  if (intervalMs !== facts.intervalMs) suspect(facts, "other-interval", seen);
  noteValue(facts, valueOf(reading), seen);
}

/** A gap is what lies between two readings that follow one another in time, more than half an interval more than one. */
function noteTime(facts: SeriesFacts, ts: number, intervalMs: number): void {
  // What begins after the newest cannot be among those that came.
  if (ts <= facts.newestMs && facts.lastStarts.includes(ts)) facts.duplicates += 1;
  else {
    facts.lastStarts[facts.starts % remembered] = ts;
    facts.starts += 1;
  }
  facts.fromMs = Math.min(facts.fromMs, ts);
  facts.toMs = Math.max(facts.toMs, ts + intervalMs);
  const gapMs = ts - facts.newestMs - intervalMs;
  if (facts.readings > 1 && gapMs > intervalMs / 2) {
    facts.gaps += 1;
    if (gapMs > facts.longestGapMs) {
      facts.longestGapMs = gapMs;
      facts.longestGapFromMs = facts.newestMs + intervalMs;
    }
  }
  facts.newestMs = Math.max(facts.newestMs, ts);
}

function noteValue(facts: SeriesFacts, value: number, seen: SeenReading): void {
  if (facts.readings > fewestForMean && facts.mean > 1 && value > farAbove * facts.mean)
    suspect(facts, "far-above", seen);
  facts.sameInARow = value === facts.lastValue ? facts.sameInARow + 1 : 1;
  if (facts.sameInARow >= sameFrom && value > 1) suspect(facts, "never-changes", seen);
  facts.lastValue = value;
  facts.mean += (value - facts.mean) / facts.readings;
}

function valueOf(reading: Reading): number {
  if (reading.stream === "error-rate") return reading.requests;
  return reading.stream === "delivery-latency" ? reading.delivered : reading.reports;
}

function suspect({ suspicious }: SeriesFacts, what: Suspicion, { message }: SeenReading): void {
  const known = suspicious.get(what);
  if (known === undefined) suspicious.set(what, { count: 1, first: `${message.file}:${message.line}` });
  else known.count += 1;
}
