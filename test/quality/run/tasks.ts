import { type FamilyName, familyNames } from "@tocsin/worlds";
import type { WorldTask } from "../measure/measured-world.ts";

export type Size = "short" | "usual" | "full";

type SizeOfTask = Omit<WorldTask, "family" | "seed">;

/** Worlds of each family, and what is done in each. `short` is for tests of the command itself. */
const sizes: Readonly<Record<Size, { readonly worlds: number; readonly task: SizeOfTask }>> = {
  short: { worlds: 1, task: { learnedDays: 1, judgedDays: 1, slotsPerDay: 2, kindsPerSlot: 2 } },
  usual: { worlds: 8, task: { learnedDays: 2, judgedDays: 22, slotsPerDay: 4, kindsPerSlot: 2 } },
  full: { worlds: 20, task: { learnedDays: 8, judgedDays: 25, slotsPerDay: 6, kindsPerSlot: 4 } },
};

/** Whoever changes the model looks at the developing seeds; what is reported comes from seeds nobody looked at. */
export const firstSeeds = { developing: 1, reported: 1001 } as const;

export interface Selection {
  readonly size: Size;
  readonly families: readonly FamilyName[];
  readonly firstSeed: number;
  /** Null for as many as the size has. */
  readonly worlds: number | null;
}

export function tasksOf({ size, families, firstSeed, worlds }: Selection): readonly WorldTask[] {
  const count = worlds ?? sizes[size].worlds;
  const seeds = Array.from({ length: count }, (_, index) => firstSeed + index);
  // Families by turns, so that what was measured when somebody interrupts is of all of them.
  return seeds.flatMap((seed) =>
    familyNames
      .filter((family) => families.includes(family))
      .map((family) => ({ family, seed, ...sizes[size].task })),
  );
}
