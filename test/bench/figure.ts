import { spreadOf } from "./measure/spread.ts";
import type { Figure, Goal, Unit } from "./report.ts";

export type Aim = Omit<Goal, "reached">;

export const atLeast = (bound: number): Aim => ({ kind: "at-least", bound });
export const atMost = (bound: number): Aim => ({ kind: "at-most", bound });

/** A named figure from its repetitions, with the goal it is held against if there is one. */
export function figure(name: string, unit: Unit, values: readonly number[], aim?: Aim): Figure {
  const spread = spreadOf(values);
  if (aim === undefined) return { name, unit, spread, goal: null };
  const reached = aim.kind === "at-least" ? spread.median >= aim.bound : spread.median <= aim.bound;
  return { name, unit, spread, goal: { ...aim, reached } };
}
