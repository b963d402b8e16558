import { clamp } from "../../stats/exponential-mean.ts";
import {
  type Columns,
  createTable,
  float64,
  int32,
  type Table,
  type TableSnapshot,
} from "../../stats/table.ts";

/**
 * Status probes as chains of two states (rule 6): how often a probe fails after one that passed, and after one that failed.
 * Monitors hold their last state, so two failures in a row are one event seen twice, not two events. Of several probes in
 * a window each is a chain, and as many of them as failed before are taken to be the same.
 */
export const probeSpec = {
  series: int32(-1),
  /** Share of the probes before that failed; -1: there were none. */
  previous: float64(-1),
  failuresAfterPass: float64(),
  probesAfterPass: float64(),
  failuresAfterFailure: float64(),
  probesAfterFailure: float64(),
} as const;

export type ProbeTable = Table<typeof probeSpec>;
export const probeTable = (snapshot?: TableSnapshot): ProbeTable => createTable(probeSpec, snapshot);

/** Prior of a failure after a pass: one in a thousand, worth 500 probes; never judged rarer than that. */
export const rarestFailure = 0.001;
const passPriorProbes = 500;
/** Prior of a failure after a failure: worth four probes, even where they come at most so many minutes apart. */
const failurePriorProbes = 4;
export const benignMinutes = 10;
const smallestPersistence = 0.05;
/**
 * What is benign ends: while a service works, a failure is over at the next probe at least every other time. Longer
 * runs are outages however often they came before, so they are kept out of what is expected.
 */
export const largestBenignPersistence = 0.5;
/** As many probes as fail on the average are down as a rule: nothing is expected to end. */
const largestPersistence = 0.98;
/** Probes that a state is worth when it is taken for the usual one. */
const adoptedProbes = 60;

/** The probes of a window: how many there are, and minutes from one window with some to the next. */
export interface ProbesDue {
  readonly trials: number;
  readonly minutes: number;
}

/**
 * Learned probability that one of the next probes fails, given how those before went: the mean over those that failed before
 * and are down as a rule, those that failed before and are not, and those that passed.
 */
export function expectedFailure(columns: Columns<typeof probeSpec>, probe: number, due: ProbesDue): number {
  const failedBefore = Math.max(0, columns.previous[probe]!);
  const passed =
    (columns.failuresAfterPass[probe]! + rarestFailure * passPriorProbes) /
    (columns.probesAfterPass[probe]! + passPriorProbes);
  const rest = (1 - failedBefore) * clamp(passed, rarestFailure, largestPersistence);
  if (failedBefore === 0) return rest;
  const down = Math.min(failedBefore, usuallyDown(columns, probe, due.trials));
  const persists = persistence(columns, probe, due.minutes);
  return (
    rest +
    down * clamp(persists, smallestPersistence, largestPersistence) +
    (failedBefore - down) * clamp(persists, smallestPersistence, largestBenignPersistence)
  );
}

/** What is benign is the likelier over at the next probe, the later that comes. */
function persistence(columns: Columns<typeof probeSpec>, probe: number, minutes: number): number {
  const prior = largestBenignPersistence ** Math.max(1, minutes / benignMinutes);
  return (
    (columns.failuresAfterFailure[probe]! + prior * failurePriorProbes) /
    (columns.probesAfterFailure[probe]! + failurePriorProbes)
  );
}

/** Share of so many probes that are down as a rule: a single one where it failed more often than not. */
function usuallyDown(columns: Columns<typeof probeSpec>, probe: number, trials: number): number {
  return Math.max(0, Math.ceil(usualFailure(columns, probe) * trials - 0.5)) / trials;
}

/** Share of all probes learned so far that failed; 0 before the first. */
export function usualFailure(columns: Columns<typeof probeSpec>, probe: number): number {
  const probes = columns.probesAfterPass[probe]! + columns.probesAfterFailure[probe]!;
  const failures = columns.failuresAfterPass[probe]! + columns.failuresAfterFailure[probe]!;
  return probes === 0 ? 0 : failures / probes;
}

/** Takes the state of the last probe for the usual one: an outage that outlasted its reference is how things are now. */
export function adoptProbe(columns: Columns<typeof probeSpec>, probe: number): void {
  const failed = columns.previous[probe]!;
  if (failed <= 0) return;
  columns.failuresAfterPass[probe] = 0;
  columns.probesAfterPass[probe] = (adoptedProbes * (1 - failed)) / failed;
  columns.failuresAfterFailure[probe] = adoptedProbes;
  columns.probesAfterFailure[probe] = adoptedProbes;
}

/** How the probes of a window went; counted only when `learning`. */
export interface ProbesSeen {
  readonly failures: number;
  readonly trials: number;
  readonly learning: boolean;
}

/** Remembers how the probes went. */
export function learnProbe(columns: Columns<typeof probeSpec>, probe: number, seen: ProbesSeen): void {
  if (seen.learning && columns.previous[probe]! >= 0) countProbes(columns, probe, seen);
  columns.previous[probe] = seen.failures / seen.trials;
}

function countProbes(columns: Columns<typeof probeSpec>, probe: number, seen: ProbesSeen): void {
  const failedBefore = columns.previous[probe]! * seen.trials;
  const stayed = Math.min(seen.failures, failedBefore);
  columns.probesAfterFailure[probe]! += failedBefore;
  columns.failuresAfterFailure[probe]! += stayed;
  columns.probesAfterPass[probe]! += seen.trials - failedBefore;
  columns.failuresAfterPass[probe]! += seen.failures - stayed;
}
