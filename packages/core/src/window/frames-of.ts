import type { Reading } from "../reading/reading.ts";
import { columnsOf, noColumns, type Rows } from "./columns.ts";
import type { ClosedBy, Frame, FrameCounts } from "./frame.ts";
import { frameOverheadBytes, maxFrameBytes, readingBytes } from "./frame-size.ts";
import { countsOf, type OpenWindow } from "./open-window.ts";
import type { PartitionPlace } from "./partition-state.ts";

const noCounts: FrameCounts = { accepted: 0, late: 0, duplicate: 0, conflict: 0, rejected: 0 };

/**
 * The frame of a closed window, in as many parts as its size asks for. Readings stand in the order of their offsets.
 * The counts are those of the whole window and stand in part 0; the other parts hold zeros, so that sums are right.
 */
export function framesOf(
  place: PartitionPlace,
  window: OpenWindow,
  closing: { readonly watermark: number; readonly closedBy: ClosedBy },
): readonly Frame[] {
  const parts = splitBySize(inOffsetOrder(window));
  return parts.map((rows, part) => ({
    v: 1,
    topic: place.topic,
    partition: place.partition,
    stream: place.stream,
    windowStart: window.windowStart,
    windowMs: window.windowMs,
    watermark: closing.watermark,
    closedBy: closing.closedBy,
    counts: part === 0 ? countsOf(window) : noCounts,
    part,
    parts: parts.length,
    columns: rows === null ? noColumns : columnsOf(place.stream, rows),
  }));
}

function inOffsetOrder(window: OpenWindow): Rows {
  if (ascends(window.offsets)) return window;
  const order = window.offsets.map((_, row) => row);
  order.sort((one, other) => (window.offsets[one] as number) - (window.offsets[other] as number));
  return {
    offsets: order.map((row) => window.offsets[row] as number),
    readings: order.map((row) => window.readings[row] as Reading),
  };
}

function ascends(offsets: readonly number[]): boolean {
  for (let row = 1; row < offsets.length; row += 1) {
    if ((offsets[row] as number) < (offsets[row - 1] as number)) return false;
  }
  return true;
}

/** Cuts the rows before each reading that could carry its part past the limit. An empty window is one part: null. */
function splitBySize(rows: Rows): readonly (Rows | null)[] {
  const cuts = cutsBySize(rows.readings);
  if (cuts.length === 1) return [rows.readings.length === 0 ? null : rows];
  return cuts.map((from, part) => {
    const to = cuts[part + 1] ?? rows.readings.length;
    return { readings: rows.readings.slice(from, to), offsets: rows.offsets.slice(from, to) };
  });
}

function cutsBySize(readings: readonly Reading[]): readonly number[] {
  const cuts = [0];
  let bytes = frameOverheadBytes;
  readings.forEach((reading, row) => {
    const more = readingBytes(reading);
    if (bytes + more > maxFrameBytes && bytes > frameOverheadBytes) {
      cuts.push(row);
      bytes = frameOverheadBytes;
    }
    bytes += more;
  });
  return cuts;
}
