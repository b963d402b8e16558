import { compareText } from "../window/compare-places.ts";
import { type Cell, type Cells, cellAt } from "./cells.ts";
import { signalsOfStream } from "./observe.ts";
import { type Signal, signals, type WorldSeries } from "./world-window.ts";

/** A series that was observed but has no index yet. */
export interface Newcomer {
  readonly cell: Cell;
  readonly slot: number;
}

/**
 * Gives newcomers the next indexes, in the order of unit, signal and witness, and adds them to the directory. So the
 * index of a series depends on the window in which it first appears and not on the order of partitions or readings.
 */
export function enlist(directory: WorldSeries[], newcomers: readonly Newcomer[]): readonly WorldSeries[] {
  const sorted = newcomers.map(({ cell, slot }) => ({ cell, slot, series: describe(cell, slot) }));
  sorted.sort((one, other) => compareSeries(one.series, other.series));
  return sorted.map(({ cell, slot, series }) => {
    const listed = { ...series, index: directory.length };
    cell.series[slot] = listed.index;
    directory.push(listed);
    return listed;
  });
}

/** Builds the cells that a directory speaks of, as they were when it was made. */
export function restoreSeries(cells: Cells, directory: readonly WorldSeries[]): void {
  for (const { service, operation, source, signal, index } of directory) {
    for (const [stream, streamSignals] of Object.entries(signalsOfStream)) {
      const slot = streamSignals.indexOf(signal);
      if (slot < 0) continue;
      cellAt(cells, { stream: stream as Cell["stream"], service, operation, source }).series[slot] = index;
    }
  }
}

function describe(cell: Cell, slot: number): Omit<WorldSeries, "index"> {
  const { service, operation, source } = cell;
  const unit = operation === null ? service : `${service}/${operation}`;
  return { unit, service, operation, source, signal: signalsOfStream[cell.stream][slot] as Signal };
}

type Described = Omit<WorldSeries, "index">;

function compareSeries(one: Described, other: Described): number {
  if (one.unit !== other.unit) return compareText(one.unit, other.unit);
  if (one.signal !== other.signal) return signals.indexOf(one.signal) - signals.indexOf(other.signal);
  return compareText(one.source ?? "", other.source ?? "");
}
