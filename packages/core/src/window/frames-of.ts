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
  const parts = partsOf(place.stream, window);
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
    ...columns,
  }));
}

type Part = Pick<Frame, "columns" | "lateColumns">;

/** Late readings follow in the last part of the window's own, as far as there is room, and in further parts. */
function partsOf(stream: Stream, window: OpenWindow): readonly Part[] {
  const own = columnsBySize(stream, inOffsetOrder(window), frameOverheadBytes);
  const parts: Part[] = own.columns.map((columns) => ({ columns }));
  if (window.revised === null) return parts;
  const late = columnsBySize(stream, inOffsetOrder(window.revised), own.lastBytes + frameOverheadBytes);
  for (const [at, lateColumns] of late.columns.entries()) {
    if (at > 0) parts.push({ columns: columnsOf(stream, noRows), lateColumns });
    else if (lateColumns.offset.length > 0) parts.push({ ...(parts.pop() as Part), lateColumns });
  }
  return parts;
}

const noRows: Rows = { readings: [], offsets: [] };

function inOffsetOrder(window: Rows): Rows {
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

/**
 * Cuts the rows before each reading that could carry its part past the limit, where the first part holds `firstBytes`
 * without them. That one may be left without rows.
 */
function columnsBySize(
  stream: Stream,
  rows: Rows,
  firstBytes: number,
): { readonly columns: readonly FrameColumns[]; readonly lastBytes: number } {
  const columns = columnsOf(stream, rows);
  const { cuts, lastBytes } = cutsBySize(rowSizes(stream, columns), firstBytes);
  if (cuts.length === 1) return { columns: [columns], lastBytes };
  const parts = cuts.map((from, part) => {
    const to = cuts[part + 1] ?? rows.readings.length;
    const ofPart = { readings: rows.readings.slice(from, to), offsets: rows.offsets.slice(from, to) };
    return columnsOf(stream, ofPart);
  });
  return { columns: parts, lastBytes };
}

function cutsBySize(
  sizes: readonly number[],
  firstBytes: number,
): { readonly cuts: readonly number[]; readonly lastBytes: number } {
  const cuts = [0];
  let bytes = firstBytes;
  sizes.forEach((more, row) => {
    if (bytes + more > maxFrameBytes && bytes > frameOverheadBytes) {
      cuts.push(row);
      bytes = frameOverheadBytes;
    }
    bytes += more;
  });
  return { cuts, lastBytes: bytes };
}
