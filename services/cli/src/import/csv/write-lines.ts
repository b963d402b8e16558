import { topicNames } from "@tocsin/contracts";
import type { CsvReading } from "./reading.ts";

export interface LineSettings {
  readonly intervalMs: number;
  readonly stamp: "start" | "end";
  readonly perSecond: boolean;
}

/** What was made of the readings, for the words at the end. */
export interface LineFacts {
  lines: number;
  /** Counts that had fractions, though they were not said to be per second. */
  rounded: number;
  /** First and last arrival, epoch milliseconds. */
  from: number | null;
  to: number | null;
  readonly services: Set<string>;
}

const topicOf = {
  "error-rate": topicNames.errorRate,
  "delivery-latency": topicNames.deliveryLatency,
  "report-volume": topicNames.reportVolume,
} as const;

const counts: ReadonlySet<string> = new Set(["requests", "errors", "delivered", "undelivered", "reports"]);
/** What waits at the end of an interval, and does not happen in it. */
const levels: ReadonlySet<string> = new Set(["undelivered"]);

export interface Lines {
  readonly of: (reading: CsvReading) => string;
  readonly facts: LineFacts;
}

/** What of a series' lines is always the same, and what rounding has left of its counts. */
interface SeriesLines {
  /** Of the line up to its offset, from there up to its time, and from its key up to the start of its interval. */
  readonly beforeOffset: string;
  readonly beforeStart: string;
  /** Behind the values. */
  readonly end: string;
  readonly rests: Record<string, number>;
}

/**
 * Turns readings in order of time into lines of a recording. A message arrives when its interval ends. What is left when a
 * count is rounded down is carried to the series' next message, so that none of it is lost.
 */
export function recordingLinesOf({ intervalMs, stamp, perSecond }: LineSettings): Lines {
  const facts: LineFacts = { lines: 0, rounded: 0, from: null, to: null, services: new Set() };
  const known = new Map<string, SeriesLines>();
  const inInterval = perSecond ? intervalMs / 1000 : 1;
  const valueOf = (field: string, value: number, rests: Record<string, number>): number => {
    if (!counts.has(field)) return value;
    if (!perSecond && !Number.isInteger(value)) facts.rounded += 1;
    return levels.has(field) ? Math.round(value) : rounded(field, value * inInterval, rests);
  };
  const seriesOf = (reading: CsvReading): SeriesLines => {
    const before = known.get(reading.series);
    if (before !== undefined) return before;
    const made = seriesLines(reading);
    known.set(reading.series, made);
    facts.services.add(reading.names.service);
    return made;
  };
  // Readings of one time stand together, and long numbers are slow to write.
  let last = { at: Number.NaN, arrival: "", start: "" };
  const timesOf = (at: number): typeof last => {
    if (last.at === at) return last;
    const ts = stamp === "start" ? at : at - intervalMs;
    const arrival = ts + intervalMs;
    facts.from ??= arrival;
    facts.to = arrival;
    last = { at, arrival: String(arrival), start: String(ts) };
    return last;
  };
  return {
    facts,
    of: (reading) => {
      const { beforeOffset, beforeStart, end, rests } = seriesOf(reading);
      const { arrival, start } = timesOf(reading.at);
      let values = "";
      let requests = Infinity;
      for (const field of Object.keys(reading.values)) {
        const value = valueOf(field, reading.values[field] as number, rests);
        if (field === "requests") requests = value;
        values += `,\\"${field}\\":${field === "errors" ? Math.min(value, requests) : value}`;
      }
      const offset = facts.lines;
      facts.lines += 1;
      return `${beforeOffset}${offset},"tstype":"create","ts":${arrival}${beforeStart}${start},\\"intervalMs\\":${intervalMs}${values}${end}`;
    },
  };
}

/** JSON in JSON: what stands in the payload is written as a part of a text. */
function seriesLines({ stream, names }: CsvReading): SeriesLines {
  const { service, ...others } = names;
  const inText = (value: unknown): string => JSON.stringify(JSON.stringify(value)).slice(1, -1);
  const named = Object.entries(others).map(([name, text]) => `,${inText(name)}:${inText(text)}`);
  return {
    beforeOffset: `{"topic":${JSON.stringify(topicOf[stream])},"partition":0,"offset":`,
    beforeStart: `,"key":${JSON.stringify(service)},"payload":"{\\"service\\":${inText(service)},\\"ts\\":`,
    end: `${named.join("")}}"}\n`,
    rests: {},
  };
}

/** Far below any count, and above what adding up in floating point leaves. */
const nearly = 1e-9;

function rounded(field: string, value: number, rests: Record<string, number>): number {
  const exact = value + (rests[field] ?? 0);
  const floor = Math.floor(exact + nearly * Math.max(1, exact));
  rests[field] = Math.max(0, exact - floor);
  return floor;
}
