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

/**
 * Turns readings in order of time into lines of a recording. A message arrives when its interval ends. What is left when a
 * count is rounded down is carried to the series' next message, so that none of it is lost.
 */
export function recordingLinesOf({ intervalMs, stamp, perSecond }: LineSettings): Lines {
  const facts: LineFacts = { lines: 0, rounded: 0, from: null, to: null, services: new Set() };
  const left = new Map<string, Record<string, number>>();
  const inInterval = perSecond ? intervalMs / 1000 : 1;
  const whole = ({ series, values }: CsvReading): Record<string, number> => {
    const rests = left.get(series) ?? {};
    left.set(series, rests);
    const made: Record<string, number> = {};
    for (const [field, value] of Object.entries(values)) {
      if (!counts.has(field)) made[field] = value;
      else made[field] = levels.has(field) ? Math.round(value) : rounded(field, value * inInterval, rests);
      if (counts.has(field) && !perSecond && !Number.isInteger(value)) facts.rounded += 1;
    }
    if (made["errors"] !== undefined) made["errors"] = Math.min(made["errors"], made["requests"] as number);
    return made;
  };
  return {
    facts,
    of: (reading) => {
      const { at, stream, names } = reading;
      const { service, ...others } = names;
      const ts = stamp === "start" ? at : at - intervalMs;
      const arrival = ts + intervalMs;
      const payload = JSON.stringify({ service, ts, intervalMs, ...whole(reading), ...others });
      const offset = facts.lines;
      facts.lines += 1;
      facts.from ??= arrival;
      facts.to = arrival;
      facts.services.add(service);
      const line = { topic: topicOf[stream], partition: 0, offset, tstype: "create", ts: arrival };
      return `${JSON.stringify({ ...line, key: service, payload })}\n`;
    },
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
