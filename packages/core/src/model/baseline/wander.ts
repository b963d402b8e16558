import { clamp, stepToward } from "../../stats/exponential-mean.ts";
import type { SeriesColumns } from "../series-table.ts";

/** The first guess of how far a level wanders by itself, nats^2: by a sixth. */
export const initialWander = 0.0225;
/** A level has moved further than it does by itself from so many deviations on. */
export const wanderDeviations = 3.5;
/** One look is taken in so many windows; the series take turns. */
const windowsApart = 32;
/** What one look weighs: at one-minute windows about three days are remembered. */
const rate = 1 / 128;
/** An outage is no wandering: one look counts up to a factor of this. */
const largestRatio = 4;

export const isWanderNoted = (row: number, window: number): boolean => (window + row) % windowsApart === 0;

/** Learns how far the last hour lies from the level of before, nats; held or not, or what wanders far would not be known. */
export function learnWander(columns: SeriesColumns, row: number, shift: number): void {
  const counted = clamp(shift, -Math.log(largestRatio), Math.log(largestRatio));
  columns.wander[row] = stepToward(columns.wander[row]!, counted * counted, rate);
}
