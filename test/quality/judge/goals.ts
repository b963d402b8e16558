import type { FailureKind } from "@tocsin/worlds";
import type { Trial } from "../results.ts";
import type { Goal } from "./goal.ts";
import {
  afterRecovery,
  falseSimultaneous,
  falseSimultaneousOfFamily,
  isolatedCalledSimultaneous,
  strayIsolated,
  wrongNames,
} from "./rate-goals.ts";
import { meanGoal, type ShareGoal, shareGoal } from "./share-goal.ts";

const isOf =
  (...kinds: readonly FailureKind[]) =>
  ({ kind }: Trial): boolean =>
    kinds.includes(kind);

const foundWithin =
  (windows: number) =>
  (trial: Trial): boolean =>
    trial.found && trial.windows !== null && trial.windows <= windows;

const asOne = ({ found, incidents }: Trial): boolean => found && incidents === 1;

/** Fewer usual errors than that carry little evidence: the curve says what is found of them. */
const fewestUsualErrors = 2;
const hasErrors = ({ usualErrors }: Trial): boolean =>
  usualErrors !== null && usualErrors >= fewestUsualErrors;

/** ln of the factor on p95, in units of its usual scale. */
const fewestScales = 3;

const within = (id: FailureKind, words: string, windows: number, rest: Partial<ShareGoal> = {}): Goal =>
  shareGoal({
    id: `${id}-in-${windows}`,
    words: `${words} is found within ${windows} minutes`,
    among: isOf(id),
    isWell: foundWithin(windows),
    least: 1,
    ...rest,
  });

const times = (id: "x4" | "x2.5" | "x2", windows: number, least: number): Goal =>
  within(id, `errors ${id.replace("x", "times ")} (2 errors a minute or more usual)`, windows, {
    among: (trial) => isOf(id)(trial) && hasErrors(trial),
    least,
  });

const found = ({ found: isFound }: Trial): boolean => isFound;
const hardAndMedium = (trial: Trial): boolean => isOf("hard", "medium")(trial) && found(trial);
const onsetWithin =
  (minutes: number) =>
  ({ onsetErrorMinutes }: Trial): boolean =>
    onsetErrorMinutes !== null && Math.abs(onsetErrorMinutes) <= minutes;

/** All that is asked for, in the order in which it is printed. */
export const goals: readonly Goal[] = [
  falseSimultaneous,
  falseSimultaneousOfFamily,
  strayIsolated,
  afterRecovery,
  isolatedCalledSimultaneous,
  within("gone", "traffic gone", 5),
  within("hard", "hard failure", 5),
  within("silent", "telemetry gone", 5),
  within("pair", "hard failure of a component of two", 5),
  within("hard", "hard failure", 3, { least: 0.99 }),
  times("x4", 10, 1),
  times("x2.5", 30, 0.8),
  times("x2", 30, 0.6),
  within("p95", "p95 alone, 3 scales or more higher,", 6, {
    among: (trial) =>
      isOf("p95")(trial) && trial.latencyScales !== null && trial.latencyScales >= fewestScales,
  }),
  within("medium", "medium failure", 3, { least: 0.6 }),
  within("medium", "medium failure", 10),
  within("soft", "soft failure", 30, { least: 0.6 }),
  shareGoal({
    id: "two-of-four",
    words: "2 of 4 hard, in the calm family: one incident within 2 minutes of the second's onset",
    among: (trial) => isOf("two-of-four")(trial) && trial.family === "factors",
    // Until the second begins to fail, up to two minutes after the first, one fails alone.
    isWell: (trial) => asOne(trial) && foundWithin(2 + trial.secondAfterMinutes)(trial),
    least: 1,
  }),
  shareGoal({
    id: "cascade",
    words: "a cascade is one incident",
    among: isOf("cascade"),
    isWell: asOne,
    least: 1,
  }),
  shareGoal({
    id: "ramp",
    words: "a ramp of an hour is one incident",
    among: isOf("ramp"),
    isWell: asOne,
    least: 1,
  }),
  shareGoal({
    id: "probes",
    words: "three of three probed services down are one incident",
    among: isOf("probes"),
    isWell: asOne,
    least: 1,
  }),
  shareGoal({
    id: "reports-only",
    words: "reports without a failure are called that",
    among: isOf("reports-only"),
    isWell: found,
    least: 1,
  }),
  within("isolated", "an isolated hard failure", 10),
  wrongNames,
  shareGoal({
    id: "onset-1",
    words: "onset of hard and medium failures right to 1 minute",
    among: hardAndMedium,
    isWell: onsetWithin(1),
    least: 0.9,
  }),
  shareGoal({
    id: "onset-2",
    words: "onset of hard and medium failures right to 2 minutes",
    among: hardAndMedium,
    isWell: onsetWithin(2),
    least: 0.97,
  }),
  meanGoal({
    id: "precision",
    words: "members named in hard and medium failures that do fail",
    among: hardAndMedium,
    value: ({ precision }) => precision,
    least: 0.97,
  }),
  meanGoal({
    id: "recall",
    words: "failing services named in hard and medium failures",
    among: hardAndMedium,
    value: ({ recall }) => recall,
    least: 0.93,
  }),
];
