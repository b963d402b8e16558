import type { DeliveryLatencyReading, Reading } from "./reading.ts";

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
  if (one.stream === "error-rate") {
    return other.stream === "error-rate" && one.requests === other.requests && one.errors === other.errors;
  }
  if (one.stream === "delivery-latency") {
    return other.stream === "delivery-latency" && sameDelivery(one, other);
  }
  return other.stream === "report-volume" && one.reports === other.reports && one.category === other.category;
}

function sameDelivery(one: DeliveryLatencyReading, other: DeliveryLatencyReading): boolean {
  return (
    one.delivered === other.delivered &&
    one.undelivered === other.undelivered &&
    one.oldestUndeliveredMs === other.oldestUndeliveredMs &&
    one.p50Ms === other.p50Ms &&
    one.p95Ms === other.p95Ms &&
    one.p99Ms === other.p99Ms &&
    sameNumbers(one.buckets, other.buckets)
  );
}

function sameNumbers(one: readonly number[] | null, other: readonly number[] | null): boolean {
  if (one === null || other === null) return one === other;
  return one.length === other.length && one.every((value, at) => value === other[at]);
}
