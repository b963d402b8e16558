import { clamp, stepToward } from "../../stats/exponential-mean.ts";
import { type Columns, float32, float64, int32, uint8 } from "../../stats/table.ts";
import { hoursPerDay } from "../baseline/season-slots.ts";

/**
 * Presence as a chain of two states, turn by turn (rule 7): how often telemetry does not come after a turn at which it
 * came, by hour of the day, and after one at which it did not.
 */
export const presenceSpec = {
  /** Turns in a row that were missed so far; 0 when it came at the last. */
  missedTurns: int32(),
  /** Turns after one at which it came, and how many of them were missed; the same by hour of the day. */
  dueCount: float64(),
  missedCount: float64(),
  dueByHour: uint8(0, hoursPerDay),
  missedByHour: uint8(0, hoursPerDay),
  /** Turns after one that was missed, of absences that are over, and how many of them were missed. */
  againCount: float64(),
  againMissed: float64(),
  /** Absences that are over and were longer than what is learned of one, and how many turns they lasted in the mean. */
  absences: float32(),
  absenceTurns: float32(),
} as const;

export type PresenceColumns = Columns<typeof presenceSpec>;

/** A service that failed silently misses this share of its telemetry: no miss is judged likelier. */
export const missesWhenSilent = 0.9;
/** Rarest miss that is believed. */
const rarestMiss = 0.001;
/** Prior of a miss, and how many turns it is worth, of all hours and of one. */
const missPrior = 0.005;
const missPriorTurns = 20;
/** The same after a miss, and the most that is believed of it. */
const againPrior = 0.01;
const againPriorTurns = 20;
const largestAgain = 0.5;
/** So many turns of an absence are learned: a long one is no more often begun than a short one. */
const longestLearned = 4;
/**
 * Who was away for long so often, and begins to be away so often in an hour of the day, comes and goes: for so many times as
 * long as usual its absence says nothing.
 */
const absencesToComeAndGo = 5;
const oftenMissed = 0.005;
const timesUsualAbsence = 5;
/** The last ten absences tell how long they are. */
const absenceRate = 0.1;
/** What a turn weighs while it is held: an outage is learned slowly, but who is held for a wrong guess is not for ever. */
const heldWeight = 0.25;
/** Of counts this share is kept from hour to hour: two weeks are remembered. */
const hourlyKeep = 1 - 1 / 336;
/** Those of an hour of the day are halved at this number. */
const mostOfHour = 255;

const hourOfDay = (hour: number): number => hour % hoursPerDay;

/** Learned probability that telemetry does not come at this turn; `hour` counts since the epoch. */
export function missProbability(columns: PresenceColumns, row: number, hour: number): number {
  const missed = columns.missedTurns[row]!;
  if (missed === 0) return missAfterTurn(columns, row, hour);
  return comesAndGoes(columns, row, hour, missed) ? missesWhenSilent : missAgain(columns, row);
}

function comesAndGoes(columns: PresenceColumns, row: number, hour: number, missedTurns: number): boolean {
  return (
    columns.absences[row]! >= absencesToComeAndGo &&
    missedTurns <= timesUsualAbsence * columns.absenceTurns[row]! &&
    missAfterTurn(columns, row, hour) >= oftenMissed
  );
}

/** Probability that it is away for so many turns in a row, the first of them in this hour. */
export const silenceProbability = (
  columns: PresenceColumns,
  row: number,
  hour: number,
  turns: number,
): number => {
  const again = comesAndGoes(columns, row, hour, turns) ? missesWhenSilent : missAgain(columns, row);
  return missAfterTurn(columns, row, hour) * again ** (turns - 1);
};

function missAfterTurn(columns: PresenceColumns, row: number, hour: number): number {
  const everyHour =
    (columns.missedCount[row]! + missPrior * missPriorTurns) / (columns.dueCount[row]! + missPriorTurns);
  const slot = row * hoursPerDay + hourOfDay(hour);
  const thisHour =
    (columns.missedByHour[slot]! + everyHour * missPriorTurns) / (columns.dueByHour[slot]! + missPriorTurns);
  return clamp(thisHour, rarestMiss, missesWhenSilent);
}

function missAgain(columns: PresenceColumns, row: number): number {
  const learned =
    (columns.againMissed[row]! + againPrior * againPriorTurns) / (columns.againCount[row]! + againPriorTurns);
  return clamp(learned, rarestMiss, largestAgain);
}

/**
 * Takes a turn into account; `isHeld`: it may be failing. Absences are learned when they are over, whoever is held: while
 * one lasts nobody knows what it is.
 */
export function learnTurn(
  columns: PresenceColumns,
  row: number,
  turn: { readonly seen: boolean; readonly hour: number; readonly isHeld: boolean },
): void {
  const { seen, hour, isHeld } = turn;
  const before = columns.missedTurns[row]!;
  if (before === 0) {
    const weight = isHeld ? heldWeight : 1;
    columns.dueCount[row]! += weight;
    if (!seen) columns.missedCount[row]! += weight;
    if (!isHeld) countInHour(columns, row, seen, hour);
  }
  if (before > 0 && seen) countAbsence(columns, row, before);
  followTurn(columns, row, seen);
}

/** Follows a turn of which nothing is learned (rule 52, rule 54): what the next one says depends on how this one went. */
export function followTurn(columns: PresenceColumns, row: number, seen: boolean): void {
  columns.missedTurns[row] = seen ? 0 : columns.missedTurns[row]! + 1;
}

/** Once an hour. */
export function forgetTurns(columns: PresenceColumns, row: number): void {
  columns.dueCount[row]! *= hourlyKeep;
  columns.missedCount[row]! *= hourlyKeep;
  columns.againCount[row]! *= hourlyKeep;
  columns.againMissed[row]! *= hourlyKeep;
  columns.absences[row]! *= hourlyKeep;
}

function countInHour(columns: PresenceColumns, row: number, seen: boolean, hour: number): void {
  const slot = row * hoursPerDay + hourOfDay(hour);
  if (columns.dueByHour[slot] === mostOfHour) {
    columns.dueByHour[slot] = mostOfHour >> 1;
    columns.missedByHour[slot]! >>= 1;
  }
  columns.dueByHour[slot]! += 1;
  if (!seen) columns.missedByHour[slot]! += 1;
}

function countAbsence(columns: PresenceColumns, row: number, missedTurns: number): void {
  const again = Math.min(longestLearned, missedTurns - 1);
  columns.againCount[row]! += again + 1;
  columns.againMissed[row]! += again;
  if (missedTurns <= longestLearned) return;
  columns.absences[row]! += 1;
  const rate = Math.max(absenceRate, 1 / columns.absences[row]!);
  columns.absenceTurns[row] = stepToward(columns.absenceTurns[row]!, missedTurns, Math.min(1, rate));
}
