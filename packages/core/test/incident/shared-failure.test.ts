import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../../src/correlate/index.ts";
import type { Incident } from "../../src/incident/index.ts";
import { stepIsolated } from "../../src/incident/isolated.ts";
import { stepAlarm } from "../../src/incident/shared-failure.ts";
import {
  diagnosisOf,
  everyone,
  explanationOf,
  identity,
  incidentOf,
  movesOf,
  namesOf,
  now,
  progressOf,
  thresholds,
  verdictOf,
} from "../support/verdicts.ts";

type VerdictChanges = Parameters<typeof verdictOf>[0];

/** An alarm with corroboration of which the diagnosis says this. */
const alarm = (diagnosis: Diagnosis, rest: VerdictChanges = {}) =>
  verdictOf({ all: 20, withoutReports: 8, diagnosis, ...rest });
const step = (open: readonly Incident[], verdict: ReturnType<typeof verdictOf>) =>
  stepAlarm(progressOf(open), verdict, identity);

describe("whether there is an alarm", () => {
  const members = { diagnosis: diagnosisOf(), suspected: ["eel", "fox"] };

  test.each<[string, number, number, readonly string[]]>([
    ["[15] evidence below the threshold opens nothing", 9.9, 9.9, []],
    [
      "with corroboration a simultaneous failure opens",
      10,
      4,
      ["open-simultaneous simultaneous ant bee cat"],
    ],
    ["without it there is a suspicion", 10, 3.9, ["open-reports-only reports-only eel fox"]],
  ])("%s", (_title, all, withoutReports, moves) => {
    expect(movesOf(step([], verdictOf({ all, withoutReports, ...members })))).toEqual(moves);
  });

  test("nothing is asked while a simultaneous incident settles: its members are read again anyway", () => {
    const settling = incidentOf("simultaneous", { members: ["eel", "fox"], openedWindow: now - 2 });
    expect(movesOf(step([settling], alarm(diagnosisOf({ onsetWindow: 60 }))))).toEqual([]);
  });

  test("evidence by reports alone is no suspicion while others fail together", () => {
    const settled = incidentOf("simultaneous", { openedWindow: now - 3 });
    expect(movesOf(step([settled], verdictOf({ all: 20, suspected: ["eel", "fox"] })))).toEqual([]);
  });
});

describe("an alarm of groups in which two are enough", () => {
  const both = diagnosisOf({ members: ["ant", "bee"] });
  const opened = ["open-simultaneous simultaneous ant bee"];

  test("counts once two members show by themselves that they fail", () => {
    const moves = (confirmed: readonly string[]) =>
      movesOf(step([], alarm(both, { ofTwo: true, confirmed })));
    expect([moves([]), moves(["ant"]), moves(["ant", "bee"])]).toEqual([[], [], opened]);
  });

  test("needs none to show where it is one also if more than two must fail together", () => {
    expect(movesOf(step([], alarm(both, { confirmed: [] })))).toEqual(opened);
    const ask = { ofThree: () => ({ logEvidence: 20, withoutReports: 3.9 }) };
    expect(movesOf(step([], alarm(both, { confirmed: [], ask })))).toEqual([]);
  });

  test("is no suspicion by reports alone", () => {
    const reports = { all: 20, withoutReports: 0, suspected: ["eel", "fox"] };
    expect(movesOf(step([], verdictOf({ ...reports, ofTwo: true })))).toEqual([]);
    expect(movesOf(step([], verdictOf(reports)))).toHaveLength(1);
  });
});

describe("a new incident", () => {
  test("[13] [14] has the members, onset, component and evidence of the window", () => {
    const diagnosis = diagnosisOf({ members: ["ant", "bee"], notFailing: ["cat", "bee"], onsetWindow: 95 });
    const [incident] = step([], alarm(diagnosis)).incidents.open;
    expect(incident).toMatchObject({
      scope: "simultaneous",
      openedWindow: now,
      onsetWindow: 95,
      onsetWindows: [94, 96],
      notFailing: ["cat"],
      attribution: diagnosis.attribution,
      logEvidence: 20,
      withoutReports: 8,
      threshold: thresholds.alarm,
      lastActiveWindow: now,
    });
    expect(namesOf(incident!)).toBe("ant bee");
  });

  test("[14] one service alone does not fail together with anybody", () => {
    expect(movesOf(step([], alarm(diagnosisOf({ members: ["ant"] }))))).toEqual([]);
  });

  test("is asked for from the best onset of the group that says most without reports", () => {
    const asked: number[] = [];
    const diagnose = (_among: readonly string[], lag: number) => (asked.push(lag), diagnosisOf());
    const groups = [
      { name: "pair", weight: 0.01, logEvidence: 7, bestLag: 15 },
      { name: "core", weight: 0.9, logEvidence: 6, bestLag: 4 },
    ];
    const verdict = {
      ...alarm(diagnosisOf(), { ask: { diagnose } }),
      withoutReports: { logEvidence: 8, groups },
    };
    step([], verdict);
    expect(asked).toEqual([4]);
  });
});

describe("another simultaneous incident is open", () => {
  const open = incidentOf("simultaneous", { openedWindow: 80, onsetWindow: 78, notFailing: ["dog"] });
  const others = { members: ["eel", "fox"] };

  test.each<[string, Partial<Parameters<typeof diagnosisOf>[0]>, readonly string[]]>([
    ["who began within five minutes of it joins it", { onsetWindow: 83, component: null }, ["revise"]],
    [
      "who is of its component joins it whenever it began",
      { onsetWindow: 97, component: "core" },
      ["revise"],
    ],
    ["others are an incident of their own", { onsetWindow: 84, component: "rest" }, ["open-simultaneous"]],
  ])("[9] %s", (_title, changes, inputs) => {
    const { transitions } = step([open], alarm(diagnosisOf({ ...others, ...changes })));
    expect(transitions.map(({ input }) => input)).toEqual(inputs);
  });

  test("[5] who joins is added to the members, and is neither spared nor blamed any more", () => {
    const incident = { ...open, collateral: ["dog", "eel"] };
    const diagnosis = diagnosisOf({ members: ["dog", "fox"], onsetWindow: 81 });
    const { transitions, incidents } = step([incident], alarm(diagnosis));
    expect(movesOf({ transitions })).toEqual(["revise simultaneous ant bee cat dog fox: members-changed"]);
    expect(incidents.open[0]).toMatchObject({ notFailing: [], collateral: ["eel"], onsetWindow: 78 });
    expect(incidents.open[0]?.members.at(-1)).toMatchObject({ service: "fox", onsetWindow: 81 });
  });

  test("[8] [9] who fails in an incident of its own that proves part of it joins with it, and does not stand beside it", () => {
    const alone = incidentOf("isolated", { members: ["eel"], openedWindow: 82, onsetWindow: 80 });
    const diagnosis = diagnosisOf({ members: ["eel", "fox"], onsetWindow: 80 });
    const { transitions } = step([open, alone], alarm(diagnosis, { lag: 20 }));
    expect(movesOf({ transitions })).toEqual([
      "revise simultaneous ant bee cat eel fox: members-changed",
      "supersede isolated eel: superseded",
    ]);
    expect(transitions.map(({ incident }) => [incident.supersedes, incident.supersededBy])).toEqual([
      [[alone.id], null],
      [[], open.id],
    ]);
  });

  test("[5] of those who fail now the ones that are of its component join it, the others are looked at again", () => {
    const diagnosis = diagnosisOf({ members: ["dog", "eel", "fox"], onsetWindow: 97, component: "rest" });
    const { transitions } = step([open], alarm(diagnosis));
    expect(movesOf({ transitions })).toEqual(["revise simultaneous ant bee cat dog: members-changed"]);
  });

  test("[5] who fails with it by one wider component joins it, and the component changes", () => {
    const wide = { name: "wide", implied: false, fewest: 3, services: ["ant", "bee", "cat", "eel", "fox"] };
    const explanation = { ...explanationOf("wide", 3), notFailing: [], unknown: ["dog"] };
    const diagnosis = diagnosisOf({ ...others, onsetWindow: 97, component: "rest" });
    const { transitions, incidents } = step([open], alarm(diagnosis, { explanation, groups: [wide] }));
    expect(movesOf({ transitions })).toEqual(["revise simultaneous ant bee cat eel fox: members-changed"]);
    expect(incidents.open[0]).toMatchObject({ attribution: explanation.attribution, unknown: ["dog"] });
  });

  test.each<[string, string | null, number]>([
    ["at less than three to one", "wide", 2.9],
    ["where it does not hold all that fail", "part", 100],
    ["where all services are meant", "all", 100],
    ["where nothing explains both", null, 100],
  ])("but not %s", (_title, component, odds) => {
    const groups = [
      { name: "wide", implied: false, fewest: 3, services: ["ant", "bee", "cat", "eel", "fox"] },
      { name: "part", implied: false, fewest: 3, services: ["bee", "cat", "eel", "fox"] },
      { name: "all", implied: true, fewest: 3, services: everyone },
    ];
    const diagnosis = diagnosisOf({ ...others, onsetWindow: 97, component: "rest" });
    const { transitions } = step(
      [open],
      alarm(diagnosis, { explanation: explanationOf(component, odds), groups }),
    );
    expect(movesOf({ transitions })).toEqual(["open-simultaneous simultaneous eel fox"]);
  });

  test("incidents that nothing explains do not belong together for that", () => {
    const unexplained = {
      ...open,
      attribution: { component: null, odds: 2, runnerUp: null, candidates: [] },
    };
    const diagnosis = diagnosisOf({ ...others, onsetWindow: 97, component: null });
    expect(movesOf(step([unexplained], alarm(diagnosis)))).toEqual([
      "open-simultaneous simultaneous eel fox",
    ]);
  });

  test("[9] its members take no part in a second one", () => {
    const diagnosis = diagnosisOf({ members: ["cat", "eel", "fox"], onsetWindow: 97, component: "rest" });
    expect(movesOf(step([open], alarm(diagnosis)))).toEqual(["open-simultaneous simultaneous eel fox"]);
  });
});

test("[1] a service that settling left out of what its own incident was widened to opens another one, with another id", () => {
  const fails = (window: number) =>
    verdictOf({ window, isolated: [{ service: "ant", onsetWindow: 91, logEvidence: 15 }] });
  const first = stepIsolated(progressOf(), fails(95), identity).incidents.open[0]!;
  const wide = diagnosisOf({ members: ["ant", "eel", "fox"], onsetWindow: 96, component: "rest" });
  const widened = step([first], alarm(wide, { window: 96, lag: 0 })).incidents.open[0]!;
  expect([widened.id, namesOf(widened)]).toEqual([first.id, "ant eel fox"]);
  const settled = { ...widened, onsetWindow: 97, members: widened.members.slice(1) };
  const again = stepIsolated(progressOf([settled]), fails(99), identity);
  expect(again.incidents.open.map(namesOf)).toEqual(["eel fox", "ant"]);
});

describe("incidents that prove part of it", () => {
  const ant = incidentOf("isolated", { members: ["ant"], openedWindow: 96, onsetWindow: 94 });
  const bee = incidentOf("isolated", { members: ["bee"], openedWindow: 97, onsetWindow: 96 });
  const suspicion = incidentOf("reports-only", {
    members: ["cat", "eel"],
    openedWindow: 60,
    onsetWindow: 58,
  });
  const diagnosis = diagnosisOf({ members: ["ant", "bee", "cat"], onsetWindow: 95 });
  const verdict = alarm(diagnosis, { lag: 5 });

  test("[1] [7] [8] the earliest is widened under its own id, and the others are retracted in the same window", () => {
    const { incidents, transitions } = step([ant, bee], verdict);
    expect(movesOf({ transitions })).toEqual([
      "widen simultaneous ant bee cat: scope-widened",
      "supersede isolated bee: superseded",
    ]);
    expect(
      transitions.map(({ incident }) => [incident.id, incident.supersedes, incident.supersededBy]),
    ).toEqual([
      [ant.id, [bee.id], null],
      [bee.id, [], ant.id],
    ]);
    expect(incidents.open).toHaveLength(1);
  });

  test("[6] [13] widening reads everything anew, and the alarm is that of this window", () => {
    const [incident] = step([ant], verdict).incidents.open;
    expect(incident).toMatchObject({
      openedWindow: now,
      onsetWindow: 95,
      attribution: diagnosis.attribution,
      threshold: thresholds.alarm,
      logEvidence: 20,
    });
  });

  test("a suspicion proves part of it whenever it began, if it suspects one of the members", () => {
    expect(movesOf(step([suspicion], verdict))).toEqual(["widen simultaneous ant bee cat: scope-widened"]);
    const other = { ...suspicion, members: suspicion.members.slice(1) };
    expect(movesOf(step([other], verdict))).toEqual(["open-simultaneous simultaneous ant bee cat"]);
  });

  test.each([
    [90, "widen"],
    [89, "open-simultaneous"],
  ])(
    "an isolated incident that began in window %d, five minutes before or more: %s",
    (onsetWindow, input) => {
      const members = ["ant", "bee", "cat"];
      const older = incidentOf("isolated", { members: ["ant"], openedWindow: onsetWindow + 2, onsetWindow });
      const { transitions } = step([older], alarm(diagnosisOf({ members, onsetWindow: 95 }), { lag: 5 }));
      expect(transitions.map(({ input: found }) => found)).toEqual([input]);
    },
  );
});

describe("[9] diagnosing apart", () => {
  const older = incidentOf("isolated", { members: ["ant"], openedWindow: 92, onsetWindow: 90 });

  /** Answers one diagnosis after the other and notes who might take part. */
  function answering(...diagnoses: readonly Diagnosis[]) {
    const asked: string[] = [];
    const diagnose = (among: readonly string[]) => diagnoses[asked.push(among.join(" ")) - 1]!;
    return { asked, ask: { diagnose } };
  }

  test("who fails alone since another time may not take part", () => {
    const { asked, ask } = answering(diagnosisOf({ members: ["bee", "cat"] }));
    step([older], alarm(diagnosisOf(), { lag: 4, ask }));
    expect(asked).toEqual(["bee cat dog eel fox"]);
  });

  test("who fails alone since about then may, and is left out where the onset proves to be another", () => {
    const { asked, ask } = answering(
      diagnosisOf({ members: ["ant", "bee", "cat"], onsetWindow: 97 }),
      diagnosisOf({ members: ["bee", "cat"], onsetWindow: 97 }),
    );
    const { transitions } = step([older], alarm(diagnosisOf(), { lag: 7, ask }));
    expect(asked).toEqual(["ant bee cat dog eel fox", "bee cat dog eel fox"]);
    expect(movesOf({ transitions })).toEqual(["open-simultaneous simultaneous bee cat"]);
  });

  test("where fewer than two are left nothing opens", () => {
    const { ask } = answering(
      diagnosisOf({ members: ["ant", "bee"], onsetWindow: 97 }),
      diagnosisOf({ members: ["bee"], onsetWindow: 97 }),
    );
    expect(movesOf(step([older], alarm(diagnosisOf(), { lag: 7, ask })))).toEqual([]);
  });

  test("where fewer than two may take part nobody is asked", () => {
    const { asked, ask } = answering();
    const everybody = incidentOf("simultaneous", {
      members: ["ant", "bee", "cat", "dog", "eel"],
      openedWindow: 60,
      onsetWindow: 58,
    });
    expect(movesOf(step([everybody], alarm(diagnosisOf(), { ask })))).toEqual([]);
    expect(asked).toEqual([]);
  });
});
