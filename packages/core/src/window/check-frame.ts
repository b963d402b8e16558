import { badCell } from "../reading/check-field.ts";
import { contradiction } from "../reading/check-reading.ts";
import { valuesOf } from "../reading/fields.ts";
import type { Rejection } from "../reading/rejection.ts";
import { windowIndexAt, windowIndexOfReading } from "../time/window-index.ts";
import type { Frame, FrameColumns } from "./frame.ts";
import { lateReadingsOf, readingsOf } from "./frame-readings.ts";

/**
 * Null when a frame that was read back can be one that the window stage made: columns of equal length, readings that
 * can be true and belong to its window, a watermark that had passed the window's end. Its field types must have been
 * checked before.
 */
export function frameRejection(frame: Frame): Rejection | null {
  const { columns, lateColumns } = frame;
  return (
    windowRejection(frame) ??
    columnRejection(frame, columns, "columns") ??
    rowRejection(frame) ??
    (lateColumns === undefined ? null : columnRejection(frame, lateColumns, "lateColumns")) ??
    lateRowRejection(frame)
  );
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

function columnRejection({ stream }: Frame, held: FrameColumns, where: string): Rejection | null {
  const rows = held.service.length;
  const columns = held as Readonly<Record<string, readonly unknown[] | undefined>>;
  for (const [name, column] of Object.entries(columns)) {
    if (column?.length === rows) continue;
    return schema(`${where}.${name} has ${column?.length} rows, ${where}.service ${rows}`);
  }
  if (rows === 0) return null;
  for (const field of valuesOf[stream]) {
    const column = columns[field.name];
    if (column === undefined && !field.optional) return schema(`${where}.${field.name} is missing`);
    const bad = column === undefined ? null : badCell(field, column);
    if (bad !== null) return ofService(held.service[bad.row] as string, bad);
  }
  return null;
}

function rowRejection(frame: Frame): Rejection | null {
  const { windowStart, windowMs } = frame;
  for (const reading of readingsOf(frame)) {
    const index = windowIndexOfReading(reading.ts, reading.intervalMs, windowMs);
    if (index * windowMs !== windowStart)
      return schema(`a reading of ${reading.service} is not of this window`);
    const bad = contradiction(reading);
    if (bad !== null) return ofService(reading.service, bad);
  }
  return null;
}

/** They are of windows before the frame's. */
function lateRowRejection(frame: Frame): Rejection | null {
  const { windowStart, windowMs } = frame;
  for (const reading of lateReadingsOf(frame)) {
    const index = windowIndexOfReading(reading.ts, reading.intervalMs, windowMs);
    if (index * windowMs >= windowStart)
      return schema(`a late reading of ${reading.service} is of no window before this one`);
    const bad = contradiction(reading);
    if (bad !== null) return ofService(reading.service, bad);
  }
  return null;
}

function ofService(service: string, { code, reason }: Rejection): Rejection {
  return { code, reason: `${service}: ${reason}` };
}

function schema(reason: string): Rejection {
  return { code: "value-schema", reason };
}
