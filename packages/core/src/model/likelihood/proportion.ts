import { logGammaRatio } from "./log-gamma.ts";

/** The proportion whose odds are `ratio` times the odds of `proportion`. */
export const oddsTimes = (proportion: number, ratio: number): number =>
  (ratio * proportion) / (1 - proportion + ratio * proportion);

/**
 * Evidence of a proportion (rule 2): beta-binomial likelihood ratio of `shifted` against `expected`, for `count` of
 * `exposure` trials and concentration M:
 *     ln e = lnB(x + M p1, n - x + M(1-p1)) - lnB(M p1, M(1-p1)) - the same with p0.
 * E[e] = 1 under the expectation, and it never falls as the count grows where p1 > p0. More failures than trials count as
 * all of them. Above a tenth; below, `countLogRatio` is used: faster and slightly conservative.
 */
export function proportionLogRatio(trial: {
  readonly count: number;
  readonly exposure: number;
  readonly expected: number;
  readonly shifted: number;
  readonly concentration: number;
}): number {
  const { exposure, concentration, expected, shifted } = trial;
  const count = Math.min(trial.count, exposure);
  const term = (trials: number, one: number, other: number): number =>
    logGammaRatio(trials, concentration * one, concentration * other) -
    logGammaRatio(0, concentration * one, concentration * other);
  return term(count, shifted, expected) + term(exposure - count, 1 - shifted, 1 - expected);
}

/**
 * Concentration that gives a proportion the relative spread 1/size that the count model would have:
 * var(P) = p(1-p)/(M+1) = p^2/size, so M = size (1-p)/p - 1; at least 2.
 */
export const concentrationFor = (proportion: number, size: number): number =>
  Math.max(2, (size * (1 - proportion)) / proportion - 1);
