import { clamp } from "../../stats/exponential-mean.ts";
import type { SeriesColumns } from "../series-table.ts";
import { slotsPerWeek } from "./season-slots.ts";

/** A reading further than this from its mean, in deviations, is wild. */
const wildDeviations = 4;
/** Fewer events than this above the mean are never wild: one event where few are expected is ordinary. */
const fewestWild = 5;
/** With each wild reading in a row the next may lie so many times further out, so that a change that lasts is learned. */
const reachGrowth = 10;
const largestExponent = 30;
/** So many wild readings in a row on one side are a step. */
const readingsOfStep = 3;
/** Steps in so many different hours, each within a week of the one before, ask for a finer season. */
const stepsToRefine = 2;
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
  return reachGrowth ** clamp(Math.abs(now) - 1, 0, largestExponent);
}

/** Whether the last reading was wild. */
export const isWild = (columns: SeriesColumns, row: number): boolean => columns.wildRun[row] !== 0;

/** Whether what was seen before a season was known is to be forgotten: the readings now agree that it was wild. */
export const beginsAnew = (columns: SeriesColumns, row: number): boolean =>
  columns.slotClass[row] === 0 && Math.abs(columns.wildRun[row]!) === readingsToBeginAnew;

/** Notes a step, of which one an hour counts; true where steps come again and again. */
export function stepsRecur(columns: SeriesColumns, row: number, hour: number): boolean {
  if (Math.abs(columns.wildRun[row]!) !== readingsOfStep || columns.stepHour[row] === hour) return false;
  const isNear = columns.steps[row]! > 0 && hour - columns.stepHour[row]! <= slotsPerWeek;
  columns.steps[row] = isNear ? columns.steps[row]! + 1 : 1;
  columns.stepHour[row] = hour;
  if (columns.steps[row] < stepsToRefine) return false;
  columns.steps[row] = 0;
  return true;
}
