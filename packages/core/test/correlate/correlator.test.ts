import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  alarmThreshold,
  corroborationThreshold,
  createCorrelator,
  detectorThreshold,
} from "../../src/correlate/index.ts";
import { type Evidence, forgetting } from "../../src/model/index.ts";
import { type EvidenceOf, evidenceOf, evidenceWindow as now } from "../support/evidence-of.ts";

const minuteMs = 60_000;
const core = { core: { services: ["ant", "bee", "cat"] } };
const config = { windowMs: minuteMs, falseAlarmsPer90Days: 1, topology: { services: {}, components: core } };
const nobody = {
  failures: new Map<string, { readonly from: number; readonly to: number }>(),
  endedAlone: 0,
};
const minutes = (count: number, nats: number): readonly number[] => Array.from({ length: count }, () => nats);
const alarm = detectorThreshold(1, minuteMs);
const names = ["ant", "bee", "cat", "dog"];

/** Errors of each service for six minutes, nats a minute; none of those not named. */
const errorsOf = (nats: Readonly<Record<string, number>>, rest: Partial<EvidenceOf> = {}): Evidence =>
  evidenceOf({
    series: names.map((entity) => ({ entity, nats: minutes(6, nats[entity] ?? -0.2) })),
    ...rest,
  });
const failing = errorsOf({ ant: 4, bee: 4, cat: 4 });
const decide = (evidence: Evidence, known = nobody, observed = evidence) =>
  createCorrelator(config).decide(observed, evidence, known);

describe("what must be reached", () => {
  test("[15] the alarm and corroboration thresholds follow the budget, the isolated one the number of entities too", () => {
    const { thresholds } = decide(failing);
    expect(thresholds.alarm).toBe(alarm);
    expect(thresholds.corroboration).toBe(corroborationThreshold(1));
    expect(thresholds.isolated).toBeCloseTo(alarmThreshold(1, minuteMs) + Math.log(4), 12);
  });
});

describe("the detector", () => {
  test("alarms when three of a component fail, and not when one does", () => {
    expect(decide(failing).all.logEvidence).toBeGreaterThan(alarm);
    expect(decide(errorsOf({ ant: 9 })).all.logEvidence).toBeLessThan(5);
  });

  test("leaves out by name who is known to fail", () => {
    const known = (from: number) => ({
      ...nobody,
      failures: new Map([
        ["ant", { from, to: 20 }],
        ["bee", { from, to: 20 }],
      ]),
    });
    const { all, withoutReports } = decide(failing, known(Number.POSITIVE_INFINITY));
    expect([all.logEvidence, withoutReports.logEvidence].every((nats) => nats < 5)).toBe(true);
    expect(decide(failing, known(2)).all.logEvidence).toBeGreaterThan(alarm);
  });

  test("reads reports from what was observed; what is over is forgotten in all else", () => {
    const over = forgetting(failing, ["ant", "bee", "cat"]);
    const verdict = decide(over, nobody, failing);
    expect(verdict.all.logEvidence).toBeGreaterThan(alarm);
    expect(verdict.withoutReports.logEvidence).toBeLessThan(5);
    expect(verdict.isolated).toEqual([]);
    expect(verdict.ask.detect(new Map()).logEvidence).toBeLessThan(5);
  });
});

describe("groups and services", () => {
  const seen = (entities: readonly string[]) => evidenceOf({ series: entities });
  const groupsOf = (verdict: ReturnType<typeof decide>) =>
    verdict.groups.map(({ name, services }) => [name, services.join(" ")]);

  test("are resolved anew when an entity comes", () => {
    const correlator = createCorrelator(config);
    const first = correlator.decide(seen(["ant", "dog"]), seen(["ant", "dog"]), nobody);
    expect([first.services, groupsOf(first)]).toEqual([
      ["ant", "dog"],
      [
        ["core", "ant"],
        ["all", "ant dog"],
      ],
    ]);
    const later = seen(["ant", "dog", "cat"]);
    const second = correlator.decide(later, later, nobody);
    expect([second.services, groupsOf(second)]).toEqual([
      ["ant", "dog", "cat"],
      [
        ["core", "ant cat"],
        ["all", "ant dog cat"],
      ],
    ]);
  });

  test("in which too few can fail together take no part in the detector, and are named all the same", () => {
    const verdict = decide(seen(["ant", "bee", "dog"]));
    expect(verdict.groups.map(({ name }) => name)).toEqual(["core", "all"]);
    const pairs = decide(seen(["ant", "dog"]));
    expect(pairs.all.groups.map(({ name }) => name)).toEqual(["all"]);
  });
});

describe("how often services fail alone", () => {
  const dayWindows = 1440;
  const at = (window: number): Evidence => ({ ...evidenceOf({ series: names }), window });
  const firstOfDay = 14 * dayWindows;
  const rateAfter = (steps: readonly (readonly [window: number, incidents: number])[]) => {
    const correlator = createCorrelator(config);
    for (const [window, endedAlone] of steps)
      correlator.decide(at(window), at(window), { ...nobody, endedAlone });
    return correlator.snapshot();
  };

  test("is looked at once a day, so that weights are steady in between", () => {
    const before = rateAfter([[firstOfDay, 0]]).lonePerServiceDay;
    const sameDay = rateAfter([
      [firstOfDay, 0],
      [firstOfDay + dayWindows - 1, 500],
    ]);
    const nextDay = rateAfter([
      [firstOfDay, 0],
      [firstOfDay + dayWindows, 500],
    ]);
    expect(sameDay.lonePerServiceDay).toBe(before);
    expect(nextDay.lonePerServiceDay).toBeGreaterThan(4);
  });

  test("counts the days of every service that is in the stream", () => {
    const steps = Array.from({ length: 36 }, (_, index) => [firstOfDay + index, 0] as const);
    expect(rateAfter(steps).serviceDays).toBeCloseTo((36 * names.length) / dayWindows, 12);
  });

  test("changes how many must fail together", () => {
    const correlator = createCorrelator(config);
    const groups = (window: number, endedAlone: number) =>
      correlator.decide(at(window), at(window), { ...nobody, endedAlone }).all.groups.map(({ name }) => name);
    expect(groups(firstOfDay, 0)).toEqual(["core", "all"]);
    expect(groups(firstOfDay + 1, 500)).toEqual(["core", "all"]);
    expect(groups(firstOfDay + dayWindows, 500)).toEqual([]);
  });

  test("says which components are not watched for it, until the next day", () => {
    const correlator = createCorrelator(config);
    const unwatched = (window: number, endedAlone: number) => {
      const { groups } = correlator.decide(at(window), at(window), { ...nobody, endedAlone });
      const none = groups.filter(({ fewest }) => fewest === null).map(({ name }) => name);
      expect(correlator.unwatched()).toEqual(none);
      return none;
    };
    expect(unwatched(firstOfDay, 0)).toEqual([]);
    expect(unwatched(firstOfDay + 1, 500)).toEqual([]);
    expect(unwatched(firstOfDay + dayWindows, 500)).toEqual(["core", "all"]);
    expect(unwatched(firstOfDay + 2 * dayWindows, 0)).toEqual([]);
  });

  test("changes how many must fail together only then, also when a service that is no part of it comes", () => {
    const correlator = createCorrelator({ ...config, topology: { services: {}, components: core } });
    const fewestOfCore = (evidence: Evidence, endedAlone: number) =>
      correlator
        .decide(evidence, evidence, { ...nobody, endedAlone })
        .groups.find(({ name }) => name === "core")?.fewest;
    expect(fewestOfCore(at(firstOfDay), 0)).toBe(2);
    const more = { ...evidenceOf({ series: [...names, "eel"] }), window: firstOfDay + 5 };
    expect(fewestOfCore(more, 4)).toBe(2);
    expect(fewestOfCore({ ...more, window: firstOfDay + dayWindows }, 4)).toBe(3);
  });

  test("[10] a correlator made from a snapshot goes on as the one it was taken from", () => {
    const correlator = createCorrelator(config);
    correlator.decide(at(firstOfDay), at(firstOfDay), { ...nobody, endedAlone: 3 });
    const resumed = createCorrelator(config, structuredClone(correlator.snapshot()));
    const known = { ...nobody, endedAlone: 500 };
    const next = [correlator, resumed].map((one) => one.decide(failing, failing, known));
    expect(JSON.stringify(next[1])).toBe(JSON.stringify(next[0]));
    expect(resumed.snapshot()).toEqual(correlator.snapshot());
  });
});

describe("questions", () => {
  const { ask } = decide(failing);
  const failures = ["ant", "bee", "cat"].map((service, index) => ({
    service,
    onsetWindow: now - 30 + 10 * index,
    logEvidence: 20,
  }));
  const questions: readonly (() => unknown)[] = [
    () => ask.diagnose(names, 5),
    () => ask.diagnose(["bee", "cat", "dog"], 2),
    () => ask.detect(new Map()),
    () => ask.detect(new Map([["ant", { from: 3, to: 13 }]])),
    () => ask.onsetOf("ant", 12),
    () => ask.onsetOf("dog", 12),
    () => ask.suspectedSince(6),
    () => ask.complainedAbout(names),
    () => ask.ofThree(),
    () => ask.ofThree(new Map([["ant", { from: 3, to: 13 }]])),
    () => ask.confirmed(names),
    () => ask.concurrent(failures, ["dog"]),
  ];
  const answers = questions.map((question) => JSON.stringify(question()));

  test("are answered the same in any order, and when asked again", () => {
    const order = fc.array(fc.nat(questions.length - 1), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(order, (asked) => {
        for (const index of asked) expect(JSON.stringify(questions[index]!())).toBe(answers[index]);
      }),
      { numRuns: 40 },
    );
  });

  test("are answered by names, among those that may take part", () => {
    expect(ask.diagnose(names, 5)).toMatchObject({
      onsetWindow: now - 5,
      members: ["ant", "bee", "cat"].map((service) => ({ service, onsetWindow: now - 5 })),
      attribution: { component: "core" },
    });
    expect(ask.diagnose(["bee", "cat", "dog"], 5).members.map(({ service }) => service)).toEqual([
      "bee",
      "cat",
    ]);
    expect([ask.onsetOf("ant", 12), ask.onsetOf("dog", 12)]).toEqual([now - 5, null]);
    expect(ask.suspectedSince(6)).toEqual(["ant", "bee", "cat"]);
    expect(ask.complainedAbout(names)).toEqual([]);
    expect(ask.confirmed(names)).toEqual([]);
    expect(ask.concurrent(failures.toReversed(), ["dog"])).toMatchObject({
      members: failures.map(({ service, onsetWindow }) => ({ service, onsetWindow })),
      attribution: { component: "core" },
      notFailing: [],
    });
    expect(ask.concurrent([failures[0]!, failures[2]!], ["dog"])).toBe(null);
  });

  test("change nothing of the verdict: two correlators, of which one is asked, decide the same", () => {
    const known = { ...nobody, endedAlone: 2 };
    const [asked, unasked] = [createCorrelator(config), createCorrelator(config)];
    const first = asked.decide(failing, failing, known);
    first.ask.diagnose(names, 3);
    first.ask.detect(new Map([["bee", { from: 4, to: 14 }]]));
    unasked.decide(failing, failing, known);
    const second = [asked, unasked].map((one) => JSON.stringify(one.decide(failing, failing, known)));
    expect(second[0]).toBe(second[1]);
  });
});
