import type { Stream } from "../reading/reading.ts";
import type { Accumulator } from "./accumulators.ts";
import { latencyTotal } from "./latency-total.ts";
import type { Totals } from "./totals.ts";
import type { Observation, Signal } from "./world-window.ts";

/** What each stream is a measurement of, in the order of `Accumulator.series`. */
export const signalsOfStream: Readonly<Record<Stream, readonly Signal[]>> = {
  "error-rate": ["errors", "traffic"],
  "delivery-latency": ["latency", "undelivered", "deliveries"],
  "report-volume": ["reports"],
};

/** Is given what was observed of the accumulator's signal at a position in the stream's list. */
export type Emit = (accumulator: Accumulator, slot: number, observation: Observation) => void;

/**
 * Gives what a filled accumulator says of its window, once: readings that it holds are given up. The series is -1 where it
 * is not in the list of series yet.
 */
export function emitObservations(accumulator: Accumulator, windowMs: number, emit: Emit): void {
  if (accumulator.stream === "error-rate") emitRequests(accumulator, windowMs, emit);
  else if (accumulator.stream === "delivery-latency") emitDelivery(accumulator, windowMs, emit);
  else emitCount(accumulator, 0, accumulator.totals.reports, { windowMs, emit });
}

function emitRequests(accumulator: Accumulator, windowMs: number, emit: Emit): void {
  const { errors, requests } = accumulator.totals;
  emit(accumulator, 0, observed(accumulator, 0, windowMs, { value: errors, exposure: requests }));
  emitCount(accumulator, 1, requests, { windowMs, emit });
}

function emitDelivery(accumulator: Accumulator, windowMs: number, emit: Emit): void {
  const { delivered, undelivered, undeliveredOf, latencies } = accumulator.totals;
  const latency = latencies === null ? null : latencyTotal(latencies);
  accumulator.totals.latencies = null;
  if (latency !== null) {
    const measured = { value: latency.p95Ms, exposure: latency.delivered, buckets: latency.buckets };
    emit(accumulator, 0, observed(accumulator, 0, windowMs, measured));
  }
  if (undelivered !== null) {
    const measured = { value: undelivered, exposure: undeliveredOf };
    emit(accumulator, 1, observed(accumulator, 1, windowMs, measured));
  }
  emitCount(accumulator, 2, delivered, { windowMs, emit });
}

/** A plain count: its exposure is the interval in windows. Shorter intervals were added up to one window. */
function emitCount(
  accumulator: Accumulator,
  slot: number,
  value: number,
  { windowMs, emit }: { readonly windowMs: number; readonly emit: Emit },
): void {
  const exposure = intervalOf(accumulator.totals, windowMs) / windowMs;
  emit(accumulator, slot, observed(accumulator, slot, windowMs, { value, exposure }));
}

function intervalOf(totals: Totals, windowMs: number): number {
  return Math.max(windowMs, totals.longestIntervalMs);
}

function observed(
  accumulator: Accumulator,
  slot: number,
  windowMs: number,
  measured: { value: number; exposure: number; buckets?: readonly number[] | null },
): Observation {
  return {
    series: accumulator.series[slot] as number,
    value: measured.value,
    exposure: measured.exposure,
    readings: accumulator.totals.readings,
    intervalMs: intervalOf(accumulator.totals, windowMs),
    buckets: measured.buckets ?? null,
  };
}
