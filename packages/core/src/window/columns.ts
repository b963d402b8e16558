import type {
  DeliveryLatencyReading,
  ErrorRateReading,
  Reading,
  ReportVolumeReading,
  Stream,
} from "../reading/reading.ts";
import type { FrameColumns } from "./frame.ts";

/** Readings of one stream and, beside them, the offsets of the messages they came in. */
export interface Rows {
  readonly readings: readonly Reading[];
  readonly offsets: readonly number[];
}

/** The columns of a frame without readings. */
export const noColumns: FrameColumns = { offset: [], service: [], ts: [], intervalMs: [] };

/**
 * Turns the readings of one stream into columns; a column in which nothing stands is left out.
 * `rows.offsets` becomes part of the result and must not change afterwards.
 */
export function columnsOf(stream: Stream, rows: Rows): FrameColumns {
  const { readings, offsets } = rows;
  if (readings.length === 0) return noColumns;
  return {
    offset: offsets,
    service: readings.map((reading) => reading.service),
    ...present(
      "operation",
      readings.map((reading) => reading.operation),
    ),
    ...present(
      "region",
      readings.map((reading) => reading.region),
    ),
    ...present(
      "source",
      readings.map((reading) => reading.source),
    ),
    ts: readings.map((reading) => reading.ts),
    intervalMs: readings.map((reading) => reading.intervalMs),
    ...valueColumns(stream, readings),
  };
}

function valueColumns(stream: Stream, readings: readonly Reading[]): Partial<FrameColumns> {
  if (stream === "error-rate") return requestColumns(readings as readonly ErrorRateReading[]);
  if (stream === "delivery-latency") return deliveryColumns(readings as readonly DeliveryLatencyReading[]);
  return reportColumns(readings as readonly ReportVolumeReading[]);
}

function requestColumns(readings: readonly ErrorRateReading[]): Partial<FrameColumns> {
  return {
    requests: readings.map((reading) => reading.requests),
    errors: readings.map((reading) => reading.errors),
  };
}

function deliveryColumns(readings: readonly DeliveryLatencyReading[]): Partial<FrameColumns> {
  return {
    delivered: readings.map((reading) => reading.delivered),
    ...present(
      "undelivered",
      readings.map((reading) => reading.undelivered),
    ),
    ...present(
      "oldestUndeliveredMs",
      readings.map((reading) => reading.oldestUndeliveredMs),
    ),
    ...present(
      "p50Ms",
      readings.map((reading) => reading.p50Ms),
    ),
    ...present(
      "p95Ms",
      readings.map((reading) => reading.p95Ms),
    ),
    ...present(
      "p99Ms",
      readings.map((reading) => reading.p99Ms),
    ),
    ...present(
      "buckets",
      readings.map((reading) => reading.buckets),
    ),
  };
}

function reportColumns(readings: readonly ReportVolumeReading[]): Partial<FrameColumns> {
  return {
    reports: readings.map((reading) => reading.reports),
    ...present(
      "category",
      readings.map((reading) => reading.category),
    ),
  };
}

function present<Name extends keyof FrameColumns, Value>(
  name: Name,
  column: readonly (Value | null)[],
): { [key in Name]?: readonly (Value | null)[] } {
  if (column.every((value) => value === null)) return {};
  return { [name]: column } as { [key in Name]?: readonly (Value | null)[] };
}
