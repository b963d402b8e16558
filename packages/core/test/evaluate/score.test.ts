import fc from "fast-check";
import { expect, test } from "vitest";
import type { Outcome } from "../../src/evaluate/outcome.ts";
import { score } from "../../src/evaluate/score.ts";
import type { Scope, TrueIncident, Truth } from "../../src/evaluate/truth.ts";

const minute = 60_000;
const day = 86_400_000;
const fifteenDays = { fromMs: 0, toMs: 15 * day };

function outcome(change: Partial<Outcome> & { incident: string }): Outcome {
  const scope = change.scope ?? "simultaneous";
  const onsetMs = change.onsetMs ?? 14 * day;
  return {
    status: "resolved",
    scope,
    onsetMs,
    endMs: onsetMs + 60 * minute,
    announcedMs: { [scope]: onsetMs + 3 * minute },
    members: ["a", "b", "c"],
    component: "backbone",
    superseded: false,
    ...change,
  };
}

function label(change: Partial<TrueIncident> = {}): TrueIncident {
  const onsetMs = change.onsetMs ?? 14 * day;
  return {
    id: "outage",
    scope: "simultaneous",
    onsetMs,
    endMs: onsetMs + 60 * minute,
    services: ["a", "b", "c"],
    component: "backbone",
    innocent: [],
    ...change,
  };
}

const truth = (incidents: readonly TrueIncident[], quiet: Truth["quiet"] = null): Truth => ({
  incidents,
  quiet,
});

test("the right answer three minutes late scores so", () => {
  const result = score(
    [outcome({ incident: "i" })],
    truth([label()], [{ fromMs: 0, toMs: 14 * day }]),
    fifteenDays,
  );
  expect(result).toEqual({
    incidents: [
      {
        id: "outage",
        found: true,
        incident: "i",
        scopeRight: true,
        delayMs: 3 * minute,
        onsetErrorMs: 0,
        component: "backbone",
        componentRight: true,
        precision: 1,
        recall: 1,
        innocentBlamed: [],
      },
    ],
    quietDays: 14,
    falseAlarms: 0,
    falseAlarmsPer90Days: 0,
  });
});

test("members that are wrong cost precision, members that are missing cost recall, innocents are named", () => {
  const said = outcome({ incident: "i", members: ["a", "b", "x", "y"], component: "cdn" });
  const [result] = score([said], truth([label({ innocent: ["y", "z"] })]), fifteenDays).incidents;
  expect(result).toMatchObject({
    precision: 0.5,
    recall: 2 / 3,
    innocentBlamed: ["y"],
    componentRight: false,
  });
});

test("a label that names no component judges none; a label of null wants none named", () => {
  const [silent] = score(
    [outcome({ incident: "i" })],
    truth([label({ component: undefined })]),
    fifteenDays,
  ).incidents;
  expect(silent?.componentRight).toBeNull();
  const none = label({ component: null });
  const [named] = score([outcome({ incident: "i" })], truth([none]), fifteenDays).incidents;
  expect(named?.componentRight).toBe(false);
  const [unnamed] = score(
    [outcome({ incident: "i", component: null })],
    truth([none]),
    fifteenDays,
  ).incidents;
  expect(unnamed?.componentRight).toBe(true);
});

test("an outage that nothing speaks of is missed, with recall zero and no invented numbers", () => {
  const [result] = score([], truth([label()]), fifteenDays).incidents;
  expect(result).toMatchObject({
    found: false,
    incident: null,
    delayMs: null,
    precision: null,
    recall: 0,
  });
});

test("an isolated incident over a simultaneous outage is named, but does not find it", () => {
  const isolated = outcome({ incident: "i", scope: "isolated", members: ["a"] });
  const [result] = score([isolated], truth([label()]), fifteenDays).incidents;
  expect(result).toMatchObject({ found: false, incident: "i", scopeRight: false });
});

test("a simultaneous alarm over an isolated outage is a false alarm, also where no quiet time is labelled", () => {
  const isolated = label({ scope: "isolated", services: ["a"] });
  const said = [outcome({ incident: "i" }), outcome({ incident: "j", scope: "isolated", members: ["a"] })];
  expect(score(said, truth([isolated], []), fifteenDays).falseAlarms).toBe(1);
  expect(score(said, truth([isolated]), fifteenDays).incidents[0]).toMatchObject({
    found: true,
    incident: "j",
  });
});

test("an alarm that rang before the outage can have begun does not find it", () => {
  const early = outcome({ incident: "i", onsetMs: 14 * day - 60 * minute, endMs: null });
  const result = score([early], truth([label()], [{ fromMs: 0, toMs: 14 * day - 5 * minute }]), fifteenDays);
  expect(result.incidents[0]?.found).toBe(false);
  expect(result.falseAlarms).toBe(1);
});

test("an onset said a minute early, inside quiet time, is no false alarm", () => {
  const early = outcome({ incident: "i", onsetMs: 14 * day - minute });
  const result = score([early], truth([label()], [{ fromMs: 0, toMs: 14 * day }]), fifteenDays);
  expect(result).toMatchObject({
    falseAlarms: 0,
    incidents: [{ found: true, onsetErrorMs: -minute }],
  });
});

test("a retracted simultaneous alarm finds nothing, and rang falsely unless another incident speaks for it", () => {
  const retracted = outcome({ incident: "i", status: "retracted", onsetMs: 2 * day });
  const quiet = [{ fromMs: 0, toMs: 9 * day }];
  expect(score([retracted], truth([label()], quiet), fifteenDays)).toMatchObject({
    falseAlarms: 1,
    falseAlarmsPer90Days: 10,
    incidents: [{ found: false }],
  });
  expect(score([{ ...retracted, superseded: true }], truth([label()], quiet), fifteenDays).falseAlarms).toBe(
    0,
  );
});

test("an alarm in time of which the labels say nothing is not held against the detector", () => {
  const unknown = outcome({ incident: "i", onsetMs: 12 * day });
  expect(score([unknown], truth([label()], [{ fromMs: 0, toMs: 9 * day }]), fifteenDays).falseAlarms).toBe(0);
});

test("labels and quiet time outside of the recording are left out", () => {
  const later = label({ onsetMs: 40 * day });
  const result = score(
    [],
    truth(
      [later],
      [
        { fromMs: -day, toMs: day },
        { fromMs: 20 * day, toMs: 30 * day },
      ],
    ),
    fifteenDays,
  );
  expect(result).toEqual({ incidents: [], quietDays: 1, falseAlarms: 0, falseAlarmsPer90Days: 0 });
});

test("two labels at once are not both answered by one incident", () => {
  const labels = [label({ id: "one", services: ["a", "b"] }), label({ id: "two", services: ["c", "d"] })];
  const found = score([outcome({ incident: "i" })], truth(labels), fifteenDays).incidents.map(
    ({ found: is }) => is,
  );
  expect(found).toEqual([true, false]);
});

test("the incident with most members in common answers, not the first", () => {
  const worse = outcome({ incident: "worse", members: ["a", "x"] });
  const better = outcome({ incident: "better", onsetMs: 14 * day + 2 * minute });
  const [result] = score([worse, better], truth([label()]), fifteenDays).incidents;
  expect(result?.incident).toBe("better");
});

test("an observer's fault is found by time alone", () => {
  const source = outcome({ incident: "i", scope: "source", members: [] });
  const [result] = score([source], truth([label({ scope: "source", services: [] })]), fifteenDays).incidents;
  expect(result).toMatchObject({ found: true, precision: null, recall: null });
});

const names = ["a", "b", "c", "d", "e"];
const scopes: readonly Scope[] = ["isolated", "simultaneous", "reports-only"];
/** Labels an hour long, two hours apart, so that none meets another. */
const labelsApart = fc
  .array(
    fc.record({
      services: fc.subarray(names, { minLength: 1 }),
      scope: fc.constantFrom(...scopes),
    }),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((list) =>
    list.map((part, index) => label({ ...part, id: `label ${index}`, onsetMs: (index + 1) * 120 * minute })),
  );
const answerTo = (true_: TrueIncident, delayMs: number): Outcome =>
  outcome({
    incident: `answer to ${true_.id}`,
    scope: true_.scope,
    onsetMs: true_.onsetMs,
    endMs: true_.endMs,
    announcedMs: { [true_.scope]: true_.onsetMs + delayMs },
    members: true_.services,
  });

test("a detector that says the truth is right in everything, and its delay is its delay", () => {
  fc.assert(
    fc.property(labelsApart, fc.integer({ min: 0, max: 30 * minute }), (labels, delayMs) => {
      const result = score(
        labels.map((true_) => answerTo(true_, delayMs)),
        truth(labels),
        fifteenDays,
      );
      expect(result.falseAlarms).toBe(0);
      for (const [index, one] of result.incidents.entries()) {
        expect(one).toMatchObject({
          id: labels[index]!.id,
          incident: `answer to ${labels[index]!.id}`,
          delayMs,
        });
        expect(one).toMatchObject({ found: true, onsetErrorMs: 0, precision: 1, recall: 1 });
      }
    }),
  );
});

test("the order of incidents does not change the score, nor does moving everything in time", () => {
  fc.assert(
    fc.property(
      labelsApart,
      fc.subarray([0, 1, 2, 3, 4, 5]),
      fc.integer({ min: 0, max: day }),
      (labels, kept, shiftMs) => {
        const said = kept.flatMap((index) =>
          labels[index] === undefined ? [] : [answerTo(labels[index], minute)],
        );
        const result = score(said, truth(labels), fifteenDays);
        expect(score(said.toReversed(), truth(labels), fifteenDays)).toEqual(result);
        const laterSaid = said.map((one) =>
          answerTo(
            shifted(
              labels.find(({ id }) => one.incident.endsWith(id))!,
              shiftMs,
            ),
            minute,
          ),
        );
        const laterTruth = truth(labels.map((true_) => shifted(true_, shiftMs)));
        expect(score(laterSaid, laterTruth, { fromMs: shiftMs, toMs: fifteenDays.toMs + shiftMs })).toEqual(
          result,
        );
      },
    ),
  );
});

const shifted = (true_: TrueIncident, byMs: number): TrueIncident => ({
  ...true_,
  onsetMs: true_.onsetMs + byMs,
  endMs: true_.endMs + byMs,
});

test("false alarms in quiet time are counted one by one and leave the labels' scores alone", () => {
  const quiet = [{ fromMs: 5 * day, toMs: 15 * day }];
  fc.assert(
    fc.property(labelsApart, fc.integer({ min: 0, max: 9 }), (labels, count) => {
      const right = labels.map((true_) => answerTo(true_, minute));
      const wrong = Array.from({ length: count }, (_, index) =>
        outcome({ incident: `false ${index}`, onsetMs: (5 + index) * day }),
      );
      const result = score([...right, ...wrong], truth(labels, quiet), fifteenDays);
      expect(result.falseAlarms).toBe(count);
      expect(result.falseAlarmsPer90Days).toBeCloseTo(count * 9, 9);
      expect(result.incidents).toEqual(score(right, truth(labels, quiet), fifteenDays).incidents);
    }),
  );
});
