import { describe, expect, test } from "vitest";
import type { LateSupport } from "../../src/correlate/index.ts";
import type { Incident } from "../../src/incident/index.ts";
import { followLate, renameRevised, withoutDisproved } from "../../src/incident/late-data.ts";
import {
  assessmentOf,
  diagnosisOf,
  identity,
  incidentOf,
  movesOf,
  now,
  progressOf,
  verdictOf,
} from "../support/verdicts.ts";

const opened = now - 10;
const onset = now - 12;

/** What late readings make of the support of a service: nats before and after, and since when it fails. */
type Supports = Readonly<Record<string, readonly [before: number, after: number, since?: number]>>;

function follow(open: readonly Incident[], supports: Supports) {
  const lateSupport = (service: string): LateSupport => {
    const told = supports[service];
    const [before, after, since = onset] = told ?? [40, 40];
    return {
      isHeard: told !== undefined,
      before: { nats: before, onsetWindow: onset },
      after: { nats: after, onsetWindow: since },
    };
  };
  return followLate(progressOf(open, { endedAlone: 3 }), assessmentOf({ lateSupport }));
}

const shared = (...members: readonly string[]) =>
  incidentOf("simultaneous", {
    openedWindow: opened,
    onsetWindow: onset,
    members,
    logEvidence: 30,
    withoutReports: 25,
  });
const alone = incidentOf("isolated", { openedWindow: opened, onsetWindow: onset, logEvidence: 30 });

describe("late readings of a member of an open incident", () => {
  test.each<[string, Incident, Supports, readonly string[]]>([
    ["confirm it where its failure shows in them too", alone, { ant: [40, 35] }, []],
    ["confirm it where little of its evidence lay there", alone, { ant: [4, 2] }, []],
    ["confirm it where they take back little", alone, { ant: [8, 5.5] }, []],
    ["retract it where nothing is left", alone, { ant: [40, 2] }, ["disprove isolated ant: late-data"]],
    [
      "[6] move its onset where it began later",
      alone,
      { ant: [40, 30, opened + 3] },
      ["revise isolated ant: late-data"],
    ],
    [
      "retract it where it began only after the alarm: that is another failure",
      alone,
      { ant: [40, 30, opened + 6] },
      ["disprove isolated ant: late-data"],
    ],
    [
      "[5] of one of several, of whom two are left: it was none of them",
      shared("ant", "bee", "cat"),
      { ant: [40, 1] },
      ["revise simultaneous bee cat: late-data"],
    ],
    [
      "of all but one: nothing is left that is shared",
      shared("ant", "bee", "cat"),
      { ant: [40, 1], bee: [40, 1] },
      ["disprove simultaneous ant bee cat: late-data"],
    ],
    ["of all, but a failure shows in them", shared("ant", "bee"), { ant: [40, 38], bee: [40, 60] }, []],
    ["of none: nothing is said of it", shared("ant", "bee", "cat"), { dog: [40, 1] }, []],
    ["change no suspicion", incidentOf("reports-only"), { ant: [40, 1], bee: [40, 1] }, []],
    ["nor silence of a source", incidentOf("source"), { ant: [40, 1] }, []],
  ])("%s", (_title, incident, supports, moves) => {
    expect(movesOf(follow([incident], supports))).toEqual(moves);
  });

  test("[15] leave it at most the evidence of what is left: of several without the strongest", () => {
    const { incidents } = follow([shared("ant", "bee", "cat")], {
      ant: [40, 1],
      bee: [40, 12],
      cat: [40, 9],
    });
    expect(incidents.open[0]).toMatchObject({ logEvidence: 10, withoutReports: 10 });
    const { transitions } = follow([alone], { ant: [40, 2] });
    expect(transitions[0]!.incident).toMatchObject({ logEvidence: 2, withoutReports: 2 });
  });

  test("leave the onset of members that began apart to the first of those that are left", () => {
    const apart = incidentOf("simultaneous", {
      openedWindow: now - 2,
      onsetWindow: now - 22,
      concurrent: true,
      members: [
        { service: "ant", onsetWindow: now - 22 },
        { service: "bee", onsetWindow: now - 12 },
        { service: "cat", onsetWindow: now - 4 },
      ],
    });
    const { incidents } = follow([apart], { ant: [40, 1] });
    expect(incidents.open[0]).toMatchObject({
      onsetWindow: now - 12,
      members: [{ service: "bee" }, { service: "cat" }],
    });
    expect(
      movesOf(
        renameRevised(
          follow([apart], { ant: [40, 1] }),
          verdictOf({ diagnosis: diagnosisOf({ members: ["bee", "cat"], component: "pair" }) }),
        ),
      ),
    ).toHaveLength(1);
  });

  test("[6] [13] move the onset of several to that of those who are left, but never behind the alarm", () => {
    const later = { ant: [40, 30, opened + 2], bee: [40, 30, opened + 4] } as const;
    const { incidents } = follow([shared("ant", "bee")], later);
    expect(incidents.open[0]).toMatchObject({ onsetWindow: opened, onsetWindows: [opened, opened + 2] });
    expect(incidents.open[0]!.members.map(({ onsetWindow }) => onsetWindow)).toEqual([
      opened + 2,
      opened + 4,
    ]);
  });

  test("[6] move the onset of several to that of those who are left where whoever began it was none of them", () => {
    const joined = incidentOf("simultaneous", {
      openedWindow: opened,
      onsetWindow: onset,
      members: [
        { service: "ant", onsetWindow: onset },
        { service: "bee", onsetWindow: onset + 1 },
        { service: "cat", onsetWindow: onset + 1 },
      ],
    });
    expect(follow([joined], { ant: [40, 1] }).incidents.open[0]).toMatchObject({ onsetWindow: onset + 1 });
    expect(follow([joined], { cat: [40, 1] }).incidents.open[0]).toMatchObject({ onsetWindow: onset });
  });

  test("a retracted one never counts as a service that failed alone, and its id is not given again", () => {
    const { incidents } = follow([alone], { ant: [40, 2] });
    expect(incidents).toMatchObject({
      open: [],
      endedAlone: 3,
      disproved: [{ id: alone.id, window: now }],
    });
    const given = identity.digest("any");
    const disproved = [{ id: given.slice(0, 16), window: now }];
    expect(
      withoutDisproved(identity, { ...incidents, disproved })
        .digest("any")
        .slice(0, 16),
    ).not.toBe(given.slice(0, 16));
    expect(withoutDisproved(identity, { ...incidents, disproved: [] }).digest("any")).toBe(given);
  });
});

describe("what several share is read again where late data have revised who they are", () => {
  const revised = follow([shared("ant", "bee", "cat")], { ant: [40, 1] });
  const rename = (changes: Parameters<typeof diagnosisOf>[0]) =>
    movesOf(renameRevised(revised, verdictOf({ diagnosis: diagnosisOf(changes) }))).slice(1);

  test("another component is named", () => {
    expect(rename({ members: ["bee", "cat"], component: "pair" })).toEqual([
      "revise simultaneous bee cat: component-changed",
    ]);
  });

  test("the same is no alert", () => {
    expect(rename({ members: ["bee", "cat"], component: "core" })).toEqual([]);
  });

  test("one that is read from others says nothing of it", () => {
    expect(rename({ members: ["bee", "cat", "dog"], component: "all" })).toEqual([]);
  });
});
