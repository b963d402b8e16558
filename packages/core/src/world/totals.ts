import type { DeliveryLatencyReading, Reading } from "../reading/reading.ts";

/** Sums over the readings of one entity and source in one window; only the fields of its own stream are used. */
export interface Totals {
  readings: number;
  longestIntervalMs: number;
  requests: number;
  errors: number;
  delivered: number;
  /** Null while no reading says. */
  undelivered: number | null;
  /** Delivered and undelivered messages of the readings that say. */
  undeliveredOf: number;
  /** Null while there is none, and once they were added up: kept until the next window, they would be a reading a series. */
  latencies: DeliveryLatencyReading[] | null;
  reports: number;
}

export function noTotals(): Totals {
  return {
    readings: 0,
    longestIntervalMs: 0,
    requests: 0,
    errors: 0,
    delivered: 0,
    undelivered: null,
    undeliveredOf: 0,
    latencies: null,
    reports: 0,
  };
}

export function clearTotals(totals: Totals): void {
  totals.readings = 0;
  totals.longestIntervalMs = 0;
  totals.requests = 0;
  totals.errors = 0;
  totals.delivered = 0;
  totals.undelivered = null;
  totals.undeliveredOf = 0;
  totals.latencies = null;
  totals.reports = 0;
}

/** Counts add up over regions, operations, categories and intervals shorter than the window. */
export function addToTotals(totals: Totals, reading: Reading): void {
  totals.readings += 1;
  if (reading.intervalMs > totals.longestIntervalMs) totals.longestIntervalMs = reading.intervalMs;
  if (reading.stream === "error-rate") {
    totals.requests += reading.requests;
    totals.errors += reading.errors;
  } else if (reading.stream === "delivery-latency") addDelivery(totals, reading);
  else totals.reports += reading.reports;
}

function addDelivery(totals: Totals, reading: DeliveryLatencyReading): void {
  totals.delivered += reading.delivered;
  if (totals.latencies === null) totals.latencies = [reading];
  else totals.latencies.push(reading);
  if (reading.undelivered === null) return;
  totals.undelivered = (totals.undelivered ?? 0) + reading.undelivered;
  totals.undeliveredOf += reading.delivered + reading.undelivered;
}
