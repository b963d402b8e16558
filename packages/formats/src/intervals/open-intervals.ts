import type { ErrorCode } from "@tocsin/contracts";
import type { Increment } from "../counters/increment.ts";
import type { Limits } from "../limits.ts";
import type { Target } from "../mapping/target.ts";
import { addBuckets, type Cell, count, countedField, emptyCell, raise } from "./cell.ts";
import { readingOf, type Rest, type TimedReading } from "./reading.ts";
import { addCell, findCell, takeDue, type UnitCells, unitCells } from "./unit-cells.ts";

/** Whose readings they are. */
export interface Unit {
  readonly stream: Target["stream"];
  readonly service: string;
  readonly operation: string | null;
  readonly region: string | null;
  readonly source: string | null;
  /** By field the group of rules that makes it: the first that did. */
  readonly groups: Map<Target["as"], number>;
  /** What rounding has left over, for the next interval. */
  readonly rest: Rest;
  readonly cells: UnitCells;
  lastMs: number;
  /** Whether it made room for others: whoever still holds it is to ask for it anew. */
  isForgotten: boolean;
}

/** The intervals that are not closed yet, of all services, operations, regions and sources. */
export interface OpenIntervals {
  /** The unit of a target, or why it cannot have one. */
  readonly unitOf: (target: Target, atMs: number) => Unit | ErrorCode;
  /** Spreads what was counted over the intervals in which it was, by their shares of the time; `sign` -1 takes it back. */
  readonly spread: (unit: Unit, target: Target, increment: Increment, sign: 1 | -1) => ErrorCode | null;
  /** A level at a moment, which belongs to the interval that it ends or stands in. */
  readonly level: (unit: Unit, target: Target, atMs: number, change: LevelChange) => ErrorCode | null;
  /** Start of the interval of a level at this moment. */
  readonly startOf: (atMs: number) => number;
  /** Readings of all intervals that end by then, in order of time; what comes for them later is late. */
  readonly close: (untilMs: number, refuse: (unit: Unit, code: ErrorCode) => void) => readonly TimedReading[];
  /** Start of the first interval that is open; null where none is. */
  readonly earliestMs: () => number | null;
  readonly units: Map<string, Unit>;
  readonly counts: { closedUntilMs: number; open: number };
}

/** What a level adds to a sum, how often it was up or down, and how high it is. */
export interface LevelChange {
  readonly added: number;
  readonly value: number;
}

export function openIntervals(intervalMs: number, limits: Limits): OpenIntervals {
  const units = new Map<string, Unit>();
  const counts = { closedUntilMs: -Infinity, open: 0 };
  const startOf = (atMs: number): number => Math.floor((atMs - 1) / intervalMs) * intervalMs;
  const cellAt = (unit: Unit, start: number): Cell | ErrorCode => {
    if (start + intervalMs <= counts.closedUntilMs) return "sample-late";
    const open = findCell(unit.cells, start);
    if (open !== undefined) return open;
    if (counts.open >= limits.maxIntervals) return "series-too-many";
    const cell = emptyCell(start);
    addCell(unit.cells, cell);
    counts.open += 1;
    return cell;
  };
  return {
    units,
    counts,
    startOf,
    earliestMs: () => earliestStart(units),
    unitOf: (target, atMs) => unitOf(units, target, { atMs, most: limits.maxSeries }),
    spread: (unit, target, increment, sign) => {
      let fault: ErrorCode | null = null;
      const { fromMs, toMs } = increment;
      const first = startOf(fromMs + 1);
      if (toMs <= first + intervalMs) {
        const cell = cellAt(unit, first);
        if (typeof cell === "string") return cell;
        addShare(cell, target, increment, sign);
        return null;
      }
      for (let start = first; start < toMs; start += intervalMs) {
        const cell = cellAt(unit, start);
        if (typeof cell === "string") {
          fault = cell;
          continue;
        }
        const share = (Math.min(toMs, start + intervalMs) - Math.max(fromMs, start)) / (toMs - fromMs);
        addShare(cell, target, increment, sign * share);
      }
      return fault;
    },
    level: (unit, target, atMs, change) => {
      const cell = cellAt(unit, startOf(atMs));
      if (typeof cell === "string") return cell;
      addLevel(cell, target, change);
      return null;
    },
    close: (untilMs, refuse) => {
      counts.closedUntilMs = Math.max(counts.closedUntilMs, untilMs);
      const closed = closeUntil(units, { untilMs, intervalMs, forgetMs: limits.forgetMs }, refuse);
      counts.open -= closed.cells;
      return closed.readings;
    },
  };
}

function earliestStart(units: ReadonlyMap<string, Unit>): number | null {
  let earliest: number | null = null;
  for (const { cells } of units.values()) {
    for (const { start } of cells.list) earliest = Math.min(earliest ?? start, start);
  }
  return earliest;
}

function unitOf(
  units: Map<string, Unit>,
  target: Target,
  { atMs, most }: { readonly atMs: number; readonly most: number },
): Unit | ErrorCode {
  const { as, group } = target;
  let unit = units.get(target.unit);
  if (unit === undefined) {
    if (units.size >= most) return "series-too-many";
    unit = newUnit(target, atMs);
    units.set(target.unit, unit);
  }
  unit.lastMs = Math.max(unit.lastMs, atMs);
  const made = as === "up" ? "requests" : as;
  const first = unit.groups.get(made);
  if (first === undefined) unit.groups.set(made, group);
  return first === undefined || first === group ? unit : "mapping-twice";
}

function newUnit({ stream, service, operation, region, source }: Target, lastMs: number): Unit {
  return {
    stream,
    service,
    operation,
    region,
    source,
    groups: new Map(),
    rest: {},
    cells: unitCells([]),
    lastMs,
    isForgotten: false,
  };
}

function addShare(cell: Cell, target: Target, { value, buckets }: Increment, share: number): void {
  const { as } = target;
  if (as === "requests" || as === "errors") return count(cell, as, value * share);
  const field = countedField(as);
  if (field === null) return;
  if (as === "latency" && buckets?.layout === "le") {
    if (buckets.counts.has(Infinity)) count(cell, field, value * share);
    else addBuckets(cell, buckets, { share, total: 0, toMs: target.toMs });
    return;
  }
  count(cell, field, value * share);
  if (as === "latency" && buckets !== null) {
    addBuckets(cell, buckets, { share, total: value, toMs: target.toMs });
  }
}

function addLevel(cell: Cell, { as, toMs }: Target, { added, value }: LevelChange): void {
  if (as === "up") {
    // Monitors have other states, such as pending or in maintenance: these are neither.
    if (value !== 0 && value !== 1) return;
    count(cell, "requests", 1);
    count(cell, "errors", value === 1 ? 0 : 1);
    return;
  }
  const field = countedField(as);
  if (field !== null) count(cell, field, added);
  else if (as !== "latency") raise(cell, as as "p50", value * toMs);
}

interface Closing {
  readonly untilMs: number;
  readonly intervalMs: number;
  readonly forgetMs: number;
}

function closeUntil(
  units: Map<string, Unit>,
  { untilMs, intervalMs, forgetMs }: Closing,
  refuse: (unit: Unit, code: ErrorCode) => void,
): { readonly readings: readonly TimedReading[]; readonly cells: number } {
  const readings: TimedReading[] = [];
  let count = 0;
  const due: DueUnit[] = [];
  for (const [key, unit] of units) {
    const cells = takeDue(unit.cells, untilMs - intervalMs);
    if (cells.length > 0) due.push({ key, unit, cells });
    if (unit.cells.list.length > 0 || unit.lastMs >= untilMs - forgetMs) continue;
    unit.isForgotten = true;
    units.delete(key);
  }
  for (const { unit, cells } of due.sort(byName)) {
    count += cells.length;
    for (const cell of cells) {
      const reading = readingOf(unit, cell, intervalMs);
      if (typeof reading !== "string") readings.push(reading);
      else if (reading !== "sample-incomplete" || !isCounted(unit)) refuse(unit, reading);
    }
  }
  return {
    readings: due.length > 1 && readings.length > 1 ? inOrderOfTime(readings, intervalMs) : readings,
    cells: count,
  };
}

/** Those at the same time stay in their order. There are many readings and few times, so they are counted, not compared. */
function inOrderOfTime(readings: readonly TimedReading[], intervalMs: number): readonly TimedReading[] {
  const arrivals = new Float64Array(readings.length);
  let [first, last] = [Infinity, -Infinity];
  for (let index = 0; index < readings.length; index += 1) {
    const { arrivalMs } = readings[index]!;
    arrivals[index] = arrivalMs;
    if (arrivalMs < first) first = arrivalMs;
    if (arrivalMs > last) last = arrivalMs;
  }
  const times = (last - first) / intervalMs + 1;
  const isSparse = times > 1024 + 4 * readings.length;
  if (isSparse) return readings.toSorted((a, b) => a.arrivalMs - b.arrivalMs);
  const places = new Int32Array(times + 1);
  for (const arrivalMs of arrivals) places[(arrivalMs - first) / intervalMs + 1]! += 1;
  for (let time = 1; time <= times; time += 1) places[time]! += places[time - 1]!;
  const ordered = [...readings];
  for (let index = 0; index < arrivals.length; index += 1) {
    const time = (arrivals[index]! - first) / intervalMs;
    ordered[places[time]!] = readings[index]!;
    places[time]! += 1;
  }
  return ordered;
}

interface DueUnit {
  readonly key: string;
  readonly unit: Unit;
  readonly cells: readonly Cell[];
}

/** By stream, and then by their names: the same readings in the same order, in whatever order their series came. */
function byName(one: DueUnit, other: DueUnit): number {
  if (one.unit.stream !== other.unit.stream) return one.unit.stream < other.unit.stream ? -1 : 1;
  if (one.unit.service !== other.unit.service) return one.unit.service < other.unit.service ? -1 : 1;
  return one.key < other.key ? -1 : 1;
}

/** Whether what is missing in an interval is known of others, as before the second sample of a counter. */
function isCounted({ groups }: Unit): boolean {
  return groups.has("requests") || groups.has("delivered") || groups.has("latency");
}
