import type { Frame, FrameColumns, Stream } from "@tocsin/core";

const windowMs = 60_000;
const startMs = Date.UTC(2026, 0, 5);
const seriesPerService = 5;
const noCounts = { late: 0, duplicate: 0, conflict: 0, rejected: 0 } as const;

/**
 * Frames of services with five series each: errors and traffic, latency and deliveries, reports. Their values vary a
 * little from service to service and minute to minute; they are for counting bytes, not for detecting anything.
 */
export function* framesOfMany(seriesCount: number, windowCount: number): Generator<Frame, void, void> {
  const services = servicesOf(seriesCount);
  for (let minute = 0; minute < windowCount; minute += 1) yield* framesOf(services, minute);
}

/** Those of one minute, so that the number of series may change. */
export const framesOfMinute = (seriesCount: number, minute: number): Generator<Frame, void, void> =>
  framesOf(servicesOf(seriesCount), minute);

const servicesOf = (seriesCount: number): readonly string[] =>
  Array.from({ length: seriesCount / seriesPerService }, (_, index) => `service-${index}`);

function* framesOf(services: readonly string[], minute: number): Generator<Frame, void, void> {
  const windowStart = startMs + minute * windowMs;
  for (const stream of ["delivery-latency", "error-rate", "report-volume"] as const) {
    yield frame(stream, windowStart, columnsOf(stream, services, windowStart));
  }
}

function frame(stream: Stream, windowStart: number, columns: FrameColumns): Frame {
  return {
    v: 1,
    topic: `telemetry.${stream}.v1`,
    partition: 0,
    stream,
    windowStart,
    windowMs,
    watermark: windowStart + windowMs,
    closedBy: "message",
    counts: { accepted: columns.service.length, ...noCounts },
    part: 0,
    parts: 1,
    columns,
  };
}

function columnsOf(stream: Stream, services: readonly string[], windowStart: number): FrameColumns {
  const minute = windowStart / windowMs;
  const each = (value: (index: number) => number): readonly number[] =>
    services.map((_, index) => value(index));
  const common = {
    offset: each((index) => index),
    service: services,
    ts: each(() => windowStart),
    intervalMs: each(() => windowMs),
  };
  if (stream === "report-volume") return { ...common, reports: each((index) => (index + minute) % 5) };
  if (stream === "error-rate") {
    return {
      ...common,
      requests: each((index) => 1000 + ((index * minute) % 100)),
      errors: each((index) => index % 7),
    };
  }
  return {
    ...common,
    delivered: each((index) => 800 + ((index * minute) % 90)),
    p95Ms: each((index) => 300 + ((index + minute) % 40)),
  };
}
