import { windowIndexOfReading } from "../time/window-index.ts";
import { heldIn, valuesOf } from "./fields.ts";
import type { Reading } from "./reading.ts";

/** The window that a reading counts in; it shortens the keys of readings that cover exactly that window. */
export interface WindowSpan {
  readonly windowStart: number;
  readonly windowMs: number;
}

/**
 * What makes two readings of one topic the same measurement: service, operation, region, source, ts and intervalMs, and
 * for report volumes the category. The key is unique within one window of one topic, not beyond. No name is empty or
 * holds `/`, so the number of slashes tells the forms apart and names cannot run into each other.
 */
export function identityKey(reading: Reading, span: WindowSpan): string {
  const names = namesKey(reading);
  if (reading.ts === span.windowStart && reading.intervalMs === span.windowMs) return names;
  return `/${reading.ts}/${reading.intervalMs}/${names}`;
}

/**
 * What tells readings of one topic apart that count in one window, without their time: who and what, the interval, and
 * its place in the window where that holds several. The same in every window, also where a producer's times shift by some
 * seconds.
 */
export function seriesKey(reading: Reading, windowMs: number): string {
  const names = namesKey(reading);
  const { ts, intervalMs } = reading;
  if (intervalMs === windowMs) return names;
  const windowStart = windowIndexOfReading(ts, intervalMs, windowMs) * windowMs;
  const place = Math.floor((ts + intervalMs - 1 - windowStart) / intervalMs);
  return `/${place}/${intervalMs}/${names}`;
}

function namesKey(reading: Reading): string {
  const category = reading.stream === "report-volume" ? reading.category : null;
  if (reading.operation === null && reading.region === null && category === null) {
    return reading.source === null ? reading.service : `${reading.service}/${reading.source}`;
  }
  const who = `${reading.service}/${reading.operation ?? ""}/${reading.region ?? ""}`;
  return `${who}/${reading.source ?? ""}/${category ?? ""}`;
}

/** Whether two readings of one identity also say the same; if not, they are in conflict. */
export function sameValues(one: Reading, other: Reading): boolean {
  if (one.stream !== other.stream) return false;
  return valuesOf[one.stream].every((field) => sameValue(heldIn(one, field), heldIn(other, field)));
}

function sameValue(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((value, at) => value === other[at]);
}
