import type { Cell } from "./cell.ts";

/**
 * The open cells of one unit. Time mostly goes forward, so they are a list to which the next one is added. Where a cell
 * comes before another that was there already, as in files that begin with the newest, they are found by their start until
 * a closing has put them in order.
 */
export interface UnitCells {
  /** In order of time as long as `byStart` is null. */
  list: Cell[];
  byStart: Map<number, Cell> | null;
}

export const unitCells = (cells: readonly Cell[]): UnitCells => {
  const list = [...cells];
  const isSorted = list.every(({ start }, index) => index === 0 || list[index - 1]!.start < start);
  return { list, byStart: isSorted ? null : indexOf(list) };
};

const indexOf = (cells: readonly Cell[]): Map<number, Cell> =>
  new Map(cells.map((cell) => [cell.start, cell] as const));

export function findCell({ list, byStart }: UnitCells, start: number): Cell | undefined {
  if (byStart !== null) return byStart.get(start);
  const last = list.at(-1);
  if (last === undefined || last.start < start) return undefined;
  if (last.start === start) return last;
  let [from, to] = [0, list.length - 1];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (list[middle]!.start < start) from = middle + 1;
    else to = middle;
  }
  return list[from]!.start === start ? list[from] : undefined;
}

/** Adds a cell that is not there yet. */
export function addCell(cells: UnitCells, cell: Cell): void {
  const last = cells.list.at(-1);
  if (cells.byStart === null && last !== undefined && last.start > cell.start) {
    cells.byStart = indexOf(cells.list);
  }
  cells.list.push(cell);
  cells.byStart?.set(cell.start, cell);
}

/** Takes out the cells that begin by then, in order of time. */
export function takeDue(cells: UnitCells, latestMs: number): readonly Cell[] {
  if (cells.byStart !== null) cells.list.sort((a, b) => a.start - b.start);
  cells.byStart = null;
  let due = 0;
  while (due < cells.list.length && cells.list[due]!.start <= latestMs) due += 1;
  if (due < cells.list.length) return cells.list.splice(0, due);
  const all = cells.list;
  cells.list = [];
  return all;
}
