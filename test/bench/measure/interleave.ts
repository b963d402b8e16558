import { type Sample, takenMs } from "./sample.ts";

export interface Rounds {
  readonly repetitions: number;
  /** How long contenders run together before the first round that counts, so that code is compiled by then. */
  readonly warmUpMs: number;
}

/**
 * Runs all contenders once per round, every other round in reverse order: what disturbs the machine for a while
 * disturbs all of them, and none always follows the same one. Garbage of one is collected before the next begins.
 */
export async function interleaved<Name extends string, Taken extends Sample>(
  contenders: Readonly<Record<Name, () => Taken | Promise<Taken>>>,
  { repetitions, warmUpMs }: Rounds,
): Promise<Readonly<Record<Name, readonly Taken[]>>> {
  const names = Object.keys(contenders) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as Taken[]])) as Record<Name, Taken[]>;
  for (let warmMs = 0; warmMs < warmUpMs;) {
    for (const name of names) warmMs += takenMs(await contenders[name]());
  }
  for (let round = 0; round < repetitions; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      globalThis.gc?.();
      samples[name].push(await contenders[name]());
    }
  }
  return samples;
}
