import { type RandomSource, uniform, wholeBetween } from "@tocsin/worlds/random";

/** Makes an input of one, or of two, that were of use before. */
export type Breed = (parent: Uint8Array, other: Uint8Array, random: RandomSource) => Uint8Array;

/** A whole number below `count`. */
export const below = (random: RandomSource, count: number): number => wholeBetween(random, 0, count - 1);

export const chance = (random: RandomSource, share: number): boolean => uniform(random) < share;

export function pick<Value>(random: RandomSource, values: readonly Value[]): Value {
  return values[below(random, values.length)]!;
}

/** Longer inputs are cut: what needs length is bred by repetition, which is rare. */
export const longestInput = 65_536;

/** How often something is written over and over, as in nesting without end; each time costs much. */
export const repeats = (random: RandomSource): number => pick(random, [2, 10, 120, 1000, 5000, 20_000]);
export const rarely = 0.002;
