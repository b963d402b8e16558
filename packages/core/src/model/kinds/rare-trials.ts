import { oddsTimes, proportionLogRatio } from "../likelihood/proportion.ts";
import type { SeriesColumns } from "../series-table.ts";
import { benignMinutes, largestBenignPersistence } from "./probe-chain.ts";

/** With fewer trials than this in about the last hour, each of them is judged by itself (rule 34). */
export const rareBelow = 60;
const recentMinutes = 60;
/** A failing service fails a trial with one of these probabilities. */
export const failingShares = [0.2, 0.9] as const;
/** Prior of a failure: a tenth, worth five trials. */
const priorFailures = 0.5;
const priorTrials = 5;
/** Trials that are remembered. */
const largestTrials = 1000;
/** What is above the mean by so many deviations of the posterior is told from what is usual. */
const limitDeviations = 2;
/** Failures of one window share a cause: several say little more than one (as in rule 6). */
const trialsConcentration = 2;
/** A run of failures goes on while at least so many of the trials fail. */
const inRunFrom = 0.5;
/** Of trials that follow a failure so much is learned: what is usual must not follow an outage, nor stay away from it for ever. */
const learnedOfRun = 0.1;
/** Trials that a state is worth when it is taken for the usual one. */
const adoptedTrials = 20;

/** Some trials of a series. */
export interface Trials {
  readonly count: number;
  readonly exposure: number;
}

/** How often a trial is expected to fail, and what a failing service must exceed. */
interface ExpectedShare {
  readonly expected: number;
  readonly limit: number;
}

/** Notes how many minutes after those before the next trials come. */
export function awaitTrials(columns: SeriesColumns, row: number, minutes: number): void {
  columns.trialGap[row] = minutes;
}

/** Whether trials are so rare that they are judged one by one; those at hand, of so many minutes, do not count. */
export function isRare(columns: SeriesColumns, row: number, minutes: number): boolean {
  const without = Math.max(0, columns.trialGap[row]! - minutes);
  return recentTrialsAfter(columns, row, without) < rareBelow;
}

/** Trials of about the last hour, so many minutes after the last of them. */
const recentTrialsAfter = (columns: SeriesColumns, row: number, minutes: number): number =>
  columns.recentTrials[row]! * Math.exp(-minutes / recentMinutes);

/** Mean of the Beta posterior of how often a trial fails, and its upper limit. */
function posteriorOf(failures: number, trials: number) {
  const total = trials + priorTrials;
  const mean = (failures + priorFailures) / total;
  const deviation = Math.sqrt((mean * (1 - mean)) / (total + 1));
  return { mean, limit: mean + limitDeviations * deviation };
}

/** Width of what is known of how often a trial fails: two deviations of the posterior. */
export function widthOfShare(columns: SeriesColumns, row: number): number {
  const { mean, limit } = posteriorOf(columns.trialFailures[row]!, columns.trials[row]!);
  return limit - mean;
}

/**
 * What failed just before is expected to fail again (rule 6), so that a client that tries again says little that is new; but
 * less and less so as the run goes on, for what is benign ends.
 */
export function expectedShare(columns: SeriesColumns, row: number, isReference: boolean): ExpectedShare {
  const { mean, limit } = isReference
    ? posteriorOf(columns.trialFailuresBefore[row]!, columns.trialsBefore[row]!)
    : posteriorOf(columns.trialFailures[row]!, columns.trials[row]!);
  const lasted = columns.runMinutes[row]! + columns.trialGap[row]!;
  const again = largestBenignPersistence ** Math.max(1, lasted / benignMinutes);
  const expected = mean + columns.lastShare[row]! * Math.max(0, again - mean);
  return { expected, limit: Math.max(limit, expected) };
}

/**
 * Evidence of rare trials (rule 34), on the scale of failure itself: that each fails with this probability, against the
 * posterior predictive. Where that is not told from what is usual: that each has so many times the usual odds.
 */
export function rareRatio(
  { count, exposure }: Trials,
  { expected, limit }: ExpectedShare,
  against: { readonly failing: number; readonly odds: number },
): number {
  const shifted = against.failing > limit ? against.failing : oddsTimes(expected, against.odds);
  return proportionLogRatio({ count, exposure, expected, shifted, concentration: trialsConcentration });
}

/** Notes how trials went, of busy series too, which may become rare; counts them only when `learning`. */
export function learnTrials(
  columns: SeriesColumns,
  row: number,
  { count, exposure }: Trials,
  learning: boolean,
): void {
  if (exposure === 0) return;
  const share = Math.min(1, count / exposure);
  const before = columns.lastShare[row]!;
  const weight = 1 - (1 - learnedOfRun) * before;
  const isInRun = Math.min(before, share) >= inRunFrom;
  columns.runMinutes[row] = isInRun ? columns.runMinutes[row]! + columns.trialGap[row]! : 0;
  columns.recentTrials[row] = recentTrialsAfter(columns, row, columns.trialGap[row]!) + exposure;
  columns.lastShare[row] = share;
  if (!learning) return;
  const counted = weight * Math.min(exposure, largestTrials);
  const keep = 1 - counted / largestTrials;
  columns.trials[row] = keep * columns.trials[row]! + counted;
  columns.trialFailures[row] = keep * columns.trialFailures[row]! + share * counted;
}

/** How trials went last is the usual state; with `keepReference` what was usual before is remembered (rule 17). */
export function releaseTrials(columns: SeriesColumns, row: number, keepReference: boolean): void {
  if (keepReference) {
    columns.trialsBefore[row] = columns.trials[row]!;
    columns.trialFailuresBefore[row] = columns.trialFailures[row]!;
  }
  if (columns.lastShare[row] === 0) return;
  columns.trials[row] = adoptedTrials;
  columns.trialFailures[row] = adoptedTrials * columns.lastShare[row]!;
}

/** Goes back to what was usual before. */
export function restoreTrials(columns: SeriesColumns, row: number): void {
  columns.trials[row] = columns.trialsBefore[row]!;
  columns.trialFailures[row] = columns.trialFailuresBefore[row]!;
}
