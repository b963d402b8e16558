import { arrivalRejection, unfinishedRejection } from "./arrival-bounds.ts";
import { deliveryRejection, possibleDelivery } from "./check-delivery.ts";
import type { ErrorRateReading, Reading } from "./reading.ts";
import type { Rejection } from "./rejection.ts";

/** A day: the longest interval that a reading may cover. */
export const maxIntervalMs = 86_400_000;

/**
 * The gate between decoding and everything that believes numbers: null when the reading can be true, else the first
 * thing in it that cannot. Whatever format a reading came in, it passes here once, already in milliseconds and counts,
 * and each of its fields holds what one of its kind can: whoever read it has seen to that.
 * It judges the reading alone; late, duplicate and conflict depend on what came before and are found by the windows.
 */
export function readingRejection(reading: Reading, arrivalMs: number): Rejection | null {
  return (
    intervalRejection(reading.intervalMs) ??
    contradiction(reading) ??
    arrivalRejection(reading.ts, arrivalMs) ??
    unfinishedRejection(reading, arrivalMs)
  );
}

function intervalRejection(intervalMs: number): Rejection | null {
  if (Number.isInteger(intervalMs) && intervalMs >= 1 && intervalMs <= maxIntervalMs) return null;
  const reason = `intervalMs is ${intervalMs}, not a whole number from 1 to ${maxIntervalMs}`;
  return { code: "interval-invalid", reason };
}

/** Null when values, each of which can be true by itself, can be true at once. */
export function contradiction(reading: Reading): Rejection | null {
  if (reading.stream === "error-rate") return requestRejection(reading);
  return reading.stream === "delivery-latency" ? deliveryRejection(reading) : null;
}

/**
 * The reading without the values that contradict each other and that a producer may leave out, and their names. What a
 * reading needs stays, also where it cannot be true.
 */
export function withoutContradictions(reading: Reading): {
  readonly reading: Reading;
  readonly dropped: readonly string[];
} {
  return reading.stream === "delivery-latency" ? possibleDelivery(reading) : { reading, dropped: [] };
}

function requestRejection({ requests, errors }: ErrorRateReading): Rejection | null {
  if (errors <= requests) return null;
  return { code: "count-impossible", reason: `errors ${errors} are more than requests ${requests}` };
}
