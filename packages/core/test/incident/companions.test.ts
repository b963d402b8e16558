import { describe, expect, test } from "vitest";
import { gatherCompanions } from "../../src/incident/companions.ts";
import type { Incident } from "../../src/incident/index.ts";
import { stepIsolated } from "../../src/incident/isolated.ts";
import {
  explanationOf,
  identity,
  incidentOf,
  movesOf,
  now,
  progressOf,
  verdictOf,
} from "../support/verdicts.ts";

const wide = { name: "wide", implied: false, fewest: 3, services: ["ant", "bee", "eel"] };
const core = { name: "core", implied: false, fewest: 3, services: ["ant", "bee", "dog"] };
const groups = [core, wide];
const opened = (ago: number, changes: Parameters<typeof incidentOf>[1] = {}) =>
  incidentOf("simultaneous", {
    members: ["ant", "bee"],
    openedWindow: now - ago,
    onsetWindow: now - ago - 2,
    notFailing: ["dog"],
    ...changes,
  });
const gather = (open: readonly Incident[], rest: Parameters<typeof verdictOf>[0] = {}) =>
  gatherCompanions(progressOf(open), verdictOf({ groups, ...rest }));

describe("an isolated incident that was open before", () => {
  const dog = incidentOf("isolated", { members: ["dog"], openedWindow: 62, onsetWindow: 60 });

  test("[8] [9] joins the shared failure of its component once that has settled, whenever it began", () => {
    const shared = opened(3);
    const { transitions, incidents } = gather([dog, shared]);
    expect(movesOf({ transitions })).toEqual([
      "revise simultaneous ant bee dog: members-changed",
      "supersede isolated dog: superseded",
    ]);
    expect(incidents.open).toMatchObject([{ id: shared.id, supersedes: [dog.id], notFailing: [] }]);
  });

  test("waits while that settles: its members and component are read again", () => {
    expect(movesOf(gather([dog, opened(2)]))).toEqual([]);
  });

  test("joins later too, when the shared failure has come to its component", () => {
    expect(movesOf(gather([dog, opened(40)]))).toHaveLength(2);
  });

  test.each<[string, string | null]>([
    ["of another component", "wide"],
    ["of none", null],
  ])("stays alone beside a shared failure %s", (_title, component) => {
    expect(movesOf(gather([dog, opened(40, { component })]))).toEqual([]);
  });

  test("keeps its onset, or has another where what it showed before proves to have been something else", () => {
    const asked: unknown[] = [];
    const joinedOnset = (
      { service, onsetWindow }: { service: string; onsetWindow: number },
      since: number,
    ) => (asked.push([service, onsetWindow, since]), 95);
    const { incidents } = gather([dog, opened(3)], { ask: { joinedOnset } });
    expect(asked).toEqual([["dog", 60, 95]]);
    expect(incidents.open[0]?.members.at(-1)).toMatchObject({ service: "dog", onsetWindow: 95 });
    expect(gather([dog, opened(3)]).incidents.open[0]?.members.at(-1)).toMatchObject({ onsetWindow: 60 });
  });
});

describe("who fails outside the component of a shared failure", () => {
  const explanation = { ...explanationOf("wide", 3), unknown: ["fox"] };
  const step = (open: readonly Incident[], rest: Parameters<typeof verdictOf>[0]) =>
    stepIsolated(
      progressOf(open),
      verdictOf({ groups, isolated: [{ service: "eel", onsetWindow: 80 }], ...rest }),
      identity,
    );

  test("[5] joins it where one declared component explains all that fail at three to one, which is named then", () => {
    const { transitions, incidents } = step([opened(10)], { explanation });
    expect(movesOf({ transitions })).toEqual(["revise simultaneous ant bee eel: members-changed"]);
    expect(incidents.open[0]).toMatchObject({
      attribution: { component: "wide", odds: 3 },
      notFailing: [],
      unknown: ["fox"],
    });
  });

  test("is alone at less", () => {
    expect(movesOf(step([opened(10)], { explanation: explanationOf("wide", 2.9) }))).toEqual([
      "open-isolated isolated eel",
    ]);
  });

  test("is alone while that settles, and is looked at again when it has", () => {
    const settling = opened(2);
    const { incidents } = step([settling], { explanation });
    expect(incidents.open.map(({ scope }) => scope)).toEqual(["simultaneous", "isolated"]);
    const later = gatherCompanions(
      progressOf(incidents.open),
      verdictOf({ window: now + 1, groups, explanation }),
    );
    expect(movesOf(later)).toEqual([
      "revise simultaneous ant bee eel: members-changed",
      "supersede isolated eel: superseded",
    ]);
    expect(movesOf(gather(incidents.open, { window: now + 2, explanation }))).toEqual([]);
  });

  test("what is asked: those who fail and have not recovered, against everybody who is in no other incident", () => {
    const asked: unknown[] = [];
    const explain = (failing: readonly { service: string }[], others: readonly string[]) => (
      asked.push([failing.map(({ service }) => service), others]),
      explanation
    );
    const shared = opened(10, { members: ["ant", { service: "bee", recovered: true }] });
    const fox = incidentOf("isolated", { members: ["fox"], openedWindow: 62, onsetWindow: 60 });
    step([fox, shared], { ask: { explain } });
    expect(asked).toEqual([
      [
        ["ant", "eel"],
        ["cat", "dog"],
      ],
    ]);
  });
});
