import type { MappedField, StreamName } from "@tocsin/contracts";
import type { ExportTimes } from "./counters/export-times.ts";
import type { Remembered } from "./counters/increment.ts";
import {
  type Cell,
  count,
  type Counted,
  countedFields,
  countedIn,
  emptyCell,
  type FamilyCounts,
  type Highest,
  moreOf,
} from "./intervals/cell.ts";
import type { OpenIntervals } from "./intervals/open-intervals.ts";
import type { Rest } from "./intervals/reading.ts";
import { unitCells } from "./intervals/unit-cells.ts";
import type { BucketCounts } from "./point.ts";
import { newMemory, type SeriesMemory } from "./series-memory.ts";

type Pairs<Key, Value> = readonly (readonly [Key, Value])[];

type StoredPoint = Omit<Remembered, "buckets"> & {
  readonly buckets: (Omit<BucketCounts, "counts"> & { readonly counts: Pairs<number, number> }) | null;
};

interface StoredCell {
  readonly start: number;
  readonly counted: Pairs<Counted, number>;
  readonly highest: Pairs<Highest, number>;
  readonly families: Pairs<string, Omit<FamilyCounts, "counts"> & { readonly counts: Pairs<number, number> }>;
}

interface StoredUnit {
  readonly key: string;
  readonly stream: StreamName;
  readonly service: string;
  readonly operation: string | null;
  readonly region: string | null;
  readonly source: string | null;
  readonly groups: Pairs<MappedField, number>;
  readonly rest: Rest;
  readonly cells: readonly StoredCell[];
  readonly lastMs: number;
}

/** All that a decoder remembers, as data that JSON keeps. */
export interface DecoderState {
  /** Null: nothing was closed yet. */
  readonly closedUntilMs: number | null;
  readonly series: readonly {
    readonly key: string;
    readonly lastMs: number;
    readonly points: readonly StoredPoint[];
  }[];
  readonly units: readonly StoredUnit[];
  readonly exports: Pairs<string, readonly number[]>;
  readonly leftOut: Pairs<string, number>;
}

interface Parts {
  readonly intervals: OpenIntervals;
  readonly series: Map<string, SeriesMemory>;
  readonly leftOut: Map<string, number>;
  readonly exportTimes: ExportTimes;
}

export function stateOf({ intervals, series, leftOut, exportTimes }: Parts): DecoderState {
  const { closedUntilMs } = intervals.counts;
  return {
    closedUntilMs: Number.isFinite(closedUntilMs) ? closedUntilMs : null,
    series: [...series].map(([key, { lastMs, points }]) => ({
      key,
      lastMs,
      points: points.map(storedPoint),
    })),
    units: [...intervals.units].map(([key, { groups, cells, rest, isForgotten: _, ...unit }]) => ({
      key,
      ...unit,
      rest: { ...rest },
      groups: [...groups],
      cells: cells.list.map(storedCell),
    })),
    exports: exportTimes.kept(),
    leftOut: [...leftOut],
  };
}

const storedPoint = ({ buckets, ...point }: Remembered): StoredPoint => ({
  ...point,
  buckets: buckets === null ? null : { ...buckets, counts: finite([...buckets.counts]) },
});

const storedCell = (cell: Cell): StoredCell => ({
  start: cell.start,
  counted: countedFields.flatMap((field) => {
    const counted = countedIn(cell, field);
    return counted === null ? [] : [[field, counted] as const];
  }),
  highest: [...(cell.more?.highest ?? [])],
  families: [...(cell.more?.families ?? [])].map(
    ([key, family]) => [key, { ...family, counts: [...family.counts] }] as const,
  ),
});

/** JSON has no infinity, which is the bound of the last bucket of Prometheus. */
const beyondJson = Number.MAX_VALUE;
const finite = (counts: Pairs<number, number>): Pairs<number, number> =>
  counts.map(([bound, count]) => [bound === Infinity ? beyondJson : bound, count]);

/** Puts what was kept into a decoder that has taken nothing yet. */
export function restored(state: DecoderState, { intervals, series, leftOut, exportTimes }: Parts): void {
  intervals.counts.closedUntilMs = state.closedUntilMs ?? -Infinity;
  for (const { key, lastMs, points } of state.series) {
    series.set(key, newMemory(points.map(readPoint), lastMs, null));
  }
  for (const { key, groups, cells, rest, ...unit } of state.units) {
    const open = unitCells(cells.map(readCell));
    const read = { rest: { ...rest }, groups: new Map(groups), cells: open, isForgotten: false };
    intervals.units.set(key, { ...unit, ...read });
    intervals.counts.open += open.list.length;
  }
  exportTimes.restore(state.exports);
  for (const [metric, count] of state.leftOut) leftOut.set(metric, count);
}

const readPoint = ({ buckets, ...point }: StoredPoint): Remembered => ({
  ...point,
  buckets:
    buckets === null
      ? null
      : {
          ...buckets,
          counts: new Map(
            buckets.counts.map(([bound, count]) => [bound === beyondJson ? Infinity : bound, count] as const),
          ),
        },
});

function readCell({ start, counted, highest, families }: StoredCell): Cell {
  const cell = emptyCell(start);
  for (const [field, amount] of counted) count(cell, field, amount);
  if (highest.length > 0) moreOf(cell).highest = new Map(highest);
  if (families.length > 0) {
    moreOf(cell).families = new Map(
      families.map(([key, family]) => [key, { ...family, counts: new Map(family.counts) }]),
    );
  }
  return cell;
}
