import { logFactorial } from "./log-factorial.ts";
import type { RandomSource } from "./sfc32.ts";
import { uniform } from "./uniform.ts";

/** Hörmann's method is for means of at least 10; below it inversion is as fast. */
const inversionBelow = 10;

/** A Poisson draw: a whole number with this mean, which must be 0 or more. */
export function poisson(random: RandomSource, mean: number): number {
  if (!(mean >= 0)) throw new RangeError(`the mean of a Poisson draw must be 0 or more, not ${mean}`);
  return mean < inversionBelow ? byInversion(random, mean) : byRejection(random, mean);
}

/** Source: Devroye, "Non-Uniform Random Variate Generation" (1986), X.3.3: search the cumulated probabilities. */
function byInversion(random: RandomSource, mean: number): number {
  let left = uniform(random);
  let probability = Math.exp(-mean);
  let count = 0;
  while (left > probability && probability > 0) {
    left -= probability;
    count += 1;
    probability *= mean / count;
  }
  return count;
}

/**
 * Transformed rejection with squeeze.
 * Source: Hörmann, "The transformed rejection method for generating Poisson random variables", Insurance:
 * Mathematics and Economics 12 (1993) 39-45, algorithm PTRS with its constants.
 */
function byRejection(random: RandomSource, mean: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  const logMean = Math.log(mean);
  for (;;) {
    const u = uniform(random) - 0.5;
    const v = uniform(random);
    const us = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= squeeze) return count;
    if (count < 0 || (us < 0.013 && v > us)) continue;
    const logRatio = Math.log(v) + Math.log(inverseAlpha) - Math.log(a / (us * us) + b);
    if (logRatio <= count * logMean - mean - logFactorial(count)) return count;
  }
}
