import { arrivalRejection } from "./arrival-bounds.ts";
import { countRejection } from "./check-count.ts";
import { deliveryRejection } from "./check-delivery.ts";
import type { ErrorRateReading, Reading } from "./reading.ts";
import type { Rejection } from "./rejection.ts";

/** A day: the longest interval that a reading may cover. */
export const maxIntervalMs = 86_400_000;

/**
 * The gate between decoding and everything that believes numbers: null when the reading can be true, else the first
 * thing in it that cannot. Whatever format a reading came in, it passes here once, already in milliseconds and counts.
 * It judges the reading alone; late, duplicate and conflict depend on what came before and are found by the windows.
 */
export function readingRejection(reading: Reading, arrivalMs: number): Rejection | null {
  return (
    intervalRejection(reading.intervalMs) ??
    valueRejection(reading) ??
    arrivalRejection(reading.ts, arrivalMs)
  );
}

function intervalRejection(intervalMs: number): Rejection | null {
  if (Number.isInteger(intervalMs) && intervalMs >= 1 && intervalMs <= maxIntervalMs) return null;
  const reason = `intervalMs is ${intervalMs}, not a whole number from 1 to ${maxIntervalMs}`;
  return { code: "interval-invalid", reason };
}

/** The part of `readingRejection` that needs no arrival: counts and quantiles. */
export function valueRejection(reading: Reading): Rejection | null {
  if (reading.stream === "error-rate") return requestRejection(reading);
  if (reading.stream === "delivery-latency") return deliveryRejection(reading);
  return countRejection("reports", reading.reports);
}

function requestRejection(reading: ErrorRateReading): Rejection | null {
  const bad = countRejection("requests", reading.requests) ?? countRejection("errors", reading.errors);
  if (bad !== null || reading.errors <= reading.requests) return bad;
  const reason = `errors ${reading.errors} are more than requests ${reading.requests}`;
  return { code: "count-impossible", reason };
}
