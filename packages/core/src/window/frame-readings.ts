import { deliveryLatencyAt } from "../reading/delivery-latency.ts";
import { errorRateAt } from "../reading/error-rate.ts";
import type { Reading, Stream } from "../reading/reading.ts";
import { reportVolumeAt } from "../reading/report-volume.ts";
import type { Frame, FrameColumns } from "./frame.ts";

/** The readings of a frame, row by row: what the window stage put into columns. */
export function readingsOf({ stream, columns }: Frame): Reading[] {
  return readingsIn(stream, columns);
}

/** Readings of earlier windows that the frame brings. */
export function lateReadingsOf({ stream, lateColumns }: Frame): readonly Reading[] {
  return lateColumns === undefined ? [] : readingsIn(stream, lateColumns);
}

function readingsIn(stream: Stream, columns: FrameColumns): Reading[] {
  const readings: Reading[] = [];
  for (let row = 0; row < columns.service.length; row += 1) readings.push(readingAt(stream, columns, row));
  return readings;
}

function readingAt(stream: Stream, columns: FrameColumns, row: number): Reading {
  if (stream === "error-rate") return errorRateAt(columns, row);
  if (stream === "delivery-latency") return deliveryLatencyAt(columns, row);
  return reportVolumeAt(columns, row);
}
