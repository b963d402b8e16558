import { describe, expect, test } from "vitest";
import { followSources } from "../../src/incident/silent-source.ts";
import { assessmentOf, identity, incidentOf, movesOf, now, progressOf } from "../support/verdicts.ts";

type Silent = NonNullable<Parameters<typeof assessmentOf>[0]>["faultySources"];
const follow = (open: Parameters<typeof progressOf>[0], faultySources: Silent = []) =>
  followSources(progressOf(open), assessmentOf({ faultySources }), identity);

const east = { name: "east", sinceWindow: 96, logEvidence: 13 };
const west = { name: "west", sinceWindow: 94, logEvidence: 20 };
const unproven = { name: "north", sinceWindow: 90, logEvidence: 11.9 };

describe("no incident of a source is open", () => {
  test("[15] a source that is silent below the threshold opens nothing", () => {
    expect(movesOf(follow([], [unproven]))).toEqual([]);
  });

  test("[14] sources over it are named together, since the first of them fell silent; others are not", () => {
    const { incidents, transitions } = follow([], [east, unproven, west]);
    expect(movesOf({ transitions })).toEqual(["open-source source east west"]);
    expect(incidents.open[0]).toMatchObject({
      onsetWindow: 94,
      openedWindow: now,
      members: [],
      logEvidence: 20,
      threshold: 12,
    });
  });

  test("evidence that is just the threshold is enough", () => {
    expect(movesOf(follow([], [{ ...east, logEvidence: 12 }]))).toEqual(["open-source source east"]);
  });
});

describe("a source that sees failures everywhere which others do not", () => {
  test("is named as such beside one that fell silent", () => {
    const { incidents } = follow([], [east, { ...west, fault: "failing" }]);
    expect(incidents.open[0]).toMatchObject({ sources: ["east", "west"], failingSources: ["west"] });
  });

  test("is told of anew where its silence had been told", () => {
    const known = incidentOf("source", { sources: ["east"] });
    const { incidents, transitions } = follow([known], [{ ...east, fault: "failing" }]);
    expect(movesOf({ transitions })).toEqual(["revise source east: members-changed"]);
    expect(incidents.open[0]).toMatchObject({ sources: ["east"], failingSources: ["east"] });
  });
});

describe("an incident of a source is open", () => {
  const open = incidentOf("source", { sources: ["east"], lastActiveWindow: now - 9 });

  test("[16] another source over the threshold joins it", () => {
    const { incidents, transitions } = follow([open], [west]);
    expect(movesOf({ transitions })).toEqual(["revise source east west: members-changed"]);
    expect(incidents.open[0]).toMatchObject({ lastActiveWindow: now, onsetWindow: open.onsetWindow });
  });

  test("a named source that is silent still keeps it open, whatever its evidence, and nobody is told", () => {
    const { incidents, transitions } = follow([open], [{ ...east, logEvidence: 1 }]);
    expect(transitions).toEqual([]);
    expect(incidents.open[0]).toEqual({ ...open, lastActiveWindow: now });
  });

  test("[4] it is over ten windows after the last of them, though another is silent without proof", () => {
    expect(movesOf(follow([open], [unproven]))).toEqual([]);
    const older = { ...open, lastActiveWindow: now - 10 };
    expect(movesOf(follow([older], [unproven]))).toEqual(["recover source east: recovered"]);
  });
});
