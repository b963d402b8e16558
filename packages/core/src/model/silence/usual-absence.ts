import { type Columns, int32, uint8 } from "../../stats/table.ts";
import { hourMs, hoursPerDay, slotsPerWeek } from "../baseline/season-slots.ts";

/** Hours in which somebody is away as a rule (rule 36): nights, weekends, all but the hour of a nightly job. */
export const usualAbsenceSpec = {
  /** The hour being gathered, since the epoch, and what is known of it: see `HourState`. */
  presenceHour: int32(-1),
  hourState: uint8(),
  /** By hour of the week: weeks known times 16, and weeks in which it was away. */
  weeksAway: uint8(0, slotsPerWeek),
} as const;

export type UsualAbsenceColumns = Columns<typeof usualAbsenceSpec>;

const hourStates = { present: 0, away: 1, unknown: 2 } as const;

/** More turns in a row than this are an absence and no gap. */
const longestGap = 4;
/** What the days are worth beside the weeks of an hour, in weeks. */
const daysWeigh = 2;
/** Away on that share of the days is usual; fewer days than this are none. */
const usualShare = 0.25;
const fewestDaysAway = 2;
const mostWeeks = 15;
/** Who is away in so many hours of the day, each on this share of the days, keeps hours. */
const fewestHoursKept = 6;
const shareOfHours = 0.5;

/** The hour in which an instant lies, since the epoch. */
export const hourOf = (timeMs: number): number => Math.floor(timeMs / hourMs);

/** Whether it is away in this hour of the week as a rule: then that nothing comes says nothing. */
export const isUsuallyAway = (columns: UsualAbsenceColumns, row: number, hour: number): boolean =>
  isAwayAtHour(columns, row, hour) || isOnUnknownDay(columns, row, hour);

function isAwayAtHour(columns: UsualAbsenceColumns, row: number, hour: number): boolean {
  const { known, away } = daysOf(columns, row, hour % hoursPerDay);
  if (away < fewestDaysAway) return false;
  const weeks = columns.weeksAway[row * slotsPerWeek + (hour % slotsPerWeek)]!;
  const share = ((weeks & 15) + (daysWeigh * away) / known) / ((weeks >> 4) + daysWeigh);
  return share >= usualShare;
}

/** What is known of an hour of the day, over the days of the week: days known, and on how many it was away. */
function daysOf(
  { weeksAway }: UsualAbsenceColumns,
  row: number,
  hourOfDay: number,
): { readonly known: number; readonly away: number } {
  let known = 0;
  let away = 0;
  for (let slot = hourOfDay; slot < slotsPerWeek; slot += hoursPerDay) {
    const weeks = weeksAway[row * slotsPerWeek + slot]!;
    known += weeks >> 4;
    away += weeks & 15;
  }
  return { known, away };
}

/**
 * Whether it keeps hours and was never there on this day of the week: it may keep days as well, as an office does that
 * closes on Saturday, and nobody can know before it has been there on one for an hour.
 */
function isOnUnknownDay(columns: UsualAbsenceColumns, row: number, hour: number): boolean {
  const slot = hour % slotsPerWeek;
  const from = row * slotsPerWeek + slot - (slot % hoursPerDay);
  for (let at = from; at < from + hoursPerDay; at += 1) {
    const weeks = columns.weeksAway[at]!;
    if (weeks >> 4 > (weeks & 15)) return false;
  }
  let hoursAway = 0;
  for (let hourOfDay = 0; hourOfDay < hoursPerDay; hourOfDay += 1) {
    const { known, away } = daysOf(columns, row, hourOfDay);
    if (away >= fewestDaysAway && away >= shareOfHours * known) hoursAway += 1;
  }
  return hoursAway >= fewestHoursKept;
}

/** What a window says of somebody's presence in its hour. */
export interface NotedHour {
  /** Turns that have passed without telemetry, and the hours before this one from the first of them on. */
  readonly turnsAway: number;
  readonly hoursAway: () => Iterable<number>;
  /** Whether the last of these turns is now. */
  readonly isTurn: boolean;
  /** Its silence is its source's, or it is taken to be gone: the hour is not counted. */
  readonly isUnknown: boolean;
}

/** Whether there is anything to note: nearly every window of an hour is like the one before it. */
export const isNews = (
  columns: UsualAbsenceColumns,
  row: number,
  hour: number,
  { turnsAway, isUnknown }: Pick<NotedHour, "turnsAway" | "isUnknown">,
): boolean => columns.presenceHour[row] !== hour || isUnknown || turnsAway > longestGap;

/**
 * Notes a window of an hour since the epoch, on the clock by which seasons are learned (rule 51), not counting the hour in which somebody was first seen. Nobody is held here, nor is a blind window left
 * out: what is usual is learned by days, and an outage is one.
 */
export function noteHour(columns: UsualAbsenceColumns, row: number, hour: number, noted: NotedHour): void {
  if (columns.presenceHour[row] !== hour) {
    if (columns.presenceHour[row]! >= 0) countHour(columns, row);
    columns.hourState[row] = columns.presenceHour[row]! < 0 ? hourStates.unknown : hourStates.present;
    columns.presenceHour[row] = hour;
  }
  if (noted.isUnknown) columns.hourState[row] = hourStates.unknown;
  if (noted.isUnknown || noted.turnsAway <= longestGap) return;
  if (columns.hourState[row] === hourStates.present) columns.hourState[row] = hourStates.away;
  if (noted.turnsAway === longestGap + 1 && noted.isTurn) awayAfterAll(columns, row, noted.hoursAway());
}

/** What looked like a gap when its hours were counted has become an absence. */
function awayAfterAll(columns: UsualAbsenceColumns, row: number, hours: Iterable<number>): void {
  for (const earlier of hours) {
    const slot = row * slotsPerWeek + (earlier % slotsPerWeek);
    const weeks = columns.weeksAway[slot]!;
    if ((weeks & 15) < weeks >> 4) columns.weeksAway[slot] = weeks + 1;
  }
}

function countHour(columns: UsualAbsenceColumns, row: number): void {
  const state = columns.hourState[row]!;
  if (state === hourStates.unknown) return;
  const slot = row * slotsPerWeek + (columns.presenceHour[row]! % slotsPerWeek);
  const before = columns.weeksAway[slot]!;
  const isFull = before >> 4 === mostWeeks;
  const known = isFull ? mostWeeks >> 1 : before >> 4;
  const away = isFull ? (before & 15) >> 1 : before & 15;
  columns.weeksAway[slot] = ((known + 1) << 4) | (away + (state === hourStates.away ? 1 : 0));
}
