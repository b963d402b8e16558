import { expect, test } from "vitest";
import { isSettling, knownFailures, settledAt, togetherWindows } from "../../src/incident/together.ts";
import { incidentOf, minuteMs, now, progressOf } from "../support/verdicts.ts";

/** Left out whenever the onset; `to` is of no account then. */
const always = expect.objectContaining({ from: Number.POSITIVE_INFINITY }) as unknown;
const at = { window: now, windowMs: minuteMs };
const known = (...open: ReturnType<typeof incidentOf>[]) =>
  Object.fromEntries(knownFailures(progressOf(open).incidents, at));

test("the members of an open simultaneous incident are left out of the detector, whenever the onset", () => {
  expect(known(incidentOf("simultaneous", { members: ["ant", "bee"] }))).toEqual({
    ant: always,
    bee: always,
  });
});

test.each([
  [60, 35, 45],
  [90, 5, 15],
  [95, 0, 10],
  [98, 0, 7],
])(
  "who fails alone since window %d counts for no onset less than %d windows ago, and no old start over %d",
  (onsetWindow, from, to) => {
    expect(known(incidentOf("isolated", { onsetWindow }))).toEqual({ ant: { from, to } });
  },
);

test.each(["reports-only", "source", "blind"] as const)(
  "an incident of scope %s leaves nobody out",
  (scope) => {
    expect(known(incidentOf(scope))).toEqual({});
  },
);

test("members that have recovered are left out too until their incident is over", () => {
  const members = [{ service: "ant", recovered: true }, "bee"];
  expect(known(incidentOf("simultaneous", { members }))).toEqual({ ant: always, bee: always });
});

test("together are onsets of five minutes, whole windows rounded up; settling takes three minutes", () => {
  const incident = incidentOf("isolated", { openedWindow: 100 });
  const of = (windowMs: number) => [
    togetherWindows({ window: now, windowMs }),
    settledAt({ window: now, windowMs }, incident),
  ];
  expect(of(60_000)).toEqual([5, 103]);
  expect(of(120_000)).toEqual([3, 102]);
  expect(of(600_000)).toEqual([1, 101]);
});

test("an incident settles in the third window after its alarm, not before", () => {
  const incident = incidentOf("simultaneous", { openedWindow: 100 });
  const settling = [100, 101, 102, 103, 104].map((window) =>
    isSettling({ window, windowMs: minuteMs }, incident),
  );
  expect(settling).toEqual([true, true, true, false, false]);
});
