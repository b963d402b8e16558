import { expect, test } from "vitest";
import { followBlindness } from "../../src/incident/blindness.ts";
import { assessmentOf, identity, incidentOf, movesOf, now, progressOf } from "../support/verdicts.ts";

const follow = (open: Parameters<typeof progressOf>[0], blindWindows: number, blind: boolean) =>
  followBlindness(progressOf(open, { blindWindows }), assessmentOf({ blind }), identity);

test("[12] two blind windows in a row open an incident that began with the first of them, and names nobody", () => {
  const { incidents, transitions } = follow([], 1, true);
  expect(movesOf({ transitions })).toEqual(["open-blind blind"]);
  expect(incidents.open[0]).toMatchObject({
    onsetWindow: now - 1,
    openedWindow: now,
    members: [],
    sources: [],
  });
});

test("one blind window is counted and opens nothing, and a window in which we see begins the count anew", () => {
  const blind = follow([], 0, true);
  expect([movesOf(blind), blind.incidents.blindWindows]).toEqual([[], 1]);
  const seeing = follow([], 1, false);
  expect([movesOf(seeing), seeing.incidents.blindWindows]).toEqual([[], 0]);
});

test("[16] while it is open more blind windows open nothing and say nothing, but keep it active", () => {
  const { incidents, transitions } = follow([incidentOf("blind")], 7, true);
  expect(transitions).toEqual([]);
  expect(incidents.open.map(({ lastActiveWindow }) => lastActiveWindow)).toEqual([now]);
});

test.each([
  [9, []],
  [10, ["recover blind: recovered"]],
])("[4] %d windows after the last blind one: %j", (ago, moves) => {
  expect(movesOf(follow([incidentOf("blind", { lastActiveWindow: now - ago })], 0, false))).toEqual(moves);
});

test("with windows of five minutes two of them are enough to end it", () => {
  const open = [incidentOf("blind", { lastActiveWindow: now - 2 })];
  const assessment = assessmentOf({ windowMs: 300_000 });
  expect(movesOf(followBlindness(progressOf(open), assessment, identity))).toEqual([
    "recover blind: recovered",
  ]);
});

test("other incidents stay as they are", () => {
  const open = [incidentOf("isolated"), incidentOf("source")];
  expect(follow(open, 1, true).incidents.open.slice(0, 2)).toEqual(open);
});
