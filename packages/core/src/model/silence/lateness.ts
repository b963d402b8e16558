import { type Columns, float32, float64 } from "../../stats/table.ts";
import { cadenceOf, type HeartbeatView } from "./heartbeat.ts";

/** How an entity's telemetry is late, learned as its cadence is. Windows are start / windowMs. */
export const latenessSpec = {
  /** How often it was late of late, each time for a while; and by how many windows, its first reading, on average. */
  lateRuns: float32(),
  lateBy: float32(),
  /** The last window in which late telemetry came, and the newest window that it was of; -1: none did. */
  lateAt: float64(-1),
  lateSeen: float64(-1),
} as const;

type LatenessColumns = Columns<typeof latenessSpec>;
type Seen = Pick<HeartbeatView, "lastSeen" | "gapMean">;

interface At {
  readonly window: number;
  readonly windowMs: number;
}

/** Late telemetry that comes within this time belongs to one run. */
const lateRunMs = 10 * 60_000;
/** Runs are forgotten with this time constant. */
const lateMemoryMs = 14 * 86_400_000;
/** What the belief that a silence does not end is worth, in late runs. */
const latePriorRuns = 3;
/** A silence may be a late run up to so many times the usual one. */
const lateReach = 3;
/** A silence that late telemetry proved harmless is expected to go on with at most this probability: then it says nothing. */
const largestLateness = 0.9;
/** Telemetry that came late within so many cadences is running late. */
const runningLateFor = 2;

/** Notes that telemetry of the window `of`, in which nothing was seen of the entity, came now. */
export function noteLate(columns: LatenessColumns, entity: number, of: number, at: At): void {
  const since = (at.window - columns.lateAt[entity]!) * at.windowMs;
  if (columns.lateAt[entity]! < 0 || since > lateRunMs) {
    const runs = runsAt(columns, entity, at) + 1;
    columns.lateBy[entity]! += (at.window - of - columns.lateBy[entity]!) / runs;
    columns.lateRuns[entity] = runs;
  }
  columns.lateAt[entity] = at.window;
  columns.lateSeen[entity] = Math.max(of, columns.lateSeen[entity]!);
}

/** How often it was late, where what is long ago counts less. */
function runsAt({ lateRuns, lateAt }: LatenessColumns, entity: number, at: At): number {
  if (lateRuns[entity] === 0) return 0;
  return lateRuns[entity]! * Math.exp((-(at.window - lateAt[entity]!) * at.windowMs) / lateMemoryMs);
}

/** Whether telemetry comes, but late: what is missing says nothing, for it is on its way. */
export function isRunningLate(
  columns: LatenessColumns & Seen,
  entity: number,
  { window }: Pick<At, "window">,
): boolean {
  return columns.lateSeen[entity]! > columns.lastSeen[entity]! && cameLate(columns, entity, { window });
}

/** Whether late telemetry came within the last turns, whatever came in time since. */
export const cameLate = (
  columns: LatenessColumns & Seen,
  entity: number,
  { window }: Pick<At, "window">,
): boolean =>
  columns.lateAt[entity]! >= 0 &&
  window - columns.lateAt[entity]! <= runningLateFor * cadenceOf(columns, entity);

/**
 * Probability that a silence goes on and is a late run, from the second missing turn on: of `n` late runs, of `m` windows
 * on average, n / (n + 3) x (1 - 1 / m). 0 where it has lasted for longer than three usual runs.
 */
export function lateProbability(columns: LatenessColumns & Seen, entity: number, at: At): number {
  if (columns.lateRuns[entity] === 0) return 0;
  const away = at.window - columns.lastSeen[entity]!;
  if (away <= cadenceOf(columns, entity) || away > lateReach * columns.lateBy[entity]!) return 0;
  const runs = runsAt(columns, entity, at);
  const goesOn = 1 - 1 / Math.max(1, columns.lateBy[entity]!);
  return Math.min(largestLateness, (runs / (runs + latePriorRuns)) * goesOn);
}
