import type { Reading, Stream } from "../reading/reading.ts";
import { columnsOf, type Rows } from "./columns.ts";
import type { ClosedBy, Frame, FrameColumns, FrameCounts } from "./frame.ts";
import { frameOverheadBytes, maxFrameBytes, rowSizes } from "./frame-size.ts";
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
  const parts = columnsBySize(place.stream, inOffsetOrder(window));
  return parts.map((columns, part) => ({
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
    columns,
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

/** Cuts the rows before each reading that could carry its part past the limit. An empty window is one part. */
function columnsBySize(stream: Stream, rows: Rows): readonly FrameColumns[] {
  const columns = columnsOf(stream, rows);
  const cuts = cutsBySize(rowSizes(stream, columns));
  if (cuts.length === 1) return [columns];
  return cuts.map((from, part) => {
    const to = cuts[part + 1] ?? rows.readings.length;
    const ofPart = { readings: rows.readings.slice(from, to), offsets: rows.offsets.slice(from, to) };
    return columnsOf(stream, ofPart);
  });
}

function cutsBySize(sizes: readonly number[]): readonly number[] {
  const cuts = [0];
  let bytes = frameOverheadBytes;
  sizes.forEach((more, row) => {
    if (bytes + more > maxFrameBytes && bytes > frameOverheadBytes) {
      cuts.push(row);
      bytes = frameOverheadBytes;
    }
    bytes += more;
  });
  return cuts;
}
