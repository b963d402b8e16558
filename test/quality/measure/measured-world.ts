import type { AlertEvent } from "@tocsin/core";
import {
  createWorld,
  type Failure,
  failureAt,
  type FailureKind,
  failureKinds,
  type FamilyName,
  minutesPerDay,
  topologyOf,
  type World,
} from "@tocsin/worlds";
import type { Naming, Trial, WorldResults } from "../results.ts";
import { follow } from "./followed-world.ts";
import { judgeQuiet } from "./quiet-run.ts";
import { naming, trial, type TrialInput } from "./trial.ts";

/** One world to be measured in. */
export interface WorldTask {
  readonly family: FamilyName;
  readonly seed: number;
  /** Days before the first that is judged. */
  readonly learnedDays: number;
  readonly judgedDays: number;
  /** Times of a judged day at which something fails, each in a copy of the world. */
  readonly slotsPerDay: number;
  /** Kinds of failures tried at each of them, by turns. */
  readonly kindsPerSlot: number;
}

/** The failures of one slot begin within the first hour after it, so that they meet all minutes of the hour. */
const spreadMinutes = 60;
/** No lone outage may be so near to a failure that is tried. */
const clearBeforeMinutes = 120;
const clearAfterMinutes = 60;

/** Whose component is asked for under a partly wrong topology. */
const namedKinds: ReadonlySet<FailureKind> = new Set(["gone", "hard", "silent", "x4"]);

/**
 * Follows the world once from its beginning to its end. At each slot a copy of the detector goes on in copies of the
 * world, in each of which something else fails.
 */
export function measureWorld(task: WorldTask): WorldResults {
  const { family, seed, learnedDays, judgedDays, slotsPerDay } = task;
  const world = createWorld(family, { seed, days: learnedDays + judgedDays });
  const follower = follow(world, topologyOf(world));
  const alerts: AlertEvent[] = [];
  const trials: Trial[] = [];
  const namings: Naming[] = [];
  const fromMinute = learnedDays * minutesPerDay;
  for (let slot = 0; slot < judgedDays * slotsPerDay; slot += 1) {
    const minute = fromMinute + Math.floor((slot * minutesPerDay) / slotsPerDay);
    alerts.push(...follower.until(minute));
    const moment = follower.moment();
    for (const failure of failuresOf(task, world, slot, minute)) {
      const input: TrialInput = { family, world, moment, failure };
      trials.push(trial(input));
      const named = namedKinds.has(failure.kind) ? naming(input) : null;
      if (named !== null) namings.push(named);
    }
  }
  alerts.push(...follower.until(world.minutes));
  return { quiet: judgeQuiet(world, alerts, { family, fromMinute }), trials, namings };
}

function failuresOf(
  { kindsPerSlot, seed }: WorldTask,
  world: World,
  slot: number,
  minute: number,
): readonly Failure[] {
  return Array.from({ length: kindsPerSlot }, (_, index) => {
    const turn = slot * kindsPerSlot + index;
    const kind = failureKinds[(turn + seed) % failureKinds.length]!;
    return failureAt(world, kind, minute + 2 + ((turn * 7) % (spreadMinutes - 2)));
  }).filter((failure): failure is Failure => failure !== null && isClear(world, failure));
}

/** Nothing else fails near by: what is found is the failure, and what is missed too. */
const isClear = (world: World, { from, to }: Failure): boolean =>
  to + clearAfterMinutes < world.minutes &&
  !world.incidents.some(
    (one) =>
      one.id.startsWith("lone-") && one.from < to + clearAfterMinutes && one.to > from - clearBeforeMinutes,
  );
