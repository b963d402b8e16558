import { formatIso } from "../time/format-iso.ts";
import type { Rejection } from "./rejection.ts";

/** How far a reading may begin after its arrival: room for clocks that disagree. */
export const maxAheadOfArrivalMs = 10 * 60_000;
/** How old a reading may be when it arrives. */
export const maxBehindArrivalMs = 7 * 86_400_000;

/** How far after its arrival a reading's interval may end: who sends one at its beginning has an hour at most. */
export const maxUnfinishedMs = 3_600_000;

/**
 * Null when the interval of a reading is over when it arrives, or will be within an hour. A total over the last day that is sent
 * every minute with the time of its end as `ts` is 1,440 readings of days that have just begun, each held until its day is over.
 */
export function unfinishedRejection(
  { ts, intervalMs }: { readonly ts: number; readonly intervalMs: number },
  arrivalMs: number,
): Rejection | null {
  const endMs = ts + intervalMs;
  if (endMs - arrivalMs <= maxUnfinishedMs) return null;
  const times = `${instantText(endMs)}, arrived ${instantText(arrivalMs)}`;
  return {
    code: "interval-unfinished",
    reason: `its interval ends more than an hour after its arrival: ${times}`,
  };
}

/** Null when `ts` is believable beside the message's arrival; both epoch milliseconds. Ticks and readings alike. */
export function arrivalRejection(ts: number, arrivalMs: number): Rejection | null {
  const aheadMs = ts - arrivalMs;
  if (aheadMs <= maxAheadOfArrivalMs && aheadMs >= -maxBehindArrivalMs) return null;
  const times = `${instantText(ts)}, arrived ${instantText(arrivalMs)}`;
  if (aheadMs > 0) {
    return { code: "timestamp-future", reason: `begins more than 10 minutes after its arrival: ${times}` };
  }
  return { code: "timestamp-past", reason: `is more than 7 days older than its arrival: ${times}` };
}

function instantText(epochMs: number): string {
  return Number.isInteger(epochMs) && Math.abs(epochMs) <= 8.64e15 ? formatIso(epochMs) : String(epochMs);
}
