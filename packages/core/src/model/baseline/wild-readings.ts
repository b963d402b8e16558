import { clamp } from "../../stats/exponential-mean.ts";
import type { SeriesColumns } from "../series-table.ts";
import { quarterMs, quartersPerDay, quartersPerWeek } from "./season-slots.ts";

/** A reading further than this from its mean, in deviations, is wild. */
const wildDeviations = 4;
/** Fewer events than this above the mean are never wild: one event where few are expected is ordinary. */
const fewestWild = 5;
/** With each wild reading in a row the next may lie so many times further out, so that a change that lasts is learned. */
const reachGrowth = 10;
const largestExponent = 30;
/** So many wild readings in a row on one side are a step. */
const readingsOfStep = 3;
/** So many steps at one time of the day, each within a week of the one before, ask for a finer season. */
const stepsToRefine = 3;
/** Of so many steps it is kept when they came last. */
export const stepsNoted = 4;
/** By so many quarters of an hour two of them may be apart. */
const stepJitter = 1;
/** So many in a row before a season is known say that what came before them was wild. */
const readingsToBeginAnew = 5;

/** A reading with what had been expected of it. */
export interface Expected {
  readonly value: number;
  readonly mean: number;
  readonly deviation: number;
}

/**
 * How much of a count is learned into the season (rule 45): what lies above the band only as far as readings in a row lie
 * there. A count cannot lie far below, so nothing is cut there. Call once for each reading.
 */
export function tamedCount(
  columns: SeriesColumns,
  row: number,
  { value, mean, deviation }: Expected,
): number {
  if (columns.recentExposure[row] === 0) return value;
  const reach = Math.max(fewestWild, wildDeviations * deviation);
  const isBelow =
    mean >= fewestWild && Math.log((value + 0.5) / (mean + 0.5)) < (-wildDeviations * deviation) / mean;
  const times = followRun(columns, row, value > mean + reach ? 1 : isBelow ? -1 : 0);
  return Math.min(value, mean + reach * times);
}

/** The same for a log latency, which can be wild on both sides. */
export function tamedLatency(
  columns: SeriesColumns,
  row: number,
  { value, mean, deviation }: Expected,
): number {
  if (columns.recentExposure[row] === 0) return value;
  const reach = wildDeviations * deviation;
  const times = followRun(columns, row, value > mean + reach ? 1 : value < mean - reach ? -1 : 0);
  return clamp(value, mean - reach * times, mean + reach * times);
}

/** Counts wild readings in a row on one side, and says how many times the band reaches by now. */
function followRun(columns: SeriesColumns, row: number, side: -1 | 0 | 1): number {
  const run = columns.wildRun[row]!;
  const now = side === 0 ? 0 : run * side > 0 ? run + side : side;
  columns.wildRun[row] = now;
  if (now === 0) return 1;
  return reachGrowth ** clamp(Math.abs(now) - 1, 0, largestExponent);
}

/** Whether the last reading was wild. */
export const isWild = (columns: SeriesColumns, row: number): boolean => columns.wildRun[row] !== 0;

/** Whether what was seen before a season was known is to be forgotten: the readings now agree that it was wild. */
export const beginsAnew = (columns: SeriesColumns, row: number): boolean =>
  columns.slotClass[row] === 0 && Math.abs(columns.wildRun[row]!) === readingsToBeginAnew;

/**
 * Notes a step, and says whether that one comes again and again: on the same side, at the same time of the day but for a
 * quarter of an hour, on several days, each within a week of the one before. Of the others that were noted the one that is
 * longest ago makes room. Failures come at any time, and do not look like a habit.
 */
export function stepsRecur(columns: SeriesColumns, row: number, timeMs: number): boolean {
  const run = columns.wildRun[row]!;
  if (Math.abs(run) !== readingsOfStep) return false;
  const side = Math.sign(run);
  const quarter = Math.floor(timeMs / quarterMs);
  const { stepQuarter, steps } = columns;
  let place = row * stepsNoted;
  for (let at = place; at < (row + 1) * stepsNoted; at += 1) {
    const quarters = quarter - Math.abs(stepQuarter[at]!);
    if (Math.sign(stepQuarter[at]!) === side && quarters <= stepJitter) return false;
    if (Math.sign(stepQuarter[at]!) === side && isHabit(quarters)) {
      stepQuarter[at] = side * quarter;
      steps[at]! += 1;
      if (steps[at]! < stepsToRefine) return false;
      stepQuarter.fill(0, row * stepsNoted, (row + 1) * stepsNoted);
      return true;
    }
    if (Math.abs(stepQuarter[at]!) < Math.abs(stepQuarter[place]!)) place = at;
  }
  stepQuarter[place] = side * quarter;
  steps[place] = 1;
  return false;
}

/** Whether a step comes at the time of the day of another, so many quarters of an hour ago. */
const isHabit = (quarters: number): boolean =>
  quarters <= quartersPerWeek + stepJitter && (quarters + stepJitter) % quartersPerDay <= 2 * stepJitter;
