import { describe, expect, test } from "vitest";
import { isUnknownSinceWork, openingReason } from "../../src/incident/after-work.ts";
import { gatherCompanions } from "../../src/incident/companions.ts";
import { stepConcurrent } from "../../src/incident/concurrent.ts";
import { stepIsolated } from "../../src/incident/isolated.ts";
import { settleShared } from "../../src/incident/settling.ts";
import { stepAlarm } from "../../src/incident/shared-failure.ts";
import {
  diagnosisOf,
  identity,
  incidentOf,
  movesOf,
  now,
  progressOf,
  verdictOf,
} from "../support/verdicts.ts";

/** The last windows of work on services that report every so many windows. */
const ended = (windows: Readonly<Record<string, number>>, cadenceWindows = 1) =>
  new Map(Object.entries(windows).map(([service, window]) => [service, { window, cadenceWindows }]));

describe("an incident opens because work has ended", () => {
  const since = (onsetWindow: number, service = "ant") => ({ service, onsetWindow });
  const reason = (
    members: Parameters<typeof openingReason>[1],
    workEnded: ReturnType<typeof ended>,
  ): string => openingReason(verdictOf({ workEnded }), members);

  test.each<[string, string, string]>([
    ["of a member that begins in the first window after it", reason([since(91)], ended({ ant: 90 })), "yes"],
    ["five windows later", reason([since(95)], ended({ ant: 90 })), "yes"],
    ["not six windows later", reason([since(96)], ended({ ant: 90 })), "no"],
    ["not of one that failed before it ended", reason([since(90)], ended({ ant: 90 })), "no"],
    ["not of one that was never worked on", reason([since(91)], ended({ bee: 90 })), "no"],
    ["twenty windows later of who reports every ten", reason([since(110)], ended({ ant: 90 }, 10)), "yes"],
    [
      "of several if all of them do",
      reason([since(91), since(92, "bee")], ended({ ant: 90, bee: 90 })),
      "yes",
    ],
    ["not if one does not", reason([since(91), since(92, "bee")], ended({ ant: 90 })), "no"],
  ])("%s", (_when, found, expected) => {
    expect(found).toBe(expected === "yes" ? "maintenance-ended" : "evidence-crossed-threshold");
  });

  test("and says so, of a service by itself and of several", () => {
    const workEnded = ended({ ant: now - 3, bee: now - 3, cat: now - 3 });
    const alone = stepIsolated(progressOf(), verdictOf({ isolated: [{}], workEnded }), identity);
    expect(movesOf(alone)).toEqual(["open-isolated isolated ant: maintenance-ended"]);
    const shared = verdictOf({ all: 30, withoutReports: 30, diagnosis: diagnosisOf(), workEnded });
    expect(movesOf(stepAlarm(progressOf(), shared, identity))).toEqual([
      "open-simultaneous simultaneous ant bee cat: maintenance-ended",
    ]);
  });
});

describe("of a member that is worked on nobody knows whether it fails still", () => {
  const lone = (service: string, lastActiveWindow: number) =>
    incidentOf("isolated", {
      members: [{ service, lastActiveWindow }],
      openedWindow: 62,
      onsetWindow: 60,
    });

  test("until it has been seen to fail since", () => {
    const of = (lastActiveWindow: number): boolean =>
      isUnknownSinceWork(
        verdictOf({ workEnded: ended({ ant: 90 }) }),
        lone("ant", lastActiveWindow).members[0]!,
      );
    expect([of(89), of(90), of(91)]).toEqual([true, false, false]);
    expect(isUnknownSinceWork(verdictOf(), lone("ant", 10).members[0]!)).toBe(false);
  });

  test("so its incident is not taken over by that of its component, and is after that", () => {
    const shared = incidentOf("simultaneous", { members: ["bee", "cat"], openedWindow: 90 });
    const moves = (workEnded: ReturnType<typeof ended>) =>
      movesOf(gatherCompanions(progressOf([lone("ant", 80), shared]), verdictOf({ workEnded })));
    expect(moves(ended({ ant: now }))).toEqual([]);
    expect(moves(ended({ ant: 70 }))).toHaveLength(2);
  });

  test("and it is none of those that fail together now", () => {
    const asked: (readonly string[])[] = [];
    const concurrent = (among: readonly { readonly service: string }[]) => {
      asked.push(among.map(({ service }) => service));
      return null;
    };
    const open = [lone("ant", 80), lone("bee", 99), lone("cat", 99)];
    const verdict = verdictOf({ workEnded: ended({ ant: now }), ask: { concurrent } });
    stepConcurrent(progressOf(open), verdict, identity);
    expect(asked).toEqual([["bee", "cat"]]);
  });

  test("[18] and a member that settling cannot read because it is worked on stays one", () => {
    const alarmed = incidentOf("simultaneous", { openedWindow: now - 3, onsetWindow: 96 });
    const diagnosis = diagnosisOf({ members: ["bee", "cat", "dog"], onsetWindow: 96 });
    const settle = (maintained: readonly string[]) =>
      movesOf(settleShared(progressOf([alarmed]), verdictOf({ diagnosis, maintained: new Set(maintained) })));
    expect(settle(["ant"])).toEqual(["revise simultaneous bee cat dog ant: members-changed"]);
    expect(settle([])).toEqual(["revise simultaneous bee cat dog: members-changed"]);
  });
});
