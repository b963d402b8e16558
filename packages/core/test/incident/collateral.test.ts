import { expect, test } from "vitest";
import { noteCollateral } from "../../src/incident/collateral.ts";
import { incidentOf, movesOf, now, progressOf, verdictOf } from "../support/verdicts.ts";

const opened = (ago: number, rest: Parameters<typeof incidentOf>[1] = {}) =>
  incidentOf("simultaneous", { openedWindow: now - ago, ...rest });
const note = (incident: ReturnType<typeof incidentOf>, complained: readonly string[], windowMs = 60_000) =>
  noteCollateral(progressOf([incident]), verdictOf({ complained, windowMs }));

test("[14] five minutes after the alarm those are named who are complained about and do not fail", () => {
  const { transitions, incidents } = note(opened(5), ["ant", "eel", "fox"]);
  expect(movesOf({ transitions })).toEqual(["revise simultaneous ant bee cat: collateral-changed"]);
  expect(incidents.open[0]?.collateral).toEqual(["eel", "fox"]);
});

test.each([
  [0, 0],
  [1, 0],
  [4, 0],
  [5, 1],
  [6, 0],
  [10, 1],
  [11, 0],
  [15, 1],
])(
  "%d windows after the alarm %d alerts tell of them: every five minutes they are looked for",
  (ago, alerts) => {
    expect(note(opened(ago), ["eel"]).transitions).toHaveLength(alerts);
  },
);

test("with windows of two minutes they are looked for in every third", () => {
  expect([2, 3, 4, 5, 6].map((ago) => note(opened(ago), ["eel"], 120_000).transitions.length)).toEqual([
    0, 1, 0, 0, 1,
  ]);
});

test("who is named already is not told of again, and stays named when others come", () => {
  expect(note(opened(5, { collateral: ["eel"] }), ["eel"]).transitions).toEqual([]);
  const { incidents } = note(opened(5, { collateral: ["eel"] }), ["fox"]);
  expect(incidents.open[0]?.collateral).toEqual(["eel", "fox"]);
});

test("who fails alone meanwhile is not blamed without cause", () => {
  const open = [opened(5), incidentOf("isolated", { members: ["eel"] })];
  const { incidents } = noteCollateral(progressOf(open), verdictOf({ complained: ["eel", "fox"] }));
  expect(incidents.open.map(({ collateral }) => collateral)).toEqual([["fox"], []]);
});

test.each(["isolated", "reports-only", "source", "blind"] as const)(
  "beside an incident of scope %s nobody is named",
  (scope) => {
    expect(note(incidentOf(scope, { openedWindow: now - 5 }), ["eel"]).transitions).toEqual([]);
  },
);
