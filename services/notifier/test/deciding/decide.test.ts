import type { AlertData } from "@tocsin/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alert } from "../../../../packages/adapters/test/support/evidence.ts";
import { type Told, toldNothing } from "../../src/book/told.ts";
import { decide, type Situation } from "../../src/deciding/decide.ts";
import { toldAfter } from "../../src/deciding/told-after.ts";

const data = (change: Partial<AlertData> = {}): AlertData => alert(change).data;
const told: Told = {
  ...toldNothing,
  revision: 1,
  status: "open",
  severity: "critical",
  scope: "simultaneous",
};
const people = {
  updates: "important",
  hearsOfCare: true,
  refreshMs: null,
  alwaysEnds: false,
  showMs: null,
} as const;
const programs = {
  updates: "all",
  hearsOfCare: true,
  refreshMs: 60_000,
  alwaysEnds: true,
  showMs: null,
} as const;
/** Where a notification is made of what stands there a while later. */
const boards = { ...programs, showMs: 100_000 } as const;

const situation = (change: Partial<Situation>): Situation => ({
  data: data(),
  told,
  habits: people,
  acknowledgedAt: null,
  toldAtMs: null,
  quietUntilMs: null,
  nowMs: 1_000_000,
  ...change,
});
const answer = (change: Partial<Situation>) => decide(situation(change));
const wait = { kind: "wait", untilMs: null };
const resolved = { status: "resolved", resolvedAt: "2021-10-04T21:05:00Z", revision: 2 } as const;

describe("what a sink is told", () => {
  test.each([
    ["that an incident is open, when it knows nothing of it", { told: toldNothing }, "opened"],
    ["that it is worse", { told: { ...told, severity: "warning" }, data: data({ revision: 2 }) }, "worse"],
    ["that it has another scope", { told: { ...told, scope: "isolated" } }, "scope-changed"],
    ["every revision, if it wants all", { data: data({ revision: 2 }), habits: programs }, "changed"],
    ["that somebody takes care", { acknowledgedAt: "2021-10-04T15:50:00Z" }, "acknowledged"],
    ["that it is over", { data: data(resolved) }, "resolved"],
    ["that it is over, also in quiet hours", { data: data(resolved), quietUntilMs: 2_000_000 }, "resolved"],
    ["that it is taken back", { data: data({ status: "retracted", revision: 2 }) }, "retracted"],
    ["what is open again, where it forgets", { habits: programs, toldAtMs: 940_000 }, "refreshed"],
    [
      "the end of what it never heard of, where a key makes that harmless",
      { data: data(resolved), told: toldNothing, habits: programs },
      "resolved",
    ],
    [
      "that it came and went, where only what stands there is heard of",
      { data: data(resolved), told: toldNothing, habits: boards },
      "passed",
    ],
    [
      "its end, where it has stood there for long enough",
      { data: data(resolved), told: { ...told, shownAtMs: 900_000 }, habits: boards },
      "resolved",
    ],
    [
      "its end, where the clock was set back since",
      { data: data(resolved), told: { ...told, shownAtMs: 1_000_001 }, habits: boards },
      "resolved",
    ],
    [
      "that it was taken back, however short it stood there",
      {
        data: data({ status: "retracted", revision: 2 }),
        told: { ...told, shownAtMs: 999_999 },
        habits: boards,
      },
      "retracted",
    ],
    [
      "what is shown as open again, where it forgets",
      { data: data(resolved), told: { ...told, shownAtMs: 999_000 }, toldAtMs: 940_000, habits: boards },
      "refreshed",
    ],
    ["of what came and went while it was away", { data: data(resolved), told: toldNothing }, "resolved"],
    [
      "the end of what was perhaps on its way when the notifier ended",
      {
        data: data({ status: "retracted" }),
        told: { ...toldNothing, onItsWay: { revision: 1, severity: "error", scope: "isolated" } },
      },
      "retracted",
    ],
  ] as const)("%s", (_what, change, why) => {
    expect(answer(change as Partial<Situation>)).toEqual({ kind: "tell", why });
  });

  test.each([
    ["a newer revision that is not worse, where people read", { data: data({ revision: 2 }) }, wait],
    ["less severe than it was told", { data: data({ revision: 2, severity: "info" }) }, wait],
    [
      "anything new in quiet hours, until they end",
      { told: toldNothing, quietUntilMs: 2_000_000 },
      { kind: "wait", untilMs: 2_000_000 },
    ],
    [
      "another scope of what somebody takes care of",
      { told: { ...told, scope: "isolated", acknowledgedAt: "a" }, acknowledgedAt: "a" },
      wait,
    ],
    [
      "what is open again before its time",
      { habits: programs, toldAtMs: 940_001 },
      { kind: "wait", untilMs: 1_000_001 },
    ],
    [
      "anything between, if it wants nothing",
      { told: { ...told, severity: "info", scope: "isolated" }, habits: { ...people, updates: "none" } },
      wait,
    ],
    [
      "what came and went in quiet hours",
      { data: data(resolved), told: toldNothing, quietUntilMs: 2_000_000 },
      { kind: "done" },
    ],
    [
      "what was taken back before it heard of it",
      { data: data({ status: "retracted" }), told: toldNothing },
      { kind: "done" },
    ],
    [
      "the end before the beginning has stood there for long enough",
      {
        data: data(resolved),
        told: { ...told, shownAtMs: 980_000 },
        toldAtMs: 980_000,
        habits: { ...boards, refreshMs: null },
      },
      { kind: "wait", untilMs: 1_080_000 },
    ],
    [
      "more of what is over and told",
      { data: data(resolved), told: { ...told, revision: 2 } },
      { kind: "done" },
    ],
  ] as const)("not: %s", (_what, change, decision) => {
    expect(answer(change as Partial<Situation>)).toEqual(decision);
  });

  test("is never the same thing twice in a row, whatever it was", () => {
    const severity = fc.constantFrom("critical", "error", "warning", "info");
    const scope = fc.constantFrom("isolated", "simultaneous", "blind");
    const updates = fc.constantFrom("all", "important", "none");
    const status = fc.constantFrom("open", "resolved", "retracted");
    const before = fc.option(fc.record({ revision: fc.nat(3), severity, scope }), { nil: null });
    fc.assert(
      fc.property(
        fc.record({ wanted: updates, showMs: fc.constantFrom(null, 0, 1000) }),
        fc.record({ severity, scope, status, revision: fc.integer({ min: 1, max: 4 }) }),
        before,
        fc.option(fc.constant("2021-10-04T15:50:00Z"), { nil: null }),
        ({ wanted, showMs }, now, then, acknowledgedAt) => {
          const known: Told = then === null ? toldNothing : { ...told, ...then };
          const event = alert(now);
          const habits = { ...people, updates: wanted, showMs };
          const of = { data: event.data, habits, acknowledgedAt };
          const first = answer({ ...of, told: known });
          if (first.kind !== "tell") return;
          const acknowledgement = acknowledgedAt === null ? null : { at: acknowledgedAt };
          const after = toldAfter({ event, why: first.why, told: known, acknowledgement, nowMs: 1_000_000 });
          const second = answer({ ...of, told: after });
          if (second.kind === "tell") expect(second.why).not.toBe(first.why);
          else expect(["wait", "done"]).toContain(second.kind);
        },
      ),
      { numRuns: 500 },
    );
  });
});
