import { describe, expect, test } from "vitest";
import type { Diagnosis, KnownFailures } from "../../src/correlate/index.ts";
import type { Incident } from "../../src/incident/index.ts";
import { settleIsolated, settleShared } from "../../src/incident/settling.ts";
import {
  diagnosisOf,
  incidentOf,
  movesOf,
  namesOf,
  now,
  progressOf,
  verdictOf,
} from "../support/verdicts.ts";

const alarmed = (ago: number, rest: Parameters<typeof incidentOf>[1] = {}) =>
  incidentOf("simultaneous", { openedWindow: now - ago, onsetWindow: 96, ...rest });
const settle = (
  open: readonly Incident[],
  diagnosis: Diagnosis,
  rest: Parameters<typeof verdictOf>[0] = {},
) => settleShared(progressOf(open), verdictOf({ diagnosis, ...rest }));

describe("three windows after the alarm a simultaneous failure is read again", () => {
  const same = { members: ["ant", "bee", "cat"], onsetWindow: 96, component: "core" };

  test.each<[string, Parameters<typeof diagnosisOf>[0], readonly string[]]>([
    ["nothing new is no alert", same, []],
    [
      "a member more",
      { ...same, members: ["ant", "bee", "cat", "dog"] },
      ["revise simultaneous ant bee cat dog: members-changed"],
    ],
    ["one less", { ...same, members: ["ant", "cat"] }, ["revise simultaneous ant cat: members-changed"]],
    ["the same in another order is nothing new", { ...same, members: ["cat", "bee", "ant"] }, []],
    [
      "another component",
      { ...same, component: "all" },
      ["revise simultaneous ant bee cat: component-changed"],
    ],
    ["no component", { ...same, component: null }, ["revise simultaneous ant bee cat: component-changed"]],
    [
      "[6] an onset five windows before",
      { ...same, onsetWindow: 91 },
      ["revise simultaneous ant bee cat: onset-revised"],
    ],
    ["[6] one six windows before is not believed", { ...same, onsetWindow: 90 }, []],
    ["[13] nor is one after the alarm", { ...same, onsetWindow: 98 }, []],
    ["[14] a single member is no reading of it", { ...same, members: ["ant"] }, []],
  ])("%s", (_title, changes, moves) => {
    expect(movesOf(settle([alarmed(3)], diagnosisOf(changes)))).toEqual(moves);
  });

  test("where it is open which explanation is true, no component is named any more, and nobody is said to be spared", () => {
    const candidates = [
      { name: "core", odds: 2 },
      { name: "rest", odds: 0.5 },
    ];
    const open = diagnosisOf({ ...same, candidates, notFailing: ["dog"], unknown: ["eel"] });
    const { transitions } = settle([alarmed(3, { notFailing: ["dog"] })], open);
    expect(movesOf({ transitions })).toEqual(["revise simultaneous ant bee cat: component-changed"]);
    expect(transitions[0]?.incident).toMatchObject({
      attribution: { component: null, candidates },
      notFailing: [],
      unknown: [],
    });
  });

  test("new odds, evidence and onsets of members are kept where nothing else changed, and nobody is told", () => {
    const diagnosis = diagnosisOf({ ...same, members: [{ service: "ant", onsetWindow: 95 }, "bee", "cat"] });
    const attribution = { ...diagnosis.attribution, odds: 5000 };
    const { transitions, incidents } = settle([alarmed(3)], { ...diagnosis, attribution }, { all: 40 });
    expect(transitions).toEqual([]);
    expect(incidents.open[0]).toMatchObject({ attribution: { odds: 5000 }, logEvidence: 40, revision: 1 });
    expect(incidents.open[0]?.members[0]?.onsetWindow).toBe(95);
  });

  test("how deeply a member failed in the window before is known still, so that one bad window raises nothing", () => {
    const members = [{ service: "ant", depth: "mild" } as const, "bee", "cat"];
    const diagnosis = diagnosisOf({ ...same, members: ["ant", "bee", "cat", "dog"] });
    const depths = settle([alarmed(3, { members })], diagnosis).incidents.open[0]!.members.map(
      ({ service, depth }) => [service, depth],
    );
    expect(depths).toEqual([
      ["ant", "mild"],
      ["bee", null],
      ["cat", null],
      ["dog", null],
    ]);
  });

  test.each([0, 1, 2, 4, 30])("and in no other window: not %d windows after", (ago) => {
    const other = diagnosisOf({ members: ["dog", "eel"], onsetWindow: 94, component: "all" });
    expect(movesOf(settle([alarmed(ago)], other))).toEqual([]);
  });

  test("[6] an onset that moved too far stays as it was while the members change", () => {
    const { incidents } = settle([alarmed(3)], diagnosisOf({ members: ["ant", "bee"], onsetWindow: 88 }));
    expect(incidents.open[0]).toMatchObject({ onsetWindow: 96, onsetWindows: [95, 97] });
  });

  test.each([
    [9, 9, [15, 15]],
    [40, 9, [40, 15]],
    [9, 40, [15, 40]],
  ])("[15] evidence of %d and %d nats becomes %j, the most so far", (logEvidence, withoutReports, most) => {
    const diagnosis = diagnosisOf({ members: ["ant", "bee"], onsetWindow: 96 });
    const ask = { detect: () => ({ logEvidence, withoutReports }) };
    const [incident] = settle([alarmed(3)], diagnosis, { ask }).incidents.open;
    expect([incident?.logEvidence, incident?.withoutReports]).toEqual(most);
  });

  test("the detector is asked as if the incident were not there, with the others known", () => {
    const known: KnownFailures[] = [];
    const detect = (failures: KnownFailures) => (
      known.push(failures),
      { logEvidence: 20, withoutReports: 20 }
    );
    const other = incidentOf("simultaneous", { members: ["eel", "fox"], openedWindow: 50, onsetWindow: 48 });
    settle([other, alarmed(3)], diagnosisOf({ members: ["ant", "bee"], onsetWindow: 96 }), {
      ask: { detect },
    });
    expect(known.map((one) => [...one.keys()])).toEqual([["eel", "fox"]]);
  });

  test("[8] an isolated incident that proves part of it is retracted in its favour", () => {
    const alone = incidentOf("isolated", { members: ["dog"], openedWindow: 98, onsetWindow: 97 });
    const members = ["ant", "bee", "cat", "dog"];
    const { transitions } = settle([alarmed(3), alone], diagnosisOf({ members, onsetWindow: 96 }));
    expect(movesOf({ transitions })).toEqual([
      "revise simultaneous ant bee cat dog: members-changed",
      "supersede isolated dog: superseded",
    ]);
    const [wide, narrow] = transitions.map(({ incident }) => incident);
    expect([wide?.supersedes, narrow?.supersededBy]).toEqual([[narrow?.id], wide?.id]);
  });

  test("[9] one that began at another time keeps its service", () => {
    const alone = incidentOf("isolated", { members: ["dog"], openedWindow: 82, onsetWindow: 80 });
    const members = ["ant", "bee", "cat", "dog"];
    const { transitions } = settle([alone, alarmed(3)], diagnosisOf({ members, onsetWindow: 96 }));
    expect(movesOf({ transitions })).toEqual([]);
  });
});

describe("three windows after the alarm the onset of an isolated failure is read again", () => {
  const opened = (ago: number) => incidentOf("isolated", { openedWindow: now - ago, onsetWindow: 95 });
  const settleOne = (incident: Incident, onsetOf: (service: string, threshold: number) => number | null) =>
    settleIsolated(progressOf([incident]), verdictOf({ ask: { onsetOf } }));

  test.each([
    [90, 90],
    [94, 94],
    [97, 97],
    [98, null],
    [95, null],
    [89, null],
    [null, null],
  ])("[6] read as %j it becomes %j (null: it stays, and nobody is told)", (read, onsetWindow) => {
    const { transitions } = settleOne(opened(3), () => read);
    expect(transitions.map(({ incident }) => incident.onsetWindow)).toEqual(
      onsetWindow === null ? [] : [onsetWindow],
    );
  });

  test("the service's own onset goes with it, and why is said", () => {
    const { transitions } = settleOne(opened(3), () => 93);
    expect(movesOf({ transitions })).toEqual(["revise isolated ant: onset-revised"]);
    expect(transitions[0]?.incident).toMatchObject({
      onsetWindows: [93, 93],
      members: [{ onsetWindow: 93 }],
    });
  });

  test("it is asked for by the service and the threshold that the incident crossed", () => {
    const asked: unknown[] = [];
    settleOne(opened(3), (service, threshold) => (asked.push([service, threshold]), null));
    expect(asked).toEqual([["ant", 12]]);
  });

  test.each([0, 1, 2, 4])("not %d windows after", (ago) => {
    expect(settleOne(opened(ago), () => 93).transitions).toEqual([]);
  });

  test.each(["simultaneous", "reports-only"] as const)("not of an incident of scope %s", (scope) => {
    expect(settleOne(incidentOf(scope, { openedWindow: now - 3 }), () => 93).transitions).toEqual([]);
  });
});

test("members that settle are read as failing now, each with its own onset", () => {
  const members = [
    { service: "ant", onsetWindow: 94 },
    { service: "dog", onsetWindow: 97 },
  ];
  const [incident] = settle([alarmed(3)], diagnosisOf({ members, onsetWindow: 94 })).incidents.open;
  expect(namesOf(incident!)).toBe("ant dog");
  expect(
    incident?.members.map(({ onsetWindow, lastActiveWindow }) => [onsetWindow, lastActiveWindow]),
  ).toEqual([
    [94, now],
    [97, now],
  ]);
});
