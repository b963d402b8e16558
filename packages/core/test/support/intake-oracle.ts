import type { Delivery } from "../../src/pipeline/delivery.ts";
import { identityKey, sameValues } from "../../src/reading/identity.ts";
import type { Reading } from "../../src/reading/reading.ts";
import { type Log, timeOf } from "./arbitrary-logs.ts";

export const windowMs = 60_000;
export const allowedLatenessMs = 30_000;

/** What the frames of one partition must say of one window. */
export interface ExpectedWindow {
  readonly windowStart: number;
  readonly rows: readonly { readonly offset: number; readonly reading: Reading }[];
  readonly duplicate: number;
  readonly conflict: number;
}

interface Judged {
  readonly offset: number;
  readonly reading: Reading;
  readonly window: number;
  readonly late: boolean;
}

/**
 * The batch form of the intake's rules for one partition: no state, every question asked of the whole log.
 * `newestMs` is the newest time of any partition. The windows are those from the first in which anything counted or
 * arrived to the last that ended by then.
 */
export function expectedWindows(log: Log, newestMs: number): readonly ExpectedWindow[] {
  const judged = log.flatMap((delivery, at) => judge(log, delivery, at));
  const starts = log.flatMap((delivery, at) => firstWindowOf(log, delivery, at));
  if (starts.length === 0) return [];
  const last = Math.floor(newestMs / windowMs) - 1;
  const windows: ExpectedWindow[] = [];
  for (let window = Math.min(...starts); window <= last; window += 1) {
    windows.push(
      windowOf(
        window,
        judged.filter((one) => !one.late && one.window === window),
      ),
    );
  }
  return windows;
}

/** How many readings of a log must be refused as late. */
export function expectedLate(log: Log): number {
  return log.flatMap((delivery, at) => judge(log, delivery, at)).filter((one) => one.late).length;
}

/** The partition's watermark once the message at `at` has arrived. */
function watermark(log: Log, at: number): number {
  const times = log
    .slice(0, at + 1)
    .filter((one) => one.content.kind !== "rejected")
    .map(timeOf);
  return Math.max(...times) - allowedLatenessMs;
}

function judge(log: Log, delivery: Delivery, at: number): readonly Judged[] {
  if (delivery.content.kind !== "reading") return [];
  const { reading } = delivery.content;
  const window = Math.floor((reading.ts + reading.intervalMs - 1) / windowMs);
  return [{ offset: delivery.offset, reading, window, late: (window + 1) * windowMs <= watermark(log, at) }];
}

/** The earliest window that a message makes the partition take part in: of its arrival or of its reading. */
function firstWindowOf(log: Log, delivery: Delivery, at: number): readonly number[] {
  if (delivery.content.kind === "rejected") return [];
  const open = Math.floor(watermark(log, at) / windowMs);
  const arrived = Math.max(Math.floor(timeOf(delivery) / windowMs), open);
  return [
    arrived,
    ...judge(log, delivery, at)
      .filter((one) => !one.late)
      .map((one) => one.window),
  ];
}

function windowOf(window: number, rows: readonly Judged[]): ExpectedWindow {
  const span = { windowStart: window * windowMs, windowMs };
  const kept = rows.filter(
    (row) => !rows.some((other) => sameIdentity(row, other, span) && other.offset < row.offset),
  );
  const lost = rows.filter((row) => !kept.includes(row));
  const repeated = lost.filter((row) => {
    const winner = kept.find((other) => sameIdentity(row, other, span));
    return winner !== undefined && sameValues(winner.reading, row.reading);
  });
  return {
    windowStart: span.windowStart,
    rows: kept
      .toSorted((one, other) => one.offset - other.offset)
      .map(({ offset, reading }) => ({ offset, reading })),
    duplicate: repeated.length,
    conflict: lost.length - repeated.length,
  };
}

function sameIdentity(one: Judged, other: Judged, span: { windowStart: number; windowMs: number }): boolean {
  return identityKey(one.reading, span) === identityKey(other.reading, span);
}
