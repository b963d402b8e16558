import type { Reading, Stream } from "../reading/reading.ts";
import type { Frame, FrameColumns } from "./frame.ts";

/** The readings of a frame, row by row: what the window stage put into columns. */
export function readingsOf(frame: Frame): Reading[] {
  const { columns, stream } = frame;
  const readings: Reading[] = [];
  for (let row = 0; row < columns.service.length; row += 1) readings.push(readingAt(stream, columns, row));
  return readings;
}

function readingAt(stream: Stream, columns: FrameColumns, row: number): Reading {
  if (stream === "error-rate") return requestReading(columns, row);
  if (stream === "delivery-latency") return deliveryReading(columns, row);
  return reportReading(columns, row);
}

function requestReading(columns: FrameColumns, row: number): Reading {
  return {
    stream: "error-rate",
    service: columns.service[row] as string,
    operation: columns.operation?.[row] ?? null,
    region: columns.region?.[row] ?? null,
    source: columns.source?.[row] ?? null,
    ts: columns.ts[row] as number,
    intervalMs: columns.intervalMs[row] as number,
    requests: columns.requests?.[row] ?? 0,
    errors: columns.errors?.[row] ?? 0,
  };
}

function deliveryReading(columns: FrameColumns, row: number): Reading {
  return {
    stream: "delivery-latency",
    service: columns.service[row] as string,
    operation: columns.operation?.[row] ?? null,
    region: columns.region?.[row] ?? null,
    source: columns.source?.[row] ?? null,
    ts: columns.ts[row] as number,
    intervalMs: columns.intervalMs[row] as number,
    delivered: columns.delivered?.[row] ?? 0,
    undelivered: columns.undelivered?.[row] ?? null,
    oldestUndeliveredMs: columns.oldestUndeliveredMs?.[row] ?? null,
    p50Ms: columns.p50Ms?.[row] ?? null,
    p95Ms: columns.p95Ms?.[row] ?? null,
    p99Ms: columns.p99Ms?.[row] ?? null,
    buckets: columns.buckets?.[row] ?? null,
  };
}

function reportReading(columns: FrameColumns, row: number): Reading {
  return {
    stream: "report-volume",
    service: columns.service[row] as string,
    operation: columns.operation?.[row] ?? null,
    region: columns.region?.[row] ?? null,
    source: columns.source?.[row] ?? null,
    ts: columns.ts[row] as number,
    intervalMs: columns.intervalMs[row] as number,
    reports: columns.reports?.[row] ?? 0,
    category: columns.category?.[row] ?? null,
  };
}
