import { expect, test } from "vitest";
import { suspect } from "../../src/incident/reports-only.ts";
import {
  identity,
  incidentOf,
  movesOf,
  now,
  progressOf,
  thresholds,
  verdictOf,
} from "../support/verdicts.ts";

const complaints = { all: 12, withoutReports: 1, lag: 3, suspected: ["ant", "bee", "eel"] };

test("[14] two that are complained about are a suspicion, since the best onset of all evidence", () => {
  const { incidents, transitions } = suspect(progressOf(), verdictOf(complaints), identity);
  expect(movesOf({ transitions })).toEqual(["open-reports-only reports-only ant bee eel"]);
  expect(incidents.open[0]).toMatchObject({
    onsetWindow: now - 3,
    openedWindow: now,
    logEvidence: 12,
    withoutReports: 1,
    threshold: thresholds.alarm,
    attribution: null,
  });
  expect(incidents.open[0]?.members.map(({ onsetWindow }) => onsetWindow)).toEqual([97, 97, 97]);
});

test.each<[string, readonly Parameters<typeof incidentOf>[], readonly string[]]>([
  ["one alone is none", [], ["ant"]],
  [
    "[16] nor is anybody while a suspicion is open",
    [["reports-only", { members: ["cat", "dog"] }]],
    ["ant", "bee"],
  ],
  ["who fails alone is not suspected besides", [["isolated", { members: ["ant"] }]], ["ant", "bee"]],
  ["nor who fails with others", [["simultaneous", { members: ["ant", "cat"] }]], ["ant", "bee"]],
])("%s", (_title, open, suspected) => {
  const before = progressOf(open.map(([scope, changes]) => incidentOf(scope, changes)));
  expect(suspect(before, verdictOf({ ...complaints, suspected }), identity)).toEqual(before);
});

test("the onset is that of the group with most evidence, and suspects are asked for since then", () => {
  const groups = [
    { name: "core", weight: 0.9, logEvidence: 9, bestLag: 15 },
    { name: "all", weight: 0.1, logEvidence: 11, bestLag: 4 },
  ];
  const asked: number[] = [];
  const ask = { suspectedSince: (lag: number) => (asked.push(lag), ["ant", "bee"]) };
  const verdict = { ...verdictOf({ ask }), all: { logEvidence: 12, groups } };
  expect(suspect(progressOf(), verdict, identity).incidents.open[0]?.onsetWindow).toBe(now - 4);
  expect(asked).toEqual([4]);
});
