import { negativeBinomial, type RandomSource } from "@tocsin/worlds/random";

/**
 * How many of `requests` fail when each does with probability `ratio`: an overdispersed count, never more than
 * there are. Above one half the successes are drawn instead, so that the count does not pile up at the limit.
 */
export function failures(random: RandomSource, requests: number, ratio: number, size: number): number {
  if (ratio <= 0.5) return Math.min(requests, negativeBinomial(random, requests * ratio, size));
  return requests - Math.min(requests, negativeBinomial(random, requests * (1 - ratio), size));
}
