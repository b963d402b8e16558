import { describe, expect, test } from "vitest";
import { stepIsolated } from "../../src/incident/isolated.ts";
import type { Incident } from "../../src/incident/index.ts";
import {
  identity,
  incidentOf,
  movesOf,
  now,
  progressOf,
  thresholds,
  verdictOf,
} from "../support/verdicts.ts";

type Failures = NonNullable<Parameters<typeof verdictOf>[0]>["isolated"];
const step = (open: readonly Incident[], isolated: Failures) =>
  stepIsolated(progressOf(open), verdictOf({ isolated: isolated! }), identity);

describe("a service that fails by itself", () => {
  test("[14] has an incident of its own, which says since when and how sure it is", () => {
    const { transitions, incidents } = step([], [{ service: "eel", onsetWindow: 93, logEvidence: 17 }]);
    expect(movesOf({ transitions })).toEqual(["open-isolated isolated eel"]);
    expect(incidents.open[0]).toMatchObject({
      onsetWindow: 93,
      openedWindow: now,
      logEvidence: 17,
      withoutReports: 17,
      threshold: thresholds.isolated,
      attribution: null,
    });
  });

  test.each([
    ["isolated", []],
    ["simultaneous", []],
    ["reports-only", ["open-isolated isolated ant"]],
  ] as const)("[9] and is in an incident of scope %s already: %j", (scope, moves) => {
    const open = incidentOf(scope, { openedWindow: 60, onsetWindow: 58 });
    expect(movesOf(step([open], [{ service: "ant" }]))).toEqual(moves);
  });
});

describe("a simultaneous incident is open", () => {
  const settled = incidentOf("simultaneous", { members: ["ant", "bee"], openedWindow: 80, onsetWindow: 78 });
  const joins = (service: string) => [`revise simultaneous ant bee ${service}: members-changed`];
  const alone = (service: string) => [`open-isolated isolated ${service}`];

  test.each<[string, string, number, readonly string[]]>([
    ["a service of its component joins whenever it began", "dog", 97, joins("dog")],
    ["one that began within five minutes of it joins too", "eel", 83, joins("eel")],
    ["one of neither is alone", "eel", 84, alone("eel")],
  ])("%s", (_title, service, onsetWindow, moves) => {
    expect(movesOf(step([settled], [{ service, onsetWindow }]))).toEqual(moves);
  });

  test("what everybody shares makes nobody join", () => {
    const everybody = {
      ...settled,
      attribution: { component: "all", odds: 3, runnerUp: null, candidates: [] },
    };
    expect(movesOf(step([everybody], [{ service: "dog", onsetWindow: 97 }]))).toEqual(alone("dog"));
  });

  test("without a component only the onset counts", () => {
    const unexplained = {
      ...settled,
      attribution: { component: null, odds: 3, runnerUp: null, candidates: [] },
    };
    expect(movesOf(step([unexplained], [{ service: "dog", onsetWindow: 97 }]))).toEqual(alone("dog"));
    expect(movesOf(step([unexplained], [{ service: "dog", onsetWindow: 80 }]))).toEqual(joins("dog"));
  });

  test("while it settles who belongs to it waits, and who does not is alone at once", () => {
    const settling = incidentOf("simultaneous", {
      members: ["ant", "bee"],
      openedWindow: 98,
      onsetWindow: 96,
    });
    const failures = [
      { service: "dog", onsetWindow: 97 },
      { service: "eel", onsetWindow: 60 },
    ];
    expect(movesOf(step([settling], failures))).toEqual(alone("eel"));
  });

  test("two that join in one window are told of one after the other", () => {
    const failures = [
      { service: "cat", onsetWindow: 97 },
      { service: "dog", onsetWindow: 97 },
    ];
    const { transitions, incidents } = step([settled], failures);
    expect(transitions.map(({ incident }) => incident.revision)).toEqual([2, 3]);
    expect(incidents.open[0]?.members.map(({ service }) => service)).toEqual(["ant", "bee", "cat", "dog"]);
  });
});
