import type { Stream } from "../series/reading.ts";
import type { Cell } from "./cells.ts";
import { latencyTotal } from "./latency-total.ts";
import type { Totals } from "./totals.ts";
import type { Observation, Signal } from "./world-window.ts";

/** What each stream is a measurement of, in the order of `Cell.series`. */
export const signalsOfStream: Readonly<Record<Stream, readonly Signal[]>> = {
  "error-rate": ["errors", "traffic"],
  "delivery-latency": ["latency", "undelivered", "deliveries"],
  "report-volume": ["reports"],
};

/** An observation whose series may not be in the directory yet: then `series` is -1. */
export type DraftObservation = { -readonly [Key in keyof Observation]: Observation[Key] };

/** Takes an observation of the cell's signal at a position in the stream's list. */
export type Emit = (cell: Cell, slot: number, draft: DraftObservation) => void;

/** Gives what a filled cell says of its window. */
export function observe(cell: Cell, windowMs: number, emit: Emit): void {
  if (cell.stream === "error-rate") observeRequests(cell, windowMs, emit);
  else if (cell.stream === "delivery-latency") observeDelivery(cell, windowMs, emit);
  else emit(cell, 0, count(cell, windowMs, cell.totals.reports));
}

function observeRequests(cell: Cell, windowMs: number, emit: Emit): void {
  const { errors, requests } = cell.totals;
  emit(cell, 0, draft(cell, windowMs, { value: errors, exposure: requests }));
  emit(cell, 1, count(cell, windowMs, requests));
}

function observeDelivery(cell: Cell, windowMs: number, emit: Emit): void {
  const { delivered, undelivered, undeliveredOf, latencies } = cell.totals;
  const latency = latencyTotal(latencies);
  if (latency !== null) {
    const { p95Ms, buckets } = latency;
    emit(cell, 0, draft(cell, windowMs, { value: p95Ms, exposure: latency.delivered, buckets }));
  }
  if (undelivered !== null) {
    emit(cell, 1, draft(cell, windowMs, { value: undelivered, exposure: undeliveredOf }));
  }
  emit(cell, 2, count(cell, windowMs, delivered));
}

/** A plain count: its exposure is the interval in windows. Shorter intervals were added up to one window. */
function count(cell: Cell, windowMs: number, value: number): DraftObservation {
  return draft(cell, windowMs, { value, exposure: intervalOf(cell.totals, windowMs) / windowMs });
}

function intervalOf(totals: Totals, windowMs: number): number {
  return Math.max(windowMs, totals.longestIntervalMs);
}

function draft(
  cell: Cell,
  windowMs: number,
  measured: { value: number; exposure: number; buckets?: readonly number[] | null },
): DraftObservation {
  return {
    series: -1,
    value: measured.value,
    exposure: measured.exposure,
    readings: cell.totals.readings,
    intervalMs: intervalOf(cell.totals, windowMs),
    buckets: measured.buckets ?? null,
  };
}
