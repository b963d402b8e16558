import { describe, expect, test } from "vitest";
import type { Judged, Measured } from "./judge/goal.ts";
import { goals } from "./judge/goals.ts";
import type { Naming, QuietRun, Trial } from "./results.ts";

const usual: Trial = {
  family: "factors",
  seed: 1,
  minute: 5000,
  kind: "hard",
  component: "store",
  services: ["account", "basket", "cart"],
  usualErrors: 3,
  latencyScales: null,
  found: true,
  windows: 2,
  secondAfterMinutes: 0,
  onsetErrorMinutes: 0,
  incidents: 1,
  precision: 1,
  recall: 1,
  innocentBlamed: [],
  calledSimultaneous: true,
  afterRecovery: 0,
};

const quietRun: QuietRun = {
  family: "factors",
  seed: 1,
  days: 300,
  services: 12,
  simultaneous: [],
  isolated: [],
  afterRecovery: [],
  loneOutages: { all: 60, found: 60, calledSimultaneous: 0 },
};

const nothing: Measured = { quiet: [], trials: [], namings: [] };
const judged = (id: string, measured: Partial<Measured>): Judged =>
  goals.find((goal) => goal.id === id)!.judge({ ...nothing, ...measured });
const trials = (...changes: readonly Partial<Trial>[]): Pick<Measured, "trials"> => ({
  trials: changes.map((change) => ({ ...usual, ...change })),
});
const alarm = { family: "factors", seed: 7, minute: 4000, services: ["cart"] } as const;

test("each goal has a name of its own, and tells nothing where nothing was measured", () => {
  expect(new Set(goals.map(({ id }) => id)).size).toBe(goals.length);
  for (const goal of goals) expect(goal.judge(nothing)).toMatchObject({ value: null, verdict: "open" });
});

describe("found in time", () => {
  test("late, and found with another scope, are not found, and are named to be looked at again", () => {
    const measured = trials(
      {},
      { windows: 5 },
      { windows: 6, seed: 2 },
      { found: false, windows: null, seed: 3 },
    );
    expect(judged("hard-in-5", measured)).toMatchObject({
      value: 0.5,
      count: 2,
      of: 4,
      verdict: "not reached",
      failing: [
        { family: "factors", seed: 2, minute: 5000, failure: "hard" },
        { family: "factors", seed: 3, minute: 5000, failure: "hard" },
      ],
    });
  });

  test("errors so many times count from two usual errors a minute on", () => {
    const measured = trials({ kind: "x2" }, { kind: "x2", usualErrors: 1.9, found: false, windows: null });
    expect(judged("x2-in-30", measured)).toMatchObject({ count: 1, of: 1, verdict: "reached" });
  });

  test("p95 counts from three usual scales on", () => {
    const measured = trials(
      { kind: "p95", latencyScales: 3 },
      { kind: "p95", latencyScales: 2.9, found: false, windows: null },
    );
    expect(judged("p95-in-6", measured)).toMatchObject({ count: 1, of: 1 });
  });

  test("a cascade is right as one incident alone", () => {
    const measured = trials(
      { kind: "cascade" },
      { kind: "cascade", incidents: 2 },
      { kind: "cascade", found: false },
    );
    expect(judged("cascade", measured)).toMatchObject({ count: 1, of: 3 });
  });

  test("2 of 4 are asked for in the calm family alone", () => {
    const measured = trials({ kind: "two-of-four" }, { kind: "two-of-four", family: "heavy", found: false });
    expect(judged("two-of-four", measured)).toMatchObject({ count: 1, of: 1 });
  });

  test("2 of 4 have two minutes from the onset of the second on", () => {
    const measured = trials(
      { kind: "two-of-four", windows: 4, secondAfterMinutes: 2 },
      { kind: "two-of-four", windows: 4, secondAfterMinutes: 1 },
    );
    expect(judged("two-of-four", measured)).toMatchObject({ count: 1, of: 2 });
  });

  test("onsets are judged of what was found", () => {
    const measured = trials({ onsetErrorMinutes: -1 }, { onsetErrorMinutes: 2 }, { found: false });
    expect(judged("onset-1", measured)).toMatchObject({ count: 1, of: 2 });
    expect(judged("onset-2", measured)).toMatchObject({ count: 2, of: 2, verdict: "reached" });
  });
});

describe("false alarms", () => {
  const run = (days: number, alarms: number): Pick<Measured, "quiet"> => ({
    quiet: [{ ...quietRun, days, simultaneous: Array.from({ length: alarms }, () => alarm) }],
  });

  test("seven in 1,200 days are few enough, eight are not", () => {
    expect(judged("false-simultaneous", run(1200, 7)).verdict).toBe("reached");
    expect(judged("false-simultaneous", run(1200, 8)).verdict).toBe("not reached");
  });

  test("a few days without any tell nothing", () => {
    expect(judged("false-simultaneous", run(20, 0)).verdict).toBe("open");
    expect(judged("false-simultaneous", run(300, 0)).verdict).toBe("reached");
    expect(judged("false-simultaneous", run(20, 1)).verdict).toBe("not reached");
  });

  test("the worst family must not hide among the others", () => {
    const alarms = Array.from({ length: 2 }, () => alarm);
    const others = Array.from({ length: 3 }, (): QuietRun => ({ ...quietRun, family: "heavy" }));
    const quiet = [{ ...quietRun, simultaneous: alarms }, ...others];
    expect(judged("false-simultaneous", { quiet }).verdict).toBe("reached");
    expect(judged("false-simultaneous-family", { quiet })).toMatchObject({
      value: 2,
      count: 2,
      of: 300,
      verdict: "not reached",
    });
    const fewer = [{ ...quietRun, simultaneous: [alarm] }, ...others];
    expect(judged("false-simultaneous-family", { quiet: fewer }).verdict).toBe("reached");
  });

  test("isolated ones are counted per day of twelve services", () => {
    const quiet = [
      { ...quietRun, days: 100, services: 24, isolated: Array.from({ length: 20 }, () => alarm) },
    ];
    expect(judged("stray-isolated", { quiet })).toMatchObject({ value: 0.1, verdict: "reached" });
  });

  test("one after a recovery is one too many", () => {
    const quiet = [{ ...quietRun, afterRecovery: [alarm] }];
    expect(judged("after-recovery", { quiet })).toMatchObject({ value: 1, verdict: "not reached" });
    expect(judged("after-recovery", { quiet: [quietRun], ...trials({ afterRecovery: 1 }) }).value).toBe(1);
  });

  test("an isolated failure that was called simultaneous counts, added or not", () => {
    const quiet = [{ ...quietRun, loneOutages: { all: 999, found: 999, calledSimultaneous: 2 } }];
    const measured = { quiet, ...trials({ kind: "isolated", calledSimultaneous: true }) };
    expect(judged("isolated-called-simultaneous", measured)).toMatchObject({
      count: 3,
      of: 1000,
      verdict: "reached",
    });
  });
});

test("names are judged from two hundred statements on", () => {
  const named = (count: number, wrong: number): Pick<Measured, "namings"> => ({
    namings: Array.from({ length: count }, (_, index): Naming => ({
      family: "heavy",
      seed: index,
      minute: 1,
      kind: "gone",
      truth: "store",
      named: index < wrong ? "queue" : "store",
      odds: 30,
    })),
  });
  expect(judged("wrong-names", named(199, 0)).verdict).toBe("open");
  expect(judged("wrong-names", named(200, 9)).verdict).toBe("reached");
  expect(judged("wrong-names", named(200, 12))).toMatchObject({ verdict: "not reached" });
});
