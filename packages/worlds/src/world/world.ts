import { type Course, courseOf, sharedCourse } from "./course.ts";
import { type Influence, type Influences, influencesByHour } from "./influence.ts";
import type { Service } from "./service.ts";
import { minutesPerDay } from "./world-time.ts";

export type Scope = "isolated" | "simultaneous" | "reports-only";

/** A failure that really happens, in minutes of the world; `to` is the first minute in which it is over. */
export interface TrueIncident {
  readonly id: string;
  readonly scope: Scope;
  readonly from: number;
  readonly to: number;
  readonly services: readonly string[];
  readonly component: string | null;
}

/** What a family makes of a seed: who there is, and everything that happens to them. */
export interface Plan {
  readonly services: readonly Service[];
  readonly components: Readonly<Record<string, readonly string[]>>;
  readonly influences: readonly Influence[];
  /** Which of these are failures: the others are life. */
  readonly incidents: readonly TrueIncident[];
}

/** A world, ready to be measured. The same seed and family give the same telemetry, however long it is. */
export interface World extends Plan {
  readonly seed: number;
  readonly minutes: number;
  readonly courses: ReadonlyMap<string, Course>;
  readonly byHour: Influences;
}

export interface WorldOptions {
  readonly seed: number;
  readonly days: number;
  /** Residuals of real series on a logarithmic scale, for families that are restless by residuals. */
  readonly residuals?: readonly (readonly number[])[] | null;
}

export function worldOf(plan: Plan, { seed, days, residuals = null }: WorldOptions): World {
  const minutes = days * minutesPerDay;
  const shared = sharedCourse(seed, minutes);
  const courses = new Map(
    plan.services.map((service) => [service.name, courseOf(service, { seed, minutes, shared, residuals })]),
  );
  return { ...plan, seed, minutes, courses, byHour: influencesByHour(plan.influences) };
}

/** The same world in which something more happens. The numbers of everything else stay as they are. */
export function withFailure(
  world: World,
  failure: { readonly influences: readonly Influence[]; readonly incidents: readonly TrueIncident[] },
): World {
  const influences = [...world.influences, ...failure.influences];
  const incidents = [...world.incidents, ...failure.incidents];
  return { ...world, influences, incidents, byHour: influencesByHour(influences) };
}
