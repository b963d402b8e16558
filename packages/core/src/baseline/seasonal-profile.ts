import { clamp } from "../stats/exponential-mean.ts";
import { type SeriesColumns, slotsPerWeek } from "./series-table.ts";

const hourMs = 3_600_000;
const hoursPerDay = 24;
/** An hour of which less was seen teaches nothing. */
const smallestCoverage = 1 / 6;
const smallestGain = 0.2;
/** After two weeks a slot moves by at most 30 % a week. */
const largestStep = 1.3;
/** Memory of the recent-hour mean, minutes. */
const recentMinutes = 60;

/** Seasonal value of a series at a time, and the kind of slot it came from: 0 recent hour, 1 hour of day, 2 hour of week. */
export interface Seasonal {
  value: number;
  slotClass: 0 | 1 | 2;
}

/**
 * Expected rate (or log latency) at `timeMs`, linear between the middles of two hours. Falls back from the hour of
 * the week to the mean of the same hour on the days seen, then to the mean of the last hour (detection rule 8).
 * Slots are UTC. Writes into `into` and returns it, so that the hot path allocates nothing.
 */
export function seasonalAt(columns: SeriesColumns, row: number, timeMs: number, into: Seasonal): Seasonal {
  const position = timeMs / hourMs - 0.5;
  const hour = Math.floor(position);
  const share = position - hour;
  const first = slotAt(columns, row, hour, into);
  const firstClass = into.slotClass;
  const second = slotAt(columns, row, hour + 1, into);
  into.slotClass = firstClass < into.slotClass ? firstClass : into.slotClass;
  into.value = into.slotClass === 0 ? recentMean(columns, row) : first + share * (second - first);
  return into;
}

function slotAt(columns: SeriesColumns, row: number, hour: number, into: Seasonal): number {
  const base = row * slotsPerWeek;
  const slot = ((hour % slotsPerWeek) + slotsPerWeek) % slotsPerWeek;
  if (columns.profileWeeks[base + slot]! > 0) {
    into.slotClass = 2;
    return columns.profile[base + slot]!;
  }
  let sum = 0;
  let days = 0;
  for (let other = slot % hoursPerDay; other < slotsPerWeek; other += hoursPerDay) {
    const weeks = columns.profileWeeks[base + other];
    if (weeks === 0) continue;
    sum += columns.profile[base + other]!;
    days += 1;
  }
  into.slotClass = days > 0 ? 1 : 0;
  return days > 0 ? sum / days : 0;
}

/** Share kept of the level when the kind of seasonal slot changes (detection rule 8). */
const keptAtSlotChange = 0.1;

/** Lets most of the level go when the season comes from another kind of slot: it was a level above the old one. */
export function followSlot(columns: SeriesColumns, row: number, slotClass: Seasonal["slotClass"]): void {
  if (columns.slotClass[row] === slotClass) return;
  columns.slotClass[row] = slotClass;
  columns.levelValue[row]! *= keptAtSlotChange;
  columns.levelWeight[row]! *= keptAtSlotChange;
}

/** Mean of about the last hour; 0 before the first reading. */
export function recentMean(columns: SeriesColumns, row: number): number {
  const exposure = columns.recentExposure[row]!;
  return exposure > 0 ? columns.recentValue[row]! / exposure : 0;
}

export interface SeasonalReading {
  readonly timeMs: number;
  readonly minutes: number;
  /** Count and exposure, or log latency and 1. */
  readonly value: number;
  readonly exposure: number;
  /** Latency profiles move by sums, count profiles by factors. */
  readonly logarithmic: boolean;
}

/** Learns one reading: gathers its hour and folds the hour before when a new one begins. */
export function learnSeason(columns: SeriesColumns, row: number, reading: SeasonalReading): void {
  const hour = Math.floor(reading.timeMs / hourMs);
  if (columns.hour[row] !== hour) {
    foldHour(columns, row, reading.logarithmic);
    columns.hour[row] = hour;
  }
  columns.hourValue[row]! += reading.value;
  columns.hourExposure[row]! += reading.exposure;
  columns.hourCoverage[row]! += reading.minutes / 60;
  const keep = 1 - Math.min(1, reading.minutes / recentMinutes);
  columns.recentValue[row] = columns.recentValue[row]! * keep + reading.value;
  columns.recentExposure[row] = columns.recentExposure[row]! * keep + reading.exposure;
}

function foldHour(columns: SeriesColumns, row: number, logarithmic: boolean): void {
  const exposure = columns.hourExposure[row]!;
  if (columns.hourCoverage[row]! >= smallestCoverage && exposure > 0) {
    const slot = row * slotsPerWeek + (columns.hour[row]! % slotsPerWeek);
    const weeks = columns.profileWeeks[slot]!;
    const mean = columns.hourValue[row]! / exposure;
    const old = columns.profile[slot]!;
    const moved = old + Math.max(smallestGain, 1 / (weeks + 1)) * (mean - old);
    columns.profile[slot] = weeks < 2 ? moved : limitStep(old, moved, logarithmic);
    columns.profileWeeks[slot] = Math.min(255, weeks + 1);
  }
  columns.hourValue[row] = 0;
  columns.hourExposure[row] = 0;
  columns.hourCoverage[row] = 0;
}

function limitStep(old: number, moved: number, logarithmic: boolean): number {
  if (logarithmic) return clamp(moved, old - Math.log(largestStep), old + Math.log(largestStep));
  return old === 0 ? moved : clamp(moved, old / largestStep, old * largestStep);
}
