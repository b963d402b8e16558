import { distrustedSpans, type Span } from "./distrust.ts";
import type { SeriesHistory } from "./histories.ts";
import type { RowState } from "./row-state.ts";

export interface HoldSettings {
  readonly cadenceMs: number;
  /** How long a state is believed after the row that gave it. */
  readonly holdMs: number;
}

/** What a witness would have found in one interval, had it asked once. */
export interface Probe {
  readonly service: string;
  readonly source: string;
  readonly failed: boolean;
}

export interface ProbedInterval {
  /** Epoch milliseconds, a multiple of the cadence. */
  readonly start: number;
  /** At least one, in order of service and source. */
  readonly probes: readonly Probe[];
}

interface Cursor {
  readonly history: SeriesHistory;
  readonly distrusted: readonly Span[];
  /** Index of the first row that has not happened yet. */
  nextRow: number;
  nextSpan: number;
}

/**
 * One probe per series and interval, from the state that the series' rows left it in. A probe depends on rows
 * before its interval's end alone.
 *
 * - The series was down at some moment of the interval: a failed probe. So an outage shorter than the cadence is
 *   not lost, and one that begins late in an interval begins, at this resolution, with it.
 * - Otherwise the state at the interval's end counts: up is a good probe; where the monitor was refused, or was not
 *   heard of for `holdMs`, nothing is known and there is no probe.
 * - The monitor was not believed at some moment of the interval: no probe of any of its series.
 *
 * The last interval is the one of the newest row. O(intervals * series); stretches in which nothing is known are skipped.
 */
export function* heldProbes(
  series: readonly SeriesHistory[],
  settings: HoldSettings,
): Generator<ProbedInterval> {
  const { cadenceMs, holdMs } = settings;
  const spans = distrustedSpans(series, holdMs);
  const cursors = series.map((history): Cursor => ({
    history,
    distrusted: spans.get(history.monitor) ?? [],
    nextRow: 0,
    nextSpan: 0,
  }));
  const newest = series.reduce((latest, history) => Math.max(latest, history.at.at(-1)!), -Infinity);
  let start = nextNews(cursors, cadenceMs);
  while (start <= newest) {
    const end = start + cadenceMs;
    const probes = cursors.flatMap((cursor) => probeOf(cursor, { from: start, to: end }, holdMs));
    if (probes.length > 0) yield { start, probes };
    const known = cursors.some((cursor) => heldState(cursor, end, holdMs) !== null);
    start = known ? end : nextNews(cursors, cadenceMs);
  }
}

/** Start of the interval of the next row, or Infinity when there is none. */
function nextNews(cursors: readonly Cursor[], cadenceMs: number): number {
  const next = cursors.reduce(
    (least, { history, nextRow }) => Math.min(least, history.at[nextRow] ?? Infinity),
    Infinity,
  );
  return Math.floor(next / cadenceMs) * cadenceMs;
}

function probeOf(cursor: Cursor, interval: Span, holdMs: number): readonly Probe[] {
  const wasDown = sawDown(cursor, interval, holdMs);
  if (isDistrusted(cursor, interval)) return [];
  const state = wasDown ? "down" : heldState(cursor, interval.to - 1, holdMs);
  if (state !== "up" && state !== "down") return [];
  const { service, source } = cursor.history;
  return [{ service, source, failed: state === "down" }];
}

/** Moves on to the interval's end. */
function sawDown(cursor: Cursor, { from, to }: Span, holdMs: number): boolean {
  const { at, states } = cursor.history;
  const endsAtOnce = at[cursor.nextRow] === from;
  let down = !endsAtOnce && heldState(cursor, from, holdMs) === "down";
  while ((at[cursor.nextRow] ?? Infinity) < to) {
    if (states[cursor.nextRow] === "down") down = true;
    cursor.nextRow += 1;
  }
  return down;
}

/** What the rows so far say of a moment after them; null where they are too old to say, or there are none. */
function heldState({ history, nextRow }: Cursor, moment: number, holdMs: number): RowState | null {
  const heard = history.at[nextRow - 1];
  if (heard === undefined || moment - heard >= holdMs) return null;
  return history.states[nextRow - 1]!;
}

function isDistrusted(cursor: Cursor, { from, to }: Span): boolean {
  const spans = cursor.distrusted;
  while ((spans[cursor.nextSpan]?.to ?? Infinity) <= from) cursor.nextSpan += 1;
  return (spans[cursor.nextSpan]?.from ?? Infinity) < to;
}
