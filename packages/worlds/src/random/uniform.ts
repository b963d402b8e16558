import type { RandomSource } from "./sfc32.ts";

const twoToThe32 = 0x1_0000_0000;

/** A number strictly between 0 and 1: the middles of 2^32 equal steps, so that its logarithm is finite. */
export function uniform(random: RandomSource): number {
  return (random() + 0.5) / twoToThe32;
}

/** A number from `low` to `high`. */
export function uniformBetween(random: RandomSource, low: number, high: number): number {
  return low + (high - low) * uniform(random);
}

/** A whole number from `low` to `high`, both included. */
export function wholeBetween(random: RandomSource, low: number, high: number): number {
  return low + Math.floor((high - low + 1) * uniform(random));
}
