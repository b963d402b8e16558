import type { Plan, World, WorldOptions } from "../world/world.ts";
import { worldOf } from "../world/world.ts";
import { adversarial } from "./adversarial.ts";
import { calendar } from "./calendar.ts";
import { factors } from "./factors.ts";
import { heavy } from "./heavy.ts";

/** Worlds that differ in kind. What each is, its file says. */
const families = { factors, heavy, calendar, adversarial } as const;

export type FamilyName = keyof typeof families;
export const familyNames = Object.keys(families) as readonly FamilyName[];

/** The world of a family and a seed: who there is, and what happens in it besides failures that are added to it. */
export function createWorld(family: FamilyName, options: WorldOptions): World {
  const make: (seed: number, days: number) => Plan = families[family];
  return worldOf(make(options.seed, options.days), options);
}
