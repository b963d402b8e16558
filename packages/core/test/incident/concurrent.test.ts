import { describe, expect, test } from "vitest";
import type { SharedNow } from "../../src/correlate/index.ts";
import { stepConcurrent } from "../../src/incident/concurrent.ts";
import type { Incident } from "../../src/incident/index.ts";
import { isSettling, settledAt } from "../../src/incident/together.ts";
import { identity, incidentOf, minuteMs, movesOf, now, progressOf, verdictOf } from "../support/verdicts.ts";

const alone = (service: string, onsetWindow: number, quietAnswers = 0): Incident =>
  incidentOf("isolated", {
    members: [{ service, quietAnswers }],
    onsetWindow,
    openedWindow: onsetWindow + 8,
    logEvidence: 20,
  });

const shared = (...members: readonly (readonly [service: string, onsetWindow: number])[]): SharedNow => ({
  members: members.map(([service, onsetWindow]) => ({ service, onsetWindow })),
  attribution: { component: "core", odds: 50, runnerUp: null, candidates: [] },
  notFailing: ["dog"],
  unknown: [],
  logEvidence: 17,
  threshold: 13,
});
const cascade = shared(["ant", 60], ["bee", 70], ["cat", 80]);
const step = (open: readonly Incident[], changes: Parameters<typeof verdictOf>[0] = {}) =>
  stepConcurrent(progressOf(open), verdictOf(changes), identity);

describe("isolated incidents that are no accident together", () => {
  const open = [alone("ant", 60), alone("bee", 70), alone("cat", 80)];
  const stepped = step(open, { concurrent: cascade });

  test("[7] [8] are one: the earliest is widened, with its reason, and the others are taken over", () => {
    expect(movesOf(stepped)).toEqual([
      "widen simultaneous ant bee cat: concurrent-failures",
      "supersede isolated bee: superseded",
      "supersede isolated cat: superseded",
    ]);
    expect(stepped.incidents.open).toHaveLength(1);
    const [incident] = stepped.incidents.open;
    expect([incident?.id, incident?.supersedes]).toEqual([open[0]!.id, [open[1]!.id, open[2]!.id]]);
  });

  test("[6] [13] [15] each member keeps its onset, and the incident has that of the first", () => {
    expect(stepped.incidents.open[0]).toMatchObject({
      concurrent: true,
      onsetWindow: 60,
      onsetWindows: [60, 80],
      openedWindow: now,
      members: [
        { service: "ant", onsetWindow: 60 },
        { service: "bee", onsetWindow: 70 },
        { service: "cat", onsetWindow: 80 },
      ],
      notFailing: ["dog"],
      attribution: cascade.attribution,
      logEvidence: 17,
      withoutReports: 17,
      threshold: 13,
    });
  });

  test("are not settled from the short look-back: it would lose those that began first", () => {
    const [incident] = stepped.incidents.open;
    expect(settledAt({ window: now, windowMs: minuteMs }, incident!)).toBe(now);
    expect(isSettling({ window: now, windowMs: minuteMs }, incident!)).toBe(false);
  });

  test("what is known of a member's recovery stays", () => {
    const before = alone("bee", 70);
    const [incident] = step([alone("ant", 60), before], { concurrent: shared(["ant", 60], ["bee", 70]) })
      .incidents.open;
    expect(incident?.members[1]).toEqual(before.members[0]);
  });
});

describe("who is asked about", () => {
  const asked = (open: readonly Incident[], changes: Parameters<typeof verdictOf>[0] = {}) => {
    const questions: unknown[] = [];
    const concurrent = (lone: readonly { readonly service: string }[], others: readonly string[]): null => {
      questions.push([lone.map(({ service }) => service).join(" "), others.join(" ")]);
      return null;
    };
    expect(movesOf(step(open, { ...changes, ask: { concurrent } }))).toEqual([]);
    return questions;
  };

  test("those that fail alone and fail now; who may work are all that fail in no incident", () => {
    const open = [
      alone("ant", 60),
      alone("bee", 70, 1),
      alone("cat", 80),
      incidentOf("simultaneous", { members: ["eel", "fox"], openedWindow: 50 }),
    ];
    expect(asked(open)).toEqual([["ant cat", "dog"]]);
  });

  test("nobody where only one fails alone, or a simultaneous incident settles", () => {
    expect(asked([alone("ant", 60), alone("bee", 70, 1)])).toEqual([]);
    const settling = incidentOf("simultaneous", { members: ["eel", "fox"], openedWindow: now - 2 });
    expect(asked([alone("ant", 60), alone("bee", 70), settling])).toEqual([]);
  });

  test("who begins to show in this window too, unless it belongs to an open simultaneous incident", () => {
    const isolated = [{ service: "bee", onsetWindow: 97 }];
    expect(asked([alone("ant", 60)], { isolated })).toEqual([["ant bee", "cat dog eel fox"]]);
    const companions = incidentOf("simultaneous", { members: ["cat", "dog"], openedWindow: 50 });
    expect(asked([alone("ant", 60), companions], { isolated })).toEqual([]);
  });
});

describe("a service that begins to show in this very window", () => {
  test("joins without an incident of its own", () => {
    const isolated = [{ service: "bee", onsetWindow: 97 }];
    const stepped = step([alone("ant", 96)], { isolated, concurrent: shared(["ant", 96], ["bee", 97]) });
    expect(movesOf(stepped)).toEqual(["widen simultaneous ant bee: concurrent-failures"]);
    expect(stepped.incidents.open[0]?.supersedes).toEqual([]);
  });

  test("opens the incident that is widened where there is none yet", () => {
    const isolated = [
      { service: "bee", onsetWindow: 97 },
      { service: "ant", onsetWindow: 96 },
    ];
    const stepped = step([], { isolated, concurrent: shared(["ant", 96], ["bee", 97]) });
    expect(movesOf(stepped)).toEqual([
      "open-isolated isolated ant",
      "widen simultaneous ant bee: concurrent-failures",
    ]);
    expect(stepped.transitions.map(({ incident }) => incident.revision)).toEqual([1, 2]);
  });
});

test("what may be an accident changes nothing", () => {
  const open = [alone("ant", 60), alone("bee", 70)];
  expect(step(open, { concurrent: null })).toEqual(progressOf(open));
});
