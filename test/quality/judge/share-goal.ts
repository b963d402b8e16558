import type { Trial } from "../results.ts";
import type { Failing, Goal, Judged } from "./goal.ts";
import { shareLimits } from "./limits.ts";

export interface ShareGoal {
  readonly id: string;
  readonly words: string;
  /** Which failures count, and in which of them all is well. */
  readonly among: (trial: Trial) => boolean;
  readonly isWell: (trial: Trial) => boolean;
  /** The share that is asked for, 0 to 1. */
  readonly least: number;
}

/** A goal that asks for a share of failures of which something holds. */
export function shareGoal({ id, words, among, isWell, least }: ShareGoal): Goal {
  const target = least === 1 ? "100 %" : `at least ${Math.round(least * 100)} %`;
  return {
    id,
    words,
    target,
    unit: "share",
    judge: ({ trials }) => {
      const chosen = trials.filter(among);
      const failing = chosen.filter((trial) => !isWell(trial)).map(failureOf);
      return judgedShare(chosen.length - failing.length, chosen.length, least, failing);
    },
  };
}

/** A goal that asks for the mean of a share that each failure has. */
export function meanGoal({
  id,
  words,
  among,
  value,
  least,
}: Omit<ShareGoal, "isWell"> & { readonly value: (trial: Trial) => number | null }): Goal {
  return {
    id,
    words,
    target: `at least ${Math.round(least * 100)} %`,
    unit: "share",
    judge: ({ trials }) => {
      const chosen = trials.filter((trial) => among(trial) && value(trial) !== null);
      const failing = chosen.filter((trial) => value(trial)! < 1).map(failureOf);
      const of = chosen.length;
      if (of === 0) return judgedShare(0, 0, least, failing);
      const mean = chosen.reduce((sum, trial) => sum + value(trial)!, 0) / of;
      const verdict = mean >= least ? "reached" : "not reached";
      return { value: mean, count: of - failing.length, of, limits: null, verdict, failing };
    },
  };
}

export const failureOf = ({ family, seed, minute, kind }: Trial): Failing => ({
  family,
  seed,
  minute,
  failure: kind,
});

function judgedShare(count: number, of: number, least: number, failing: readonly Failing[]): Judged {
  if (of === 0) return { value: null, count, of, limits: null, verdict: "open", failing };
  const value = count / of;
  return {
    value,
    count,
    of,
    limits: shareLimits(count, of),
    verdict: value >= least ? "reached" : "not reached",
    failing,
  };
}
