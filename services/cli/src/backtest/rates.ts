/** How often something came, as if it came at random: a count, the time it was counted in, and between which rates it lies. */
export interface Rate {
  readonly count: number;
  readonly days: number;
  /** Null where there is no time to count it in. */
  readonly per90Days: number | null;
  /** The exact interval of 95 % for a Poisson count (Garwood 1936), per 90 days. */
  readonly from: number | null;
  readonly to: number | null;
}

const ratePeriodDays = 90;
const tailShare = 0.025;

export function rateOf(count: number, days: number): Rate {
  if (days <= 0) return { count, days, per90Days: null, from: null, to: null };
  const scale = ratePeriodDays / days;
  const from = count === 0 ? 0 : meanWhere((mean) => 1 - poissonUpTo(count - 1, mean) - tailShare, count);
  const to = meanWhere((mean) => tailShare - poissonUpTo(count, mean), count);
  return { count, days, per90Days: count * scale, from: from * scale, to: to * scale };
}

/** Probability of at most `count` where `mean` are expected. */
function poissonUpTo(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  for (let k = 1; k <= count; k += 1) {
    term *= mean / k;
    sum += term;
  }
  return sum;
}

/** Where a function that grows with the mean is zero, by halving. */
function meanWhere(growing: (mean: number) => number, count: number): number {
  let low = 0;
  let high = count + 10 * Math.sqrt(count + 1) + 10;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (growing(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
