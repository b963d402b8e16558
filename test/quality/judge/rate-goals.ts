import { sureOdds } from "../measure/trial.ts";
import type { Stray } from "../results.ts";
import type { Failing, Goal, Judged, Measured } from "./goal.ts";
import { upperCount, upperShare } from "./limits.ts";
import { failureOf } from "./share-goal.ts";

const quietFailing = ({ family, seed, minute }: Stray): Failing => ({ family, seed, minute, failure: null });

const daysOf = ({ quiet }: Pick<Measured, "quiet">): number => quiet.reduce((sum, run) => sum + run.days, 0);

/** Seven false alarms in 1,200 days have a 95 % limit of 0.99 in 90 days. */
const mostPer90Days = 1;
const enoughDays = 1200;
const mostInEnoughDays = 7;

export const falseSimultaneous: Goal = {
  id: "false-simultaneous",
  words: "simultaneous incidents where nothing shared fails, in 90 days",
  target: "95 % limit at most 1",
  unit: "per-90-days",
  judge: (measured) => {
    const days = daysOf(measured);
    const found = measured.quiet.flatMap(({ simultaneous }) => simultaneous);
    if (days === 0) return nothing;
    const high = (upperCount(found.length) / days) * 90;
    const isOpen = days < enoughDays && found.length / days <= mostInEnoughDays / enoughDays;
    return {
      value: (found.length / days) * 90,
      count: found.length,
      of: days,
      limits: { low: 0, high },
      verdict: high > mostPer90Days && isOpen ? "open" : verdictOf(high <= mostPer90Days),
      failing: found.map(quietFailing),
    };
  },
};

/** In each family, of so many days. */
const familyDays = 300;
const mostInFamilyDays = 1;

export const falseSimultaneousOfFamily: Goal = {
  id: "false-simultaneous-family",
  words: `simultaneous incidents where nothing shared fails, in ${familyDays} days of the worst family`,
  target: `at most ${mostInFamilyDays}`,
  unit: "per-300-days",
  judge: ({ quiet }) => {
    const families = [...Map.groupBy(quiet, ({ family }) => family).values()].map((runs) => {
      const days = daysOf({ quiet: runs });
      const found = runs.flatMap(({ simultaneous }) => simultaneous);
      return { days, found, value: (found.length / days) * familyDays };
    });
    const worst = families.reduce<(typeof families)[number] | null>(
      (most, one) => (most === null || one.value > most.value ? one : most),
      null,
    );
    if (worst === null) return nothing;
    const { days, found, value } = worst;
    const isOpen = families.some((one) => one.days < familyDays) && value <= mostInFamilyDays;
    return {
      value,
      count: found.length,
      of: days,
      limits: { low: 0, high: (upperCount(found.length) / days) * familyDays },
      verdict: isOpen ? "open" : verdictOf(value <= mostInFamilyDays),
      failing: found.map(quietFailing),
    };
  },
};

/** Of twelve services in a day. */
const mostIsolatedPerDay = 0.1;

export const strayIsolated: Goal = {
  id: "stray-isolated",
  words: "isolated incidents without a failure, of twelve services in a day",
  target: `at most ${mostIsolatedPerDay}`,
  unit: "per-day",
  judge: ({ quiet }) => {
    const twelveDays = quiet.reduce((sum, { days, services }) => sum + (days * services) / 12, 0);
    const found = quiet.flatMap(({ isolated }) => isolated);
    if (twelveDays === 0) return nothing;
    const value = found.length / twelveDays;
    return {
      value,
      count: found.length,
      of: twelveDays,
      limits: { low: 0, high: upperCount(found.length) / twelveDays },
      verdict: verdictOf(value <= mostIsolatedPerDay),
      failing: found.map(quietFailing),
    };
  },
};

export const afterRecovery: Goal = {
  id: "after-recovery",
  words: "incidents of services that have just recovered",
  target: "none",
  unit: "count",
  judge: ({ quiet, trials }) => {
    const lone = quiet.flatMap((run) => run.afterRecovery).map(quietFailing);
    const added = trials.filter((trial) => trial.afterRecovery > 0).map(failureOf);
    const count = lone.length + added.length;
    const of = quiet.reduce((sum, run) => sum + run.loneOutages.all, 0) + trials.length;
    if (of === 0) return nothing;
    return {
      value: count,
      count,
      of,
      limits: null,
      verdict: verdictOf(count === 0),
      failing: [...lone, ...added],
    };
  },
};

const mostConfused = 0.003;

export const isolatedCalledSimultaneous: Goal = {
  id: "isolated-called-simultaneous",
  words: "isolated failures that were called simultaneous",
  target: "at most 0.3 %",
  unit: "share",
  judge: ({ quiet, trials }) => {
    const isolated = trials.filter(({ kind }) => kind === "isolated");
    const of = quiet.reduce((sum, run) => sum + run.loneOutages.all, 0) + isolated.length;
    const wrong = isolated.filter(({ calledSimultaneous }) => calledSimultaneous);
    const count = quiet.reduce((sum, run) => sum + run.loneOutages.calledSimultaneous, 0) + wrong.length;
    if (of === 0) return nothing;
    return {
      value: count / of,
      count,
      of,
      limits: { low: 0, high: upperShare(count, of) },
      verdict: verdictOf(count / of <= mostConfused),
      failing: wrong.map(failureOf),
    };
  },
};

const mostWrong = 0.08;
const fewestStatements = 200;

export const wrongNames: Goal = {
  id: "wrong-names",
  words: `wrong components at odds of ${sureOdds} to 1 or more, a tenth of the topology wrong`,
  target: `95 % limit at most 8 %, of ${fewestStatements} at least`,
  unit: "share",
  judge: ({ namings }) => {
    const wrong = namings.filter(({ truth, named }) => truth !== named);
    if (namings.length === 0) return nothing;
    const high = upperShare(wrong.length, namings.length);
    return {
      value: wrong.length / namings.length,
      count: wrong.length,
      of: namings.length,
      limits: { low: 0, high },
      verdict: namings.length < fewestStatements ? "open" : verdictOf(high <= mostWrong),
      failing: wrong.map(({ family, seed, minute, kind }) => ({
        family,
        seed,
        minute,
        failure: kind,
        wrongEdges: true,
      })),
    };
  },
};

const verdictOf = (isReached: boolean): Judged["verdict"] => (isReached ? "reached" : "not reached");

const nothing: Judged = { value: null, count: 0, of: 0, limits: null, verdict: "open", failing: [] };
