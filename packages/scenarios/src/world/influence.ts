import { addEffect, type Conditions, ordinary } from "./conditions.ts";

/** Something that changes the conditions of one unit (a service, or service/operation) for a while. */
export interface Influence {
  readonly unit: string;
  /** Epoch milliseconds. Minutes that lie wholly outside are not touched. */
  readonly from: number;
  readonly until: number;
  /** Changes the conditions of the minute that begins at `ts` in place. */
  readonly apply: (conditions: Conditions, ts: number) => void;
}

const minuteMs = 60_000;

/** Sets `conditions` to what holds in the minute that begins at `ts`. */
export function conditionsAt(
  conditions: Conditions,
  influences: readonly Influence[],
  ts: number,
): Readonly<Conditions> {
  Object.assign(conditions, ordinary);
  for (const influence of influences) {
    if (influence.from < ts + minuteMs && influence.until > ts) influence.apply(conditions, ts);
  }
  return conditions;
}

/** How an effect comes and goes, as a strength from 0 to 1. */
export interface Course {
  readonly from: number;
  readonly until: number;
  /** Minutes from nothing to full strength after `from`, and back to nothing after `until`. 0: at once. */
  readonly rampMinutes: number;
}

/** An effect that holds from `from` to `until`; minutes partly covered feel it partly. */
export function influence(unit: string, effect: Partial<Conditions>, course: Course): Influence {
  const end = course.until + course.rampMinutes * minuteMs;
  return {
    unit,
    from: course.from,
    until: end,
    apply: (conditions, ts) => addEffect(conditions, effect, strengthAt(course, ts)),
  };
}

function strengthAt(course: Course, ts: number): number {
  if (course.rampMinutes > 0) return rampAt(course, ts + minuteMs / 2);
  const covered = Math.min(course.until, ts + minuteMs) - Math.max(course.from, ts);
  return Math.max(0, covered / minuteMs);
}

function rampAt(course: Course, at: number): number {
  const rampMs = course.rampMinutes * minuteMs;
  const risen = (at - course.from) / rampMs;
  const remaining = 1 - (at - course.until) / rampMs;
  return Math.max(0, Math.min(1, risen, remaining));
}
