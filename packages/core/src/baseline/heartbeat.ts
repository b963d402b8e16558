import { stepToward } from "../stats/exponential-mean.ts";
import type { UnitColumns } from "./unit-table.ts";

/** A unit is expected once it was seen this often, and until it has been away this long. */
const expectedAfterSightings = 60;
const forgottenAfterMs = 7 * 86_400_000;
const gapRate = 0.02;
/** Rarest miss that is believed, and how many due readings the prior of it is worth. */
const rarestMiss = 0.001;
const missPriorReadings = 1000;

/** Windows between two sightings of a unit, learned; at least 1. */
export const cadenceOf = (columns: UnitColumns, unit: number): number =>
  Math.max(1, Math.round(columns.gapMean[unit]!));

/** Whether the unit has been away for so long that it is taken to be gone for good. */
export const isForgotten = (columns: UnitColumns, unit: number, window: number, windowMs: number): boolean =>
  (window - columns.lastSeen[unit]!) * windowMs > forgottenAfterMs;

/** Whether telemetry of the unit is expected at all. */
export function isExpected(columns: UnitColumns, unit: number, window: number, windowMs: number): boolean {
  return columns.sightings[unit]! >= expectedAfterSightings && !isForgotten(columns, unit, window, windowMs);
}

/** Marks whether the unit's telemetry was due in `window` and whether it is missing. */
export function markHeartbeat(
  columns: UnitColumns,
  unit: number,
  seen: boolean,
  at: { readonly window: number; readonly windowMs: number },
): void {
  const { window, windowMs } = at;
  const away = window - columns.lastSeen[unit]!;
  const due = isExpected(columns, unit, window, windowMs) && (seen || away % cadenceOf(columns, unit) === 0);
  columns.due[unit] = due ? 1 : 0;
  columns.missing[unit] = due && !seen ? 1 : 0;
}

/** Learned probability that telemetry that is due does not come; at least one in a thousand. */
export function missProbability(columns: UnitColumns, unit: number): number {
  const learned =
    (columns.missedCount[unit]! + rarestMiss * missPriorReadings) /
    (columns.dueCount[unit]! + missPriorReadings);
  return Math.max(rarestMiss, Math.min(0.5, learned));
}

/** Learns the sighting or the miss. `counting` is false while the unit is held or the observer is at fault. */
export function learnHeartbeat(columns: UnitColumns, unit: number, counting: boolean): void {
  if (counting && columns.due[unit] === 1) {
    columns.dueCount[unit]! += 1;
    columns.missedCount[unit]! += columns.missing[unit]!;
  }
}

/** Remembers that telemetry came in `window`. */
export function sight(columns: UnitColumns, unit: number, window: number, declaredGap: number): void {
  const gap = window - columns.lastSeen[unit]!;
  if (columns.sightings[unit] === 0) columns.gapMean[unit] = declaredGap;
  else
    columns.gapMean[unit] = stepToward(
      columns.gapMean[unit]!,
      Math.min(gap, 4 * columns.gapMean[unit]!),
      gapRate,
    );
  columns.lastSeen[unit] = window;
  columns.sightings[unit]! += 1;
}
