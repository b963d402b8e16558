import type { Reading, Stream } from "../series/reading.ts";
import { addToTotals, clearTotals, noTotals, type Totals } from "./totals.ts";

/** One unit as one witness sees it in one stream: where its readings are added up, window after window. */
export interface Cell {
  readonly stream: Stream;
  readonly service: string;
  /** Null: the service itself. */
  readonly operation: string | null;
  readonly source: string | null;
  /** Whether a reading without operation ever came; from then on operations are not added up into this one. */
  sendsOwn: boolean;
  /** The window that the totals are of. */
  window: number;
  readonly totals: Totals;
  /** Directory indexes by position in the stream's list of signals; -1 until first observed. */
  readonly series: number[];
}

export interface CellPlace {
  readonly stream: Stream;
  readonly service: string;
  readonly operation: string | null;
  readonly source: string | null;
}

/** Every cell there ever was, by stream and key. */
export type Cells = ReadonlyMap<Stream, Map<string, Cell>>;

export function noCells(): Cells {
  return new Map([
    ["error-rate", new Map()],
    ["delivery-latency", new Map()],
    ["report-volume", new Map()],
  ]);
}

export function cellAt(cells: Cells, place: CellPlace): Cell {
  const ofStream = cells.get(place.stream) as Map<string, Cell>;
  const key = cellKey(place);
  const held = ofStream.get(key);
  if (held !== undefined) return held;
  const { stream, service, operation, source } = place;
  const series = [-1, -1, -1];
  const made = {
    stream,
    service,
    operation,
    source,
    sendsOwn: false,
    window: -Infinity,
    totals: noTotals(),
    series,
  };
  ofStream.set(key, made);
  return made;
}

/** No name is empty or holds `/`. */
function cellKey(place: CellPlace): string {
  if (place.operation === null && place.source === null) return place.service;
  return `${place.service}/${place.operation ?? ""}/${place.source ?? ""}`;
}

/**
 * Adds up the readings of one window and gives the cells that have any. A reading with an operation counts for that
 * operation, and for the service too unless the service itself ever sent a reading of this stream and witness.
 */
export function fillCells(cells: Cells, window: number, readings: readonly Reading[]): readonly Cell[] {
  const filled: Cell[] = [];
  const ofOperations: Reading[] = [];
  for (const reading of readings) {
    const cell = cellAt(cells, reading);
    if (reading.operation === null) cell.sendsOwn = true;
    else ofOperations.push(reading);
    addToCell(cell, window, reading, filled);
  }
  for (const reading of ofOperations) {
    const { stream, service, source } = reading;
    const cell = cellAt(cells, { stream, service, operation: null, source });
    if (!cell.sendsOwn) addToCell(cell, window, reading, filled);
  }
  return filled;
}

function addToCell(cell: Cell, window: number, reading: Reading, filled: Cell[]): void {
  if (cell.window !== window) {
    cell.window = window;
    clearTotals(cell.totals);
    filled.push(cell);
  }
  addToTotals(cell.totals, reading);
}
