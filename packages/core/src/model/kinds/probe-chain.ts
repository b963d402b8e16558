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
 * Status probes as a two-state chain (rule 6): how often a probe fails after one that passed, and after one that failed.
 * Monitors hold their last state, so two failures in a row are one event seen twice, not two events.
 */
export const probeSpec = {
  series: int32(-1),
  /** How the probe before went: 1 failed, 0 passed, -1 none yet. */
  previous: int32(-1),
  failuresAfterPass: float64(),
  probesAfterPass: float64(),
  failuresAfterFailure: float64(),
  probesAfterFailure: float64(),
} as const;

export type ProbeTable = Table<typeof probeSpec>;
export const probeTable = (snapshot?: TableSnapshot): ProbeTable => createTable(probeSpec, snapshot);

/** Prior of a failure after a pass: one in a thousand, worth 500 probes; never judged rarer than that. */
const rarestFailure = 0.001;
const passPriorProbes = 500;
/** Prior of a failure after a failure: even, worth four probes. */
const failurePriorProbes = 4;
const smallestPersistence = 0.05;
/**
 * What is benign ends: while a service works, a failure is over at the next probe at least every other time. Longer
 * runs are outages however often they came before, so they are kept out of what is expected.
 */
const largestBenignPersistence = 0.5;
/** A service that fails more often than it passes is down as a rule: nothing is expected to end. */
const usuallyDownFrom = 0.5;
const largestPersistence = 0.98;
/** Probes that a state is worth when it is taken for the usual one. */
const adoptedProbes = 20;

/** Learned probability that the next probe fails, given how the one before went. */
export function expectedFailure(columns: Columns<typeof probeSpec>, probe: number): number {
  if (columns.previous[probe] === 1) {
    const learned =
      (columns.failuresAfterFailure[probe]! + failurePriorProbes / 2) /
      (columns.probesAfterFailure[probe]! + failurePriorProbes);
    return clamp(
      learned,
      smallestPersistence,
      isUsuallyDown(columns, probe) ? largestPersistence : largestBenignPersistence,
    );
  }
  const learned =
    (columns.failuresAfterPass[probe]! + rarestFailure * passPriorProbes) /
    (columns.probesAfterPass[probe]! + passPriorProbes);
  return clamp(learned, rarestFailure, largestPersistence);
}

function isUsuallyDown(columns: Columns<typeof probeSpec>, probe: number): boolean {
  const probes = columns.probesAfterPass[probe]! + columns.probesAfterFailure[probe]!;
  const failures = columns.failuresAfterPass[probe]! + columns.failuresAfterFailure[probe]!;
  return failures > usuallyDownFrom * probes;
}

/** Takes the state of the last probe for the usual one: an outage that outlasted its reference is how things are now. */
export function adoptProbe(columns: Columns<typeof probeSpec>, probe: number): void {
  if (columns.previous[probe] !== 1) return;
  columns.failuresAfterPass[probe] = 0;
  columns.probesAfterPass[probe] = 0;
  columns.failuresAfterFailure[probe] = adoptedProbes;
  columns.probesAfterFailure[probe] = adoptedProbes;
}

/** Remembers how the probe went; counts it only when `learning`. */
export function learnProbe(
  columns: Columns<typeof probeSpec>,
  probe: number,
  failed: boolean,
  learning: boolean,
): void {
  if (learning) countProbe(columns, probe, failed);
  columns.previous[probe] = failed ? 1 : 0;
}

function countProbe(columns: Columns<typeof probeSpec>, probe: number, failed: boolean): void {
  if (columns.previous[probe] === 1) {
    columns.probesAfterFailure[probe]! += 1;
    if (failed) columns.failuresAfterFailure[probe]! += 1;
  } else if (columns.previous[probe] === 0) {
    columns.probesAfterPass[probe]! += 1;
    if (failed) columns.failuresAfterPass[probe]! += 1;
  }
}
