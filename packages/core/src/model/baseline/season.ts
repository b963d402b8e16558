import { clamp } from "../../stats/exponential-mean.ts";
import type { SeriesColumns } from "../series-table.ts";
import { hourMs, hoursPerDay, slotsPerWeek } from "./season-slots.ts";

/** An hour of which less was seen teaches nothing. */
const smallestCoverage = 1 / 6;
const smallestGain = 0.2;
/** After two weeks a slot moves by at most 30 % a week. */
const largestStep = 1.3;
/** Memory of the recent-hour mean, minutes. */
const recentMinutes = 60;

/** Kind of slot that a seasonal value came from: 0 recent hour, 1 hour of day, 2 hour of week. */
type SlotClass = 0 | 1 | 2;

/**
 * Expected rate (or log latency) at `timeMs`, linear between the middles of two hours (rule 10). Falls back from the
 * hour of the week to the mean of the same hour on the days seen, then to the mean of the last hour. Slots are UTC.
 * When the kind of slot changes, most of the level goes: it was a level above the old kind.
 */
export function seasonAt(columns: SeriesColumns, row: number, timeMs: number): number {
  const position = timeMs / hourMs - 0.5;
  const hour = Math.floor(position);
  const share = position - hour;
  const base = row * slotsPerWeek;
  const slot = slotOf(hour);
  const next = slotOf(hour + 1);
  const isWeekly = columns.profileWeeks[base + slot]! > 0;
  const isNextWeekly = columns.profileWeeks[base + next]! > 0;
  const first = isWeekly ? columns.profile[base + slot]! : meanOfDays(columns, base, slot);
  const second = isNextWeekly ? columns.profile[base + next]! : meanOfDays(columns, base, next);
  if (first === null || second === null) {
    followSlot(columns, row, 0);
    return recentMean(columns, row);
  }
  followSlot(columns, row, isWeekly && isNextWeekly ? 2 : 1);
  return first + share * (second - first);
}

const slotOf = (hour: number): number => ((hour % slotsPerWeek) + slotsPerWeek) % slotsPerWeek;

/** Mean of the same hour on the days of which it was seen; null where it never was. */
function meanOfDays(columns: SeriesColumns, base: number, slot: number): number | null {
  let sum = 0;
  let days = 0;
  for (let other = slot % hoursPerDay; other < slotsPerWeek; other += hoursPerDay) {
    if (columns.profileWeeks[base + other] === 0) continue;
    sum += columns.profile[base + other]!;
    days += 1;
  }
  return days > 0 ? sum / days : null;
}

/** Share kept of the level when the kind of seasonal slot changes. */
const keptAtSlotChange = 0.1;

function followSlot(columns: SeriesColumns, row: number, slotClass: SlotClass): void {
  if (columns.slotClass[row] === slotClass) return;
  columns.slotClass[row] = slotClass;
  columns.levelValue[row]! *= keptAtSlotChange;
  columns.levelWeight[row]! *= keptAtSlotChange;
}

/** Mean of about the last hour; 0 before the first observation. */
function recentMean(columns: SeriesColumns, row: number): number {
  const exposure = columns.recentExposure[row]!;
  return exposure > 0 ? columns.recentValue[row]! / exposure : 0;
}

export interface SeasonalSample {
  readonly timeMs: number;
  readonly minutes: number;
  /** Count and exposure, or log latency and 1. */
  readonly value: number;
  readonly exposure: number;
  /** Latency profiles move by sums, count profiles by factors. */
  readonly logarithmic: boolean;
}

/** Learns one observation: gathers its hour and folds the hour before when a new one begins. */
export function learnSeason(columns: SeriesColumns, row: number, sample: SeasonalSample): void {
  const hour = Math.floor(sample.timeMs / hourMs);
  if (columns.hour[row] !== hour) {
    foldHour(columns, row, sample.logarithmic);
    columns.hour[row] = hour;
  }
  columns.hourValue[row]! += sample.value;
  columns.hourExposure[row]! += sample.exposure;
  columns.hourCoverage[row]! += sample.minutes / 60;
  const keep = 1 - Math.min(1, sample.minutes / recentMinutes);
  columns.recentValue[row] = columns.recentValue[row]! * keep + sample.value;
  columns.recentExposure[row] = columns.recentExposure[row]! * keep + sample.exposure;
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
