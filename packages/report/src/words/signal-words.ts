import type { AlertSignal } from "@tocsin/contracts";
import { durationOf } from "./moments.ts";
import { grouped, measured, percent } from "./numbers.ts";

const subjects: Readonly<Record<Exclude<AlertSignal["signal"], "heartbeat">, string>> = {
  errors: "errors",
  traffic: "traffic",
  latency: "p95 latency",
  undelivered: "undelivered",
  deliveries: "deliveries",
  reports: "reports",
};

const minuteMs = 60_000;

/** What a signal showed against what was expected: `errors 12 % (0.4 % expected)`. */
export function signalWords(signal: AlertSignal, windowMs: number): string {
  const where = signal.operation === undefined ? "" : ` of ${signal.operation}`;
  if (signal.signal === "heartbeat" || signal.observed === null) return `no telemetry${where}`;
  const subject = `${subjects[signal.signal]}${where}`;
  const observed = valueWords(signal.observed, signal.unit, windowMs);
  if (signal.expected === null) return `${subject} ${observed}`;
  const expected = valueWords(signal.expected, signal.unit, windowMs, false);
  return `${subject} ${observed} (${expected} expected)`;
}

function valueWords(value: number, unit: AlertSignal["unit"], windowMs: number, withUnit = true): string {
  if (unit === "ratio") return percent(value);
  if (unit === "ms") return latencyWords(value);
  if (unit === "readings") return grouped(Math.round(value));
  const per = windowMs === minuteMs ? "a minute" : `in ${durationOf(windowMs)}`;
  return withUnit ? `${measured(value)} ${per}` : measured(value);
}

const latencyWords = (ms: number): string =>
  ms >= 1000 ? `${measured(ms / 1000)}\u00a0s` : `${measured(ms)}\u00a0ms`;

/** The signal that speaks loudest, or null where there is none. */
export function strongest(signals: readonly AlertSignal[]): AlertSignal | null {
  let best: AlertSignal | null = null;
  for (const signal of signals) {
    if (best === null || signal.evidenceNats > best.evidenceNats) best = signal;
  }
  return best;
}
