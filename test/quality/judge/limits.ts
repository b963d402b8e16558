/** The probability of at most `count` events where `expected` are expected: the sum of Poisson's terms. */
function poissonUpTo(count: number, expected: number): number {
  let term = Math.exp(-expected);
  let sum = term;
  for (let k = 1; k <= count; k += 1) {
    term *= expected / k;
    sum += term;
  }
  return sum;
}

/** The probability of at most `count` successes in `trials`, each with probability `share`. */
function binomialUpTo(count: number, trials: number, share: number): number {
  if (share <= 0) return 1;
  if (share >= 1) return count >= trials ? 1 : 0;
  let log = trials * Math.log1p(-share);
  let sum = Math.exp(log);
  for (let k = 1; k <= count; k += 1) {
    log += Math.log((trials - k + 1) / k) + Math.log(share) - Math.log1p(-share);
    sum += Math.exp(log);
  }
  return sum;
}

/** Where a falling function meets a value, by halving. */
function meeting(falling: (x: number) => number, value: number, most: number): number {
  let [low, high] = [0, most];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (falling(middle) > value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The largest expected count at which so few events would still be seen with probability 0.05.
 * No event: ln 20 = 2.9957.
 *
 * Source: Garwood, Biometrika 28 (1936) 437-442.
 */
export const upperCount = (count: number): number =>
  meeting((expected) => poissonUpTo(count, expected), 0.05, 4 * count + 20);

export interface Limits {
  readonly low: number;
  readonly high: number;
}

/**
 * Exact limits of a share, 2.5 % outside of each. 10 of 10: 0.692 to 1.
 *
 * Source: Clopper and Pearson, Biometrika 26 (1934) 404-413.
 */
export function shareLimits(count: number, trials: number): Limits {
  if (trials === 0) return { low: 0, high: 1 };
  return { low: 1 - upperShareAt(trials - count, trials, 0.025), high: upperShareAt(count, trials, 0.025) };
}

/** The largest share at which so few successes would still be seen with probability 0.05. */
export const upperShare = (count: number, trials: number): number => upperShareAt(count, trials, 0.05);

const upperShareAt = (count: number, trials: number, level: number): number =>
  count >= trials ? 1 : meeting((share) => binomialUpTo(count, trials, share), level, 1);
