import { describe, expect, test } from "vitest";
import { EvidenceFrame } from "../../../contracts/src/evidence.ts";
import { evidenceFrame } from "../../src/alert/index.ts";
import { type EvidenceOf, evidenceOf, evidenceWindow as now } from "../support/evidence-of.ts";
import { verdictOf } from "../support/verdicts.ts";

type Context = Parameters<typeof evidenceFrame>[2];
const nothing: Context = { over: [], resumed: [], failing: [], open: [] };
const frameOf = (evidence: EvidenceOf, context: Partial<Context> = {}) =>
  evidenceFrame(evidenceOf(evidence), verdictOf({ all: 12.3456, withoutReports: 3.4567 }), {
    ...nothing,
    ...context,
  });

const values = { observed: 7, exposure: 200, expected: 1.23456, lower: 0, upper: 4.5 };

describe("a series", () => {
  const stateOf = (series: EvidenceOf["series"][number], entities: EvidenceOf["entities"] = {}) =>
    frameOf({ series: [series], entities }).series.state[0];

  test.each<[string, EvidenceOf["series"][number], string]>([
    ["of which nothing speaks for a failure is normal", { entity: "chat" }, "normal"],
    [
      "with more than three nats in the last quarter of an hour is abnormal",
      { entity: "chat", nats: [4, 0] },
      "abnormal",
    ],
    ["with three nats or less is normal still", { entity: "chat", nats: [3] }, "normal"],
    [
      "that is not ready is warming up, whatever it shows",
      { entity: "chat", nats: [9], ready: 0 },
      "warming-up",
    ],
    [
      "that was not seen and is not missed is not due",
      { entity: "chat", observedWindow: now - 1 },
      "not-due",
    ],
  ])("%s", (_title, series, state) => {
    expect(stateOf(series)).toBe(state);
  });

  test("that was not seen while its entity is missed is silent", () => {
    expect(stateOf({ entity: "chat", observedWindow: now - 1 }, { chat: { missing: 1 } })).toBe("silent");
  });

  test.each<[string, readonly number[], NonNullable<EvidenceOf["entities"]>[string], string]>([
    ["by more than a nat of this window", [-9, 1.1], { failing: 1, referenceUntil: now + 9 }, "abnormal"],
    ["and is normal at a nat or less", [9, 1], { failing: 1, referenceUntil: now + 9 }, "normal"],
    [
      "where its service fails in no incident by the look-back",
      [9, 1],
      { referenceUntil: now + 9 },
      "abnormal",
    ],
    ["without a level of before by the look-back", [9, 1], { failing: 1 }, "abnormal"],
  ])("held against the level before an open incident is abnormal %s", (_title, nats, chat, state) => {
    expect(stateOf({ entity: "chat", nats }, { chat })).toBe(state);
  });

  test("has its values, rounded, and the evidence of this window alone", () => {
    const { series } = frameOf({ series: [{ entity: "chat", ...values, nats: [9, 1.2345] }] });
    expect(series).toMatchObject({
      unit: ["chat"],
      signal: ["errors"],
      source: [null],
      observed: [7],
      exposure: [200],
      expected: [1.235],
      lower: [0],
      upper: [4.5],
      evidenceNats: [1.23],
    });
  });

  test("has an exposure only where its values are shares", () => {
    const of = (measure: "share" | "count" | "time") =>
      frameOf({ series: [{ entity: "chat", ...values, measure }] }).series.exposure;
    expect([of("share"), of("count"), of("time")]).toEqual([[200], [null], [null]]);
  });

  test("[17] says what was observed and nothing else while it warms up", () => {
    const { series } = frameOf({ series: [{ entity: "chat", ...values, nats: [9], ready: 0 }] });
    expect([series.observed, series.exposure]).toEqual([[7], [200]]);
    for (const name of ["expected", "lower", "upper", "evidenceNats"] as const)
      expect(series[name]).toEqual([null]);
  });

  test("has no values where it was not seen", () => {
    const { series } = frameOf({ series: [{ entity: "chat", ...values, observedWindow: now - 1 }] });
    for (const name of ["observed", "exposure", "expected", "evidenceNats"] as const)
      expect(series[name]).toEqual([null]);
  });

  test("that carries no information is left out", () => {
    const series = [{ entity: "chat" }, { entity: "chat", signal: "traffic" as const, measure: null }];
    expect(frameOf({ series }).series.signal).toEqual(["errors"]);
  });

  test.each([
    [12_345.6, 12_346],
    [12.34567, 12.346],
    [0.123456789, 0.123457],
    [0, 0],
    [Number.POSITIVE_INFINITY, 0],
  ])("writes %d as %d", (observed, written) => {
    expect(frameOf({ series: [{ entity: "chat", observed }] }).series.observed).toEqual([written]);
  });
});

describe("an entity", () => {
  const held = { chat: { heldSince: now - 5 } };
  const series = [
    { entity: "chat", nats: [2, 2] },
    { entity: "chat", signal: "reports" as const, nats: [5, 5] },
    { entity: "mail/web" },
  ];
  const learningOf = (feedback?: Partial<Context>) =>
    frameOf({ series, entities: held }, feedback).units.learning;

  test("has the evidence of its best onset, with reports and without", () => {
    const { units } = frameOf({ series });
    expect(units.unit).toEqual(["chat", "mail/web"]);
    expect(units.logEvidence[0]).toBeGreaterThan(units.logEvidenceWithoutReports[0]! + 3);
    expect(units.logEvidenceWithoutReports[0]).toBeGreaterThan(1);
    expect(units.logEvidence[1]).toBe(0);
  });

  test("that is held against the level before an open incident has the evidence against that", () => {
    const referred = { failing: 1, referenceUntil: now + 9, referenceEvidence: [9, 8, 7, 6, 5] };
    const of = (chat: NonNullable<EvidenceOf["entities"]>[string]) =>
      frameOf({ series: ["chat"], entities: { chat } }).units.logEvidence;
    expect(of(referred)).toEqual([35]);
    expect(of({ ...referred, failing: 0 })).toEqual([0]);
  });

  test("is learned of unless it is held", () => {
    expect(learningOf()).toEqual([false, true]);
  });

  test.each([
    ["over", { over: ["chat"], resumed: [] }],
    ["resumed", { over: [], resumed: ["chat"] }],
  ])(
    "is learned of again where its service is %s: the feedback of the window frees it",
    (_title, feedback) => {
      expect(learningOf(feedback)).toEqual([true, true]);
    },
  );

  test("is held where another service is over", () => {
    expect(learningOf({ over: ["mail"], resumed: [] })).toEqual([false, true]);
  });

  const chatHeld = { heldSince: now - 5 };
  test.each<[string, Omit<EvidenceOf, "series">, Partial<Context>, string | null]>([
    ["that is learned of says no reason", {}, {}, null],
    [
      "of which something speaks for a failure is suspected",
      { entities: { chat: chatHeld } },
      {},
      "suspected",
    ],
    [
      "that fails in an open incident, from its first window on, says so",
      { entities: { chat: chatHeld } },
      { failing: ["chat"] },
      "open-incident",
    ],
    ["that fails in an incident but shows nothing now is learned of", {}, { failing: ["chat"] }, null],
    [
      "of which something speaks for a failure just after work says so",
      { entities: { chat: { ...chatHeld, maintainedAt: now - 15 } } },
      {},
      "after-work",
    ],
    [
      "of which the work ended longer ago is suspected",
      { entities: { chat: { ...chatHeld, maintainedAt: now - 16 } } },
      {},
      "suspected",
    ],
    [
      "that is worked on says so, whatever it shows",
      { entities: { chat: { ...chatHeld, maintained: 1 } }, blind: true },
      { failing: ["chat"] },
      "planned-work",
    ],
    [
      "whose past is excluded says so, whatever it shows",
      { entities: { chat: chatHeld }, unlearned: new Set([0]) },
      {},
      "excluded-past",
    ],
    ["whose day is like none says so", { unlike: new Set([0]) }, {}, "special-day"],
    ["in a window in which nobody can be judged says so", { blind: true }, {}, "blind"],
  ])("%s", (_title, evidence, context, reason) => {
    const { held: reasons, learning } = frameOf({ series: ["chat"], ...evidence }, context).units;
    expect(reasons).toEqual([reason]);
    expect(learning).toEqual([reason === null]);
  });

  test("that only a source at fault has seen is held for that, unless another saw it too", () => {
    const bySource = (...sources: readonly string[]) =>
      sources.map((source) => ({ entity: "chat", source, nats: [0] }));
    const of = (...sources: readonly string[]) =>
      evidenceFrame(
        { ...evidenceOf({ series: bySource(...sources) }), unbelieved: new Set([0]) },
        verdictOf(),
        nothing,
      ).units.held;
    expect(of("east")).toEqual(["faulty-source"]);
    expect(of("east", "west")).toEqual([null]);
  });
});

describe("what was weighed of an incident", () => {
  const weighed = { names: ["core", "all", "independent failures"], nats: [0, -2.345_611, -5000], more: 4 };
  const open = {
    id: "0123456789abcdef",
    attribution: { component: "core", odds: 10, runnerUp: null, candidates: [], weighed },
  };
  const framed = (incidents: readonly object[]) =>
    frameOf({ series: ["chat"] }, { open: incidents as unknown as Context["open"] });

  test("is told while it is open, rounded and in figures that JSON can hold", () => {
    expect(framed([open]).weighed).toEqual([
      {
        incident: "0123456789abcdef",
        component: ["core", "all", "independent failures"],
        oddsNats: [0, -2.3456, -999],
        more: 4,
      },
    ]);
    expect(EvidenceFrame.parse(framed([open])).weighed).toEqual(framed([open]).weighed);
  });

  test("is left out where nothing shared is sought, or an older snapshot kept nothing of it", () => {
    const { weighed: _, ...older } = open.attribution;
    for (const incidents of [[], [{ ...open, attribution: null }], [{ ...open, attribution: older }]])
      expect(framed(incidents)).not.toHaveProperty("weighed");
  });
});

test("the world: groups, thresholds, what is common to all, and how much of the telemetry came", () => {
  const frame = frameOf({
    series: ["chat"],
    completeness: 0.98765,
    factors: { errors: 0.123456, latency: 0 },
    windowMs: 30_000,
  });
  expect(frame).toMatchObject({
    v: 1,
    windowStart: now * 30_000,
    windowMs: 30_000,
    groups: { component: ["core", "all"], logEvidence: [12.35, -999], fewest: [3, 3] },
    logEvidence: 12.35,
    withoutReports: 3.46,
    threshold: 10,
    commonFactor: { errors: 0.1235 },
    completeness: 0.988,
  });
  expect(Object.keys(frame.commonFactor)).toEqual(["errors"]);
  expect(frameOf({ series: ["chat"], completeness: null }).completeness).toBeNull();
});

test("no evidence at all is written as a small number, which JSON can hold", () => {
  const verdict = { ...verdictOf(), all: { logEvidence: Number.NEGATIVE_INFINITY, groups: [] } };
  expect(evidenceFrame(evidenceOf({ series: ["chat"] }), verdict, nothing).logEvidence).toBe(-999);
});

test("a frame keeps the contract", () => {
  const series = [
    { entity: "chat", ...values, nats: [9] },
    "mail/web",
    { entity: "shop", source: "east", ready: 0 },
  ];
  expect(EvidenceFrame.safeParse(frameOf({ series })).error).toBeUndefined();
});

test("a component that is not watched is in the frame and says so; one of a single service is not", () => {
  const [core, all] = verdictOf().groups;
  const groups = [
    { ...core!, fewest: null },
    { ...all!, name: "lone", services: ["ant"], fewest: null },
  ];
  const verdict = { ...verdictOf({ groups }), all: { logEvidence: Number.NEGATIVE_INFINITY, groups: [] } };
  const frame = evidenceFrame(evidenceOf({ series: ["chat"] }), verdict, nothing);
  expect(frame.groups).toEqual({ component: ["core"], logEvidence: [-999], fewest: [null] });
  expect(EvidenceFrame.parse(frame).groups).toEqual(frame.groups);
});
