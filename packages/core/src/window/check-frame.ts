import { valueRejection } from "../reading/check-reading.ts";
import type { Rejection } from "../reading/rejection.ts";
import type { Stream } from "../reading/reading.ts";
import { windowIndexAt, windowIndexOfReading } from "../time/window-index.ts";
import type { Frame, FrameColumns } from "./frame.ts";
import { readingsOf } from "./frame-readings.ts";

/** The columns without which a stream's readings say nothing. */
const requiredColumns: Readonly<Record<Stream, readonly (keyof FrameColumns)[]>> = {
  "error-rate": ["requests", "errors"],
  "delivery-latency": ["delivered"],
  "report-volume": ["reports"],
};

/**
 * Null when a frame that was read back can be one that the window stage made: columns of equal length, readings that
 * can be true and belong to its window, a watermark that had passed the window's end. Its field types must have been
 * checked before.
 */
export function frameRejection(frame: Frame): Rejection | null {
  return windowRejection(frame) ?? columnRejection(frame) ?? rowRejection(frame);
}

function windowRejection(frame: Frame): Rejection | null {
  const { windowStart, windowMs, watermark, part, parts } = frame;
  if (windowStart !== windowIndexAt(windowStart, windowMs) * windowMs) {
    return schema(`windowStart ${windowStart} is no multiple of windowMs ${windowMs}`);
  }
  if (part >= parts) return schema(`part ${part} of ${parts}`);
  if (watermark < windowStart + windowMs) {
    return schema(`watermark ${watermark} is before the window's end ${windowStart + windowMs}`);
  }
  return null;
}

function columnRejection(frame: Frame): Rejection | null {
  const { columns, stream } = frame;
  const rows = columns.service.length;
  for (const [name, column] of Object.entries(columns) as [string, readonly unknown[]][]) {
    if (column.length !== rows)
      return schema(`columns.${name} has ${column.length} rows, columns.service ${rows}`);
  }
  const missing = requiredColumns[stream].find((name) => columns[name] === undefined);
  return missing === undefined || rows === 0 ? null : schema(`columns.${missing} is missing`);
}

function rowRejection(frame: Frame): Rejection | null {
  const { windowStart, windowMs } = frame;
  for (const reading of readingsOf(frame)) {
    const index = windowIndexOfReading(reading.ts, reading.intervalMs, windowMs);
    if (index * windowMs !== windowStart)
      return schema(`a reading of ${reading.service} is not of this window`);
    const bad = valueRejection(reading);
    if (bad !== null) return { code: bad.code, reason: `${reading.service}: ${bad.reason}` };
  }
  return null;
}

function schema(reason: string): Rejection {
  return { code: "value-schema", reason };
}
