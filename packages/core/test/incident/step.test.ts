import { describe, expect, test } from "vitest";
import { follow, type Incident, membersOf, step } from "../../src/incident/index.ts";
import {
  assessmentOf,
  diagnosisOf,
  identity,
  incidentOf,
  movesOf,
  progressOf,
  verdictOf,
} from "../support/verdicts.ts";

interface Window {
  readonly open: readonly Incident[];
  readonly blindWindows?: number;
  readonly assessment?: Parameters<typeof assessmentOf>[0];
  readonly verdict?: Parameters<typeof verdictOf>[0];
}

/** Both halves of one window. Of whom the case says nothing it is not known whether they fail. */
function stepOf({ open, blindWindows = 0, assessment = {}, verdict = {} }: Window) {
  const { incidents } = progressOf(open, { blindWindows });
  const unknown = Object.fromEntries(membersOf(incidents).map((service) => [service, null]));
  const services = { ...unknown, ...assessment.services };
  const followed = follow(incidents, assessmentOf({ ...assessment, services }), identity);
  return step(incidents, followed, verdictOf({ blind: assessment.blind ?? false, ...verdict }), identity);
}

const quiet = (service: string) => ({ service, quietAnswers: 9 });
const recovered = (service: string) => ({ service, quietAnswers: 20, recovered: true });

describe("what the incidents of a window tell the model", () => {
  test.each<[string, Window, readonly string[]]>([
    [
      "one that opens tells that its service fails",
      { open: [], verdict: { isolated: [{ service: "eel" }] } },
      ["eel"],
    ],
    ["one that goes on tells it again", { open: [incidentOf("isolated")] }, ["ant"]],
    ["a suspicion says nothing of who fails", { open: [incidentOf("reports-only")] }, []],
    [
      "a member that has recovered fails no more",
      { open: [incidentOf("simultaneous", { members: [recovered("ant"), "bee"] })] },
      ["bee"],
    ],
    [
      "nor do those of an incident that is over",
      {
        open: [incidentOf("isolated", { members: [quiet("ant")] })],
        assessment: { services: { ant: false } },
      },
      [],
    ],
  ])("failing: %s", (_title, window, failing) => {
    expect(stepOf(window).feedback.failing).toEqual(failing);
  });

  test("over: the services of incidents that ended in this window, suspected ones too", () => {
    const open = [
      incidentOf("isolated", { members: [quiet("eel")] }),
      incidentOf("reports-only", { members: [quiet("ant"), quiet("bee")] }),
    ];
    const { feedback } = stepOf({ open, assessment: { services: { eel: false, ant: false, bee: false } } });
    expect(feedback).toEqual({
      over: ["eel", "ant", "bee"],
      failing: [],
      resumed: [],
      heard: [],
      eased: [],
      drifted: [],
    });
  });

  test("over: not those of an incident that another took over, they still fail", () => {
    const alone = incidentOf("isolated", { members: ["ant"] });
    const verdict = { all: 20, withoutReports: 8, diagnosis: diagnosisOf({ members: ["ant", "bee"] }) };
    expect(stepOf({ open: [alone], verdict }).feedback).toEqual({
      over: [],
      heard: [],
      failing: ["ant", "bee"],
      resumed: [],
      eased: [],
      drifted: [],
    });
  });

  test("resumed: who recovers while others of the incident still fail, in that window and not again", () => {
    const recovering = incidentOf("simultaneous", { members: [quiet("ant"), "bee"] });
    const services = { ant: false, bee: true };
    const first = stepOf({ open: [recovering], assessment: { services } });
    expect(first.feedback).toEqual({
      over: [],
      failing: ["bee"],
      resumed: ["ant"],
      heard: [],
      eased: [],
      drifted: [],
    });
    const second = stepOf({ open: first.incidents.open, assessment: { services } });
    expect(second.feedback).toEqual({
      over: [],
      failing: ["bee"],
      resumed: [],
      heard: [],
      eased: [],
      drifted: [],
    });
  });
});

describe("[12] a blind window", () => {
  const members = [quiet("ant"), "bee"];
  const open = [incidentOf("simultaneous", { members }), incidentOf("source")];
  const verdict = {
    all: 20,
    withoutReports: 8,
    diagnosis: diagnosisOf({ members: ["eel", "fox"] }),
    isolated: [{ service: "dog" }],
  };

  test("changes no incident, whatever it says of the services", () => {
    const assessment = {
      blind: true,
      services: { ant: false, bee: false },
      faultySources: [{ name: "east" }],
    };
    const { incidents, transitions, feedback } = stepOf({ open, assessment, verdict });
    expect([incidents.open, transitions]).toEqual([open, []]);
    expect(feedback).toEqual({
      over: [],
      failing: ["ant", "bee"],
      resumed: [],
      heard: [],
      eased: [],
      drifted: [],
    });
  });

  test("opens nothing but blindness", () => {
    const stepped = stepOf({ open, blindWindows: 1, assessment: { blind: true }, verdict });
    expect(movesOf(stepped)).toEqual(["open-blind blind"]);
    expect(stepped.incidents.open).toEqual(expect.arrayContaining(open));
  });
});

test("the model is told of the sources whose incident is over: their silence is forgotten", () => {
  const open = [incidentOf("source", { sources: ["east", "west"], lastActiveWindow: 80, openedWindow: 70 })];
  expect(stepOf({ open, verdict: {} }).feedback.heard).toEqual(["east", "west"]);
  expect(
    stepOf({ open, assessment: { faultySources: [{ name: "east" }] }, verdict: {} }).feedback.heard,
  ).toEqual([]);
});

describe("the order within a window", () => {
  test("[4] what is over ends before an alarm of the same window is read: its services can fail anew", () => {
    const over = incidentOf("isolated", { members: [quiet("ant")], openedWindow: 60, onsetWindow: 58 });
    const verdict = { all: 20, withoutReports: 8, diagnosis: diagnosisOf({ members: ["ant", "bee"] }) };
    const { transitions, feedback } = stepOf({
      open: [over],
      assessment: { services: { ant: false } },
      verdict,
    });
    expect(movesOf({ transitions })).toEqual([
      "recover isolated ant: recovered",
      "open-simultaneous simultaneous ant bee",
    ]);
    expect(feedback).toEqual({
      over: ["ant"],
      failing: ["ant", "bee"],
      resumed: [],
      heard: [],
      eased: [],
      drifted: [],
    });
  });

  test("blindness, sources, recovery, settling, alarm, who fails alone, who is blamed", () => {
    const open = [
      incidentOf("blind", { lastActiveWindow: 80, openedWindow: 70 }),
      incidentOf("isolated", { members: [quiet("fox")], openedWindow: 71 }),
      incidentOf("simultaneous", {
        members: ["cat", "dog"],
        openedWindow: 90,
        onsetWindow: 88,
        component: "rest",
      }),
      incidentOf("isolated", { members: ["eel"], openedWindow: 97, onsetWindow: 92 }),
    ];
    const { transitions } = stepOf({
      open,
      assessment: { services: { fox: false }, faultySources: [{ name: "east" }] },
      verdict: {
        all: 20,
        withoutReports: 8,
        diagnosis: diagnosisOf({ members: ["ant", "bee"], onsetWindow: 99, component: "pair" }),
        isolated: [{ service: "gnu", onsetWindow: 60 }],
        complained: ["hen"],
        services: ["ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen"],
        ask: { onsetOf: () => 94 },
      },
    });
    expect(movesOf({ transitions })).toEqual([
      "recover blind: recovered",
      "open-source source east",
      "recover isolated fox: recovered",
      "open-simultaneous simultaneous ant bee",
      "revise isolated eel: onset-revised",
      "open-isolated isolated gnu",
      "revise simultaneous cat dog: collateral-changed",
    ]);
  });

  test("a settled incident takes others over before the alarm of the same window opens one of its own", () => {
    const settling = incidentOf("simultaneous", {
      members: ["ant", "bee"],
      openedWindow: 97,
      onsetWindow: 96,
    });
    const diagnosis = diagnosisOf({ members: ["ant", "bee", "cat"], onsetWindow: 96 });
    const { transitions } = stepOf({ open: [settling], verdict: { all: 20, withoutReports: 8, diagnosis } });
    expect(movesOf({ transitions })).toEqual(["revise simultaneous ant bee cat: members-changed"]);
  });
});

test("a quiet window changes nothing and tells nothing", () => {
  const { incidents, transitions, feedback } = stepOf({ open: [] });
  expect([incidents.open, transitions]).toEqual([[], []]);
  expect(feedback).toEqual({ over: [], failing: [], resumed: [], heard: [], eased: [], drifted: [] });
});

test("open incidents stand in order of opening, those of one window in order of their ids", () => {
  const open = [incidentOf("isolated", { members: ["eel"], openedWindow: 90 })];
  const isolated = ["dog", "cat", "bee"].map((service) => ({ service, onsetWindow: 98 }));
  const ids = stepOf({ open, verdict: { isolated } }).incidents.open.map(({ id }) => id);
  expect(ids[0]).toBe("isolated eel");
  expect(ids.slice(1)).toEqual(ids.slice(1).toSorted());
});
