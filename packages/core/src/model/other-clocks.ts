import { type Clocks, commonClock } from "../knowledge/wall-clock.ts";
import type { TableSnapshot } from "../stats/table.ts";
import type { Directory } from "../world/directory.ts";
import {
  hourMs,
  hoursPerDay,
  quarterMs,
  quartersPerDay,
  quartersPerWeek,
  slotsPerWeek,
} from "./baseline/season-slots.ts";
import type { ModelSnapshot } from "./model-state.ts";

/** What the clocks added to UTC by which hours were learned, milliseconds. */
export interface LearnedBy {
  readonly common: number;
  /** By entity. */
  readonly entities: readonly number[];
}

/** What the clocks add in a window; null where that is nothing. */
export function learnedBy(
  { clocks, clockOfEntity }: { readonly clocks: Clocks; readonly clockOfEntity: readonly number[] },
  timeMs: number,
): LearnedBy | null {
  const offsets = clocks.offsets(timeMs);
  if (offsets.every((offset) => offset === 0)) return null;
  return { common: offsets[commonClock]!, entities: clockOfEntity.map((clock) => offsets[clock]!) };
}

type Columns = TableSnapshot["columns"];

/**
 * The memory of a model moved to other clocks (rule 51): what was learned of an hour stands at the hour that the new clock
 * showed then, as of its last window. The same object where no clock shows anything else.
 */
export function movedTo(
  snapshot: ModelSnapshot,
  { entityOfSeries }: Directory,
  now: LearnedBy | null,
): ModelSnapshot {
  const before = snapshot.learnedBy ?? null;
  const ofCommon = (now?.common ?? 0) - (before?.common ?? 0);
  const ofEntity = (entity: number): number => (now?.entities[entity] ?? 0) - (before?.entities[entity] ?? 0);
  const { tables, kinds } = snapshot;
  const isMoved = (_: unknown, entity: number): boolean => ofEntity(entity) !== 0;
  if (ofCommon === 0 && !Array.from({ length: tables.entities.rows }).some(isMoved)) return snapshot;
  const ofSeries = (row: number): number => ofEntity(entityOfSeries[row]!);
  const fineSeasons = Object.entries(kinds.fineSeasons ?? {}).map(
    ([kind, table]) => [kind, movedFine(table, ofSeries)] as const,
  );
  return {
    ...snapshot,
    tables: {
      series: movedSeries(tables.series, ofSeries),
      entities: movedPresence(tables.entities, ofEntity),
      sources: movedPresence(tables.sources, () => ofCommon),
    },
    kinds: { ...kinds, fineSeasons: Object.fromEntries(fineSeasons) },
  };
}

type ShiftOf = (row: number) => number;

function movedSeries({ rows, columns }: TableSnapshot, shiftOf: ShiftOf): TableSnapshot {
  const profile = Array.from(columns["profile"]!);
  const profileTrust = Array.from(columns["profileTrust"]!);
  for (let row = 0; row < rows; row += 1) moveHours({ columns, profile, profileTrust }, row, shiftOf(row));
  const moved = {
    profile,
    profileTrust,
    hour: numbered(columns, "hour", shiftOf, hourMs),
    stepQuarter: numbered(
      columns,
      "stepQuarter",
      (at) => shiftOf(Math.floor(at / (columns["stepQuarter"]!.length / rows))),
      quarterMs,
    ),
  };
  return { rows, columns: { ...columns, ...moved } };
}

/** A clock that is not whole hours away shares each hour with two: their mean is known where one of them is. */
function moveHours(
  to: { readonly columns: Columns; readonly profile: number[]; readonly profileTrust: number[] },
  row: number,
  shiftMs: number,
): void {
  const whole = Math.floor(shiftMs / hourMs);
  const part = shiftMs / hourMs - whole;
  const base = row * slotsPerWeek;
  for (let slot = 0; slot < slotsPerWeek; slot += 1) {
    const shares = [
      { from: base + modulo(slot - whole, slotsPerWeek), weight: 1 - part },
      { from: base + modulo(slot - whole - 1, slotsPerWeek), weight: part },
    ].filter(({ from, weight }) => weight > 0 && to.columns["profileTrust"]![from]! > 0);
    const weights = shares.reduce((sum, { weight }) => sum + weight, 0);
    const sum = shares.reduce((total, { from, weight }) => total + weight * to.columns["profile"]![from]!, 0);
    to.profile[base + slot] = weights > 0 ? sum / weights : 0;
    to.profileTrust[base + slot] = shares.reduce(
      (least, { from }) => Math.min(least, to.columns["profileTrust"]![from]!),
      shares.length === 0 ? 0 : Number.POSITIVE_INFINITY,
    );
  }
}

function movedFine({ rows, columns }: TableSnapshot, shiftOfSeries: ShiftOf): TableSnapshot {
  const shiftOf: ShiftOf = (row) => {
    const series = columns["series"]![row]!;
    return series < 0 ? 0 : shiftOfSeries(series);
  };
  const slots = { unitMs: quarterMs, shiftOf };
  const moved = {
    profile: rotated(columns["profile"]!, { ...slots, width: quartersPerWeek }),
    trust: rotated(columns["trust"]!, { ...slots, width: quartersPerWeek }),
    lead: rotated(columns["lead"]!, { ...slots, width: quartersPerDay }),
    moves: rotated(columns["moves"]!, { ...slots, width: quartersPerDay }),
    moveDay: movedDays(columns["moveDay"]!, shiftOf),
    quarter: numbered(columns, "quarter", shiftOf, quarterMs),
    sinceHour: numbered(columns, "sinceHour", shiftOf, hourMs),
  };
  return { rows, columns: { ...columns, ...moved } };
}

/** Days since the epoch by quarter of the day: what moves over midnight is of the day before or after. */
function movedDays(days: ArrayLike<number>, shiftOf: ShiftOf): readonly number[] {
  return Array.from(days, (_, at) => {
    const row = Math.floor(at / quartersPerDay);
    const quarters = Math.round(shiftOf(row) / quarterMs);
    const from = (at % quartersPerDay) - quarters;
    const day = days[row * quartersPerDay + modulo(from, quartersPerDay)]!;
    return day < 0 ? day : day - Math.floor(from / quartersPerDay);
  });
}

function movedPresence({ rows, columns }: TableSnapshot, shiftOf: ShiftOf): TableSnapshot {
  const slots = { unitMs: hourMs, shiftOf };
  const moved = {
    weeksAway: rotated(columns["weeksAway"]!, { ...slots, width: slotsPerWeek }),
    dueByHour: rotated(columns["dueByHour"]!, { ...slots, width: hoursPerDay }),
    missedByHour: rotated(columns["missedByHour"]!, { ...slots, width: hoursPerDay }),
    presenceHour: numbered(columns, "presenceHour", shiftOf, hourMs),
  };
  return { rows, columns: { ...columns, ...moved } };
}

/** Slots of each row, moved by as many whole units as come closest. */
function rotated(
  values: ArrayLike<number>,
  { width, unitMs, shiftOf }: { readonly width: number; readonly unitMs: number; readonly shiftOf: ShiftOf },
): readonly number[] {
  return Array.from(values, (_, at) => {
    const row = Math.floor(at / width);
    const slot = modulo((at % width) - Math.round(shiftOf(row) / unitMs), width);
    return values[row * width + slot]!;
  });
}

/** Numbers of hours or quarters since the epoch; of those that are none, 0 and -1, nothing is moved. */
const numbered = (columns: Columns, name: string, shiftOf: ShiftOf, unitMs: number): readonly number[] =>
  Array.from(columns[name]!, (number, at) =>
    Math.abs(number) <= 1 ? number : number + Math.sign(number) * Math.round(shiftOf(at) / unitMs),
  );

const modulo = (value: number, size: number): number => ((value % size) + size) % size;
