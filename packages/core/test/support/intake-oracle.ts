import { identityKey, sameValues } from "../../src/reading/identity.ts";
import type { Reading } from "../../src/reading/reading.ts";
import { type Log, timeOf } from "./arbitrary-logs.ts";
import { allowedLatenessMs, type JudgedLog, judgeLog, type Taken, windowMs } from "./clock-oracle.ts";

export { allowedLatenessMs, windowMs } from "./clock-oracle.ts";

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

/** What a whole input must come to. */
export interface ExpectedIntake {
  /** Beside the logs: the windows of each, from the first in which anything counted or arrived to the last that ended. */
  readonly windows: readonly (readonly ExpectedWindow[])[];
  /** Up to when windows are given. */
  readonly endMs: number;
  readonly late: number;
  /** Messages whose time nobody confirms. */
  readonly doubted: number;
}

/** The batch form of the intake's rules: every question is asked of the whole logs. Where no clock jumps by 100 days. */
export function expectedIntake(logs: readonly Log[]): ExpectedIntake {
  const clocks = logs.flatMap((log) => judgeLog(log).clockMs ?? []);
  const newestMs = clocks.length === 0 ? null : Math.max(...clocks);
  const ended = logs.map((log) => judgeLog(log, { newestMs }));
  const endMs = endOf(ended);
  const judged = ended.map(({ taken }) => taken.flatMap(judge));
  return {
    windows: ended.map(({ taken }) => windowsOf(taken, endMs)),
    endMs,
    late: judged.flat().filter(({ late }) => late).length,
    doubted: ended.reduce((sum, { refused }) => sum + refused.length, 0),
  };
}

/** The furthest clock, or the newest time that two producers have reached, or the only one has, where that is later. */
function endOf(ended: readonly JudgedLog[]): number {
  const newest = new Map<string, number>();
  for (const [producer, ms] of ended.flatMap(({ latest }) => [...latest]))
    newest.set(producer, Math.max(ms, newest.get(producer) ?? ms));
  const times = [...newest.values()].toSorted((one, other) => other - one);
  return Math.max(...ended.flatMap(({ clockMs }) => clockMs ?? []), times[1] ?? times[0] ?? -Infinity);
}

function windowsOf(taken: readonly Taken[], endMs: number): readonly ExpectedWindow[] {
  const rows = taken.flatMap(judge).filter(({ late }) => !late);
  const starts = taken.flatMap((one) => firstWindowOf(one));
  if (starts.length === 0) return [];
  const last = Math.floor(endMs / windowMs) - 1;
  const windows: ExpectedWindow[] = [];
  for (let window = Math.min(...starts); window <= last; window += 1)
    windows.push(
      windowOf(
        window,
        rows.filter((row) => row.window === window),
      ),
    );
  return windows;
}

function judge({ delivery, closedMs }: Taken): readonly Judged[] {
  if (delivery.content.kind !== "reading") return [];
  const { reading } = delivery.content;
  const window = Math.floor((reading.ts + reading.intervalMs - 1) / windowMs);
  const late = closedMs !== null && (window + 1) * windowMs <= closedMs - allowedLatenessMs;
  return [{ offset: delivery.offset, reading, window, late }];
}

/** The earliest window that a message makes the partition take part in: of its arrival or of its reading. */
function firstWindowOf(one: Taken): readonly number[] {
  const open = one.closedMs === null ? -Infinity : Math.floor((one.closedMs - allowedLatenessMs) / windowMs);
  const arrived = Math.max(Math.floor(timeOf(one.delivery) / windowMs), open);
  return [
    arrived,
    ...judge(one)
      .filter(({ late }) => !late)
      .map(({ window }) => window),
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
