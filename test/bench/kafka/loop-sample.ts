import type { Sample } from "../measure/sample.ts";

/** A loop over a broker's topics: how long it took from its start, and from when it had its partitions. */
export interface LoopSample extends Sample {
  readonly fromPartitionsMs: number;
}

/**
 * By the wall clock, unlike what runs in memory: a loop that waits for the broker is slow, whatever its processor time.
 * On a busy machine it is slower yet; loops that are compared take turns.
 */
export const wallPerSecond = ({ amount, wallMs }: Sample): number => (amount / wallMs) * 1000;

export const perSecondOnceHeld = ({ amount, fromPartitionsMs }: LoopSample): number =>
  (amount / fromPartitionsMs) * 1000;

export const processorMicroseconds = ({ amount, processorMs }: Sample): number =>
  (processorMs * 1000) / amount;

/** Of two contenders of the same rounds, round by round. */
export const ratios = <Taken extends Sample>(
  first: readonly Taken[],
  second: readonly Taken[],
  speed: (sample: Taken) => number,
): readonly number[] => first.map((sample, round) => speed(sample) / speed(second[round] as Taken));
