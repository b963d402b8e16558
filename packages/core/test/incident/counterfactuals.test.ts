import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { KnownFailures, Questions } from "../../src/correlate/index.ts";
import { noteCounterfactuals } from "../../src/incident/counterfactuals.ts";
import type { Counterfactuals, Incident } from "../../src/incident/index.ts";
import { incidentOf, now, progressOf, thresholds, verdictOf } from "../support/verdicts.ts";

const alarm = { openedWindow: now };
const open = (scope: Incident["scope"], changes: Parameters<typeof incidentOf>[1] = {}) =>
  incidentOf(scope, { ...alarm, ...changes });

/** What is noted of the one incident after a verdict. */
const noted = (incident: Incident, verdict: Parameters<typeof verdictOf>[0]): Counterfactuals | null =>
  noteCounterfactuals(progressOf([incident]), verdictOf(verdict)).incidents.open[0]!.counterfactuals;

/** The same, window after window, from the alarm on. */
function followed(
  incident: Incident,
  verdicts: readonly Parameters<typeof verdictOf>[0][],
): Counterfactuals | null {
  let progress = progressOf([incident]);
  verdicts.forEach((verdict, at) => {
    progress = noteCounterfactuals(progress, verdictOf({ window: now + at, ...verdict }));
  });
  return progress.incidents.open[0]!.counterfactuals;
}

/** The detector by who is left out of it altogether: `by` of them, nats with and without reports. */
const askOf = (by: (leftOut: string | undefined) => readonly [number, number]): Partial<Questions> => {
  const detect = (known?: KnownFailures) => {
    const leftOut = [...(known ?? [])].find(([, { from }]) => from === Number.POSITIVE_INFINITY)?.[0];
    const [logEvidence, withoutReports] = by(leftOut);
    return { logEvidence, withoutReports };
  };
  return { detect, ofThree: detect };
};

describe("at the alarm of several", () => {
  test("it is said what would have been enough at once, and the rest is not known yet", () => {
    const ask = askOf((leftOut) => (leftOut === "ant" ? [9, 5] : [15, 8]));
    expect(noted(open("simultaneous"), { ask })).toEqual({
      withoutReports: null,
      withoutService: [
        { service: "ant", detected: null },
        { service: "bee", detected: now },
        { service: "cat", detected: now },
      ],
      atTwiceThreshold: null,
    });
  });

  test("the example of rule 50 holds", () => {
    const ask = askOf((leftOut) => (leftOut === "ant" ? [9, 8] : [15, 8]));
    expect(noted(open("simultaneous"), { ask })).toMatchObject({
      withoutReports: null,
      withoutService: [{ detected: null }, { detected: now }, { detected: now }],
      atTwiceThreshold: null,
    });
  });

  test("the alert of this very window says it", () => {
    const incident = open("simultaneous");
    const progress = {
      ...progressOf([incident]),
      transitions: [
        { incident, input: "open-simultaneous", window: now, reason: "evidence-crossed-threshold" } as const,
      ],
    };
    const after = noteCounterfactuals(progress, verdictOf({ ask: askOf(() => [40, 40]) }));
    expect(after.transitions[0]!.incident).toEqual(after.incidents.open[0]);
    expect(after.transitions[0]!.incident.counterfactuals?.atTwiceThreshold).toBe(now);
  });

  test("without reports both thresholds are held against what is left", () => {
    const of = (withoutReports: number) =>
      noted(open("simultaneous"), { ask: askOf(() => [30, withoutReports]) })?.withoutReports;
    expect([of(thresholds.alarm - 0.1), of(thresholds.alarm)]).toEqual([null, now]);
  });

  test("twice the threshold holds for the corroboration too", () => {
    const of = (withoutReports: number) =>
      noted(open("simultaneous"), { ask: askOf(() => [2 * thresholds.alarm, withoutReports]) })
        ?.atTwiceThreshold;
    expect([of(2 * thresholds.corroboration - 0.1), of(2 * thresholds.corroboration)]).toEqual([null, now]);
  });

  test("without one of two there is no simultaneous failure", () => {
    const incident = open("simultaneous", { members: ["ant", "bee"] });
    const found = noted(incident, { ask: askOf(() => [40, 40]) });
    expect(found?.withoutService.map(({ detected }) => detected)).toEqual([null, null]);
  });

  test("where two are enough, two of those that are left must show by themselves that they fail", () => {
    const ask = { detect: () => ({ logEvidence: 40, withoutReports: 40 }) };
    const found = noted(open("simultaneous"), { ask, ofTwo: true, confirmed: ["ant", "bee"] });
    expect(found).toEqual({
      withoutReports: now,
      withoutService: [
        { service: "ant", detected: null },
        { service: "bee", detected: null },
        { service: "cat", detected: now },
      ],
      atTwiceThreshold: now,
    });
  });

  test("of more than ten members the first ten are left out one at a time", () => {
    const members = Array.from({ length: 30 }, (_, index) => `s${index}`);
    const found = noted(open("simultaneous", { members }), { ask: askOf(() => [40, 40]) });
    expect(found?.withoutService.map(({ service }) => service)).toEqual(members.slice(0, 10));
  });
});

describe("until it is settled", () => {
  const weak = { ask: askOf(() => [12, 5]) };
  const strong = { ask: askOf(() => [40, 40]) };

  test("what was not enough at the alarm may be enough a window later", () => {
    expect(followed(open("simultaneous"), [weak, strong])).toMatchObject({
      withoutReports: now + 1,
      atTwiceThreshold: now + 1,
    });
  });

  test("what is not enough when it is settled would not have been detected, whatever comes later", () => {
    const settled = followed(open("simultaneous"), [weak, weak, weak, weak, strong]);
    expect(settled).toMatchObject({ withoutReports: "not-detected", atTwiceThreshold: "not-detected" });
    expect(followed(open("simultaneous"), [weak, weak, weak])).toMatchObject({ withoutReports: null });
  });

  test("what is known stays, though the evidence falls", () => {
    expect(followed(open("simultaneous"), [strong, weak, weak, weak])).toMatchObject({
      withoutReports: now,
      atTwiceThreshold: now,
    });
  });

  test("a window that was missed, being blind, is made up for by the next", () => {
    const before = noted(open("simultaneous"), weak);
    const later = noted(open("simultaneous", { counterfactuals: before }), { window: now + 9, ...weak });
    expect(later).toMatchObject({ withoutReports: "not-detected", atTwiceThreshold: "not-detected" });
  });

  test("who is no member any more is not told of, nor who became one only then", () => {
    const before = noted(open("simultaneous"), weak);
    const incident = open("simultaneous", { members: ["bee", "cat", "dog"], counterfactuals: before });
    const found = noted(incident, { window: now + 1, ...strong });
    expect(found?.withoutService.map(({ service }) => service)).toEqual(["bee", "cat"]);
  });

  test("widening is an alarm, and begins anew", () => {
    const counterfactuals = { withoutReports: 7, withoutService: [], atTwiceThreshold: 7 };
    expect(noted(open("simultaneous", { counterfactuals }), strong)).toMatchObject({ withoutReports: now });
  });
});

describe("other alarms", () => {
  test("a failure of one service needs no reports, and has no other service", () => {
    const at = (logEvidence: number) => noted(open("isolated"), { isolated: [{ logEvidence }] });
    expect(at(15)).toEqual({ withoutReports: now, withoutService: [], atTwiceThreshold: null });
    expect(at(2 * thresholds.isolated + 0.1)?.atTwiceThreshold).toBe(now);
  });

  test("those that began apart are held against accidents without each, and never again", () => {
    const shared = { members: [], logEvidence: 17, threshold: 13 };
    const asked: string[] = [];
    const concurrent: Questions["concurrent"] = (lone) => {
      asked.push(lone.map(({ service }) => service).join(" "));
      const attribution = { component: null, odds: 1, runnerUp: null, candidates: [] };
      return lone.some(({ service }) => service === "cat")
        ? { ...shared, attribution, notFailing: [], unknown: [] }
        : null;
    };
    const incident = open("simultaneous", { concurrent: true, logEvidence: 30, threshold: 13 });
    expect(noted(incident, { ask: { concurrent } })).toEqual({
      withoutReports: now,
      withoutService: [
        { service: "ant", detected: now },
        { service: "bee", detected: now },
        { service: "cat", detected: "not-detected" },
      ],
      atTwiceThreshold: now,
    });
    expect(asked).toEqual(["bee cat", "ant cat", "ant bee"]);
  });

  test("complaints alone are nothing without reports", () => {
    const found = followed(
      open("reports-only"),
      Array.from({ length: 4 }, () => ({ ask: askOf(() => [12, 0]) })),
    );
    expect(found?.withoutReports).toBe("not-detected");
  });

  test.each(["source", "blind"] as const)("of scope %s nothing is said", (scope) => {
    expect(noted(open(scope), { ask: askOf(() => [40, 40]) })).toBe(null);
  });
});

/** Evidence of a few windows: with everybody, and less without reports or without one. */
const arbitraryEvidence = fc.array(
  fc.record({
    all: fc.double({ min: 10, max: 40, noNaN: true }),
    withoutReports: fc.double({ min: 0, max: 40, noNaN: true }),
    less: fc.double({ min: 0, max: 40, noNaN: true }),
  }),
  { minLength: 1, maxLength: 5 },
);

test("with less nothing is detected before the alarm, and twice the threshold never before the threshold", () => {
  fc.assert(
    fc.property(arbitraryEvidence, (windows) => {
      const verdicts = windows.map(({ all, withoutReports, less }) => ({
        ask: askOf((leftOut) =>
          leftOut === undefined
            ? [all, withoutReports]
            : [Math.min(all, less), Math.min(withoutReports, less)],
        ),
      }));
      const found = followed(open("simultaneous"), verdicts)!;
      const reached = windows.findIndex(
        ({ all, withoutReports }) => all >= thresholds.alarm && withoutReports >= thresholds.corroboration,
      );
      const all = [
        found.withoutReports,
        found.atTwiceThreshold,
        ...found.withoutService.map(({ detected }) => detected),
      ];
      for (const detected of all) {
        if (typeof detected !== "number") continue;
        expect(reached).not.toBe(-1);
        expect(detected).toBeGreaterThanOrEqual(now + reached);
      }
    }),
  );
});
