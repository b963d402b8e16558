import type { Reading, Stream } from "../../src/reading/reading.ts";
import { readingOf } from "../../src/reading/reading-of.ts";
import type { Frame } from "../../src/window/frame.ts";
import { framesOf } from "../../src/window/frames-of.ts";
import { admit, openWindow } from "../../src/window/open-window.ts";

export const windowMs = 60_000;

export interface FramePlace {
  readonly topic?: string;
  readonly partition?: number;
  readonly stream?: Stream;
}

/** The frame of window number `window` with these readings, whatever stream they are of. */
export function frameOf(window: number, readings: readonly Reading[], place: FramePlace = {}): Frame {
  const stream = place.stream ?? readings[0]?.stream ?? "error-rate";
  const open = openWindow(window, windowMs);
  for (const [offset, reading] of readings.entries()) admit(open, offset, reading);
  const at = { topic: place.topic ?? stream, partition: place.partition ?? 0, stream };
  return framesOf(at, open, { watermark: (window + 1) * windowMs, closedBy: "message" })[0] as Frame;
}

type Who = Partial<Pick<Reading, "service" | "operation" | "region" | "source" | "intervalMs">>;

/** Readings of the interval that ends with window number `window`. */
export function readingsOfWindow(window: number): {
  requests(who: Who, requests: number, errors: number): Reading;
  delivery(who: Who, values: DeliveryValues): Reading;
  reports(who: Who & { readonly category?: string | null }, reports: number): Reading;
} {
  const common = (who: Who) => {
    const intervalMs = who.intervalMs ?? windowMs;
    const named = { service: "a", ...who };
    return { ...named, intervalMs, ts: (window + 1) * windowMs - intervalMs };
  };
  return {
    requests: (who, requests, errors) =>
      readingOf({ stream: "error-rate", ...common(who), requests, errors }),
    delivery: (who, values) => readingOf({ stream: "delivery-latency", ...common(who), ...values }),
    reports: (who, reports) => readingOf({ stream: "report-volume", ...common(who), reports }),
  };
}

export interface DeliveryValues {
  readonly delivered: number;
  readonly undelivered?: number | null;
  readonly p95Ms?: number | null;
  readonly buckets?: readonly number[] | null;
}
