import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alarmThreshold, logAccidents } from "../../src/correlate/budget.ts";
import { concurrentFailures, type LoneFailure } from "../../src/correlate/concurrency.ts";
import { weightGroups } from "../../src/correlate/weights.ts";
import { groupWith } from "../support/groups.ts";

const minuteMs = 60_000;
const calm = { lonePerServiceDay: 0.01, falseAlarmsPer90Days: 1, windowMs: minuteMs };
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const groups = [groupWith("core", range(8)), groupWith("all", range(20), { implied: true })];
const since = (...onsets: readonly (readonly [service: number, onsetWindow: number])[]) =>
  onsets.map(([service, onsetWindow]) => ({ service, onsetWindow }));
const found = (lone: readonly LoneFailure[], budget = calm) =>
  concurrentFailures(weightGroups(groups, budget), lone, budget)?.failures.map(({ service }) => service) ??
  null;

describe("three of a component that fail by themselves now", () => {
  test("are one failure though they began ten minutes apart, in order of their onsets", () => {
    expect(found(since([5, 120], [0, 100], [3, 110]))).toEqual([0, 3, 5]);
  });

  test("are an accident where services often fail alone", () => {
    expect(found(since([0, 100], [3, 160], [5, 220]), { ...calm, lonePerServiceDay: 0.2 })).toBe(null);
  });

  test("are an accident where they began days apart", () => {
    expect(found(since([0, 100], [3, 4000], [5, 8000]))).toBe(null);
  });

  test("are told without a fourth that began long before and makes an accident of it", () => {
    expect(found(since([7, 0], [0, 90_000], [3, 90_010], [5, 90_020]))).toEqual([0, 3, 5]);
  });
});

describe("two alone", () => {
  test("are one failure where they began within ten minutes of each other, or three longer windows", () => {
    expect(found(since([0, 100], [3, 110]))).toEqual([0, 3]);
    expect(found(since([0, 100], [3, 111]))).toBe(null);
    const fiveMinutes = { ...calm, lonePerServiceDay: 0.005, windowMs: 5 * minuteMs };
    expect(found(since([0, 100], [3, 103]), fiveMinutes)).toEqual([0, 3]);
    expect(found(since([0, 100], [3, 104]), fiveMinutes)).toBe(null);
  });

  test("are an accident all the same where their component is large or its services often fail alone", () => {
    expect(found(since([0, 100], [3, 103]), { ...calm, lonePerServiceDay: 0.2 })).toBe(null);
    expect(found(since([0, 100], [19, 103]), { ...calm, lonePerServiceDay: 0.03 })).toBe(null);
  });
});

test("one alone, or nobody, is no shared failure", () => {
  expect(found(since([0, 100]))).toBe(null);
  expect(found([])).toBe(null);
});

test("cart, chat and feed ten minutes apart, in a group of 8 that rarely fails: 26.5 nats against 12.976", () => {
  const rare = { ...calm, lonePerServiceDay: 0.005 };
  const judged = weightGroups([groupWith("db", range(8))], rare);
  const concurrency = concurrentFailures(judged, since([0, 300], [1, 310], [2, 320]), rare);
  expect(concurrency?.logEvidence).toBeCloseTo(26.5, 1);
  expect(concurrency?.threshold).toBeCloseTo(12.976, 3);
});

test("the evidence is how rare the accident is, in windows of the group's part, against the share of the budget", () => {
  const judged = weightGroups([groupWith("core", range(8))], calm);
  const concurrency = concurrentFailures(judged, since([0, 100], [3, 110], [5, 120]), calm);
  const accidents = logAccidents({ services: 8, lonePerServiceDay: 0.01 })(3, 21 * minuteMs);
  expect(concurrency?.logEvidence).toBeCloseTo(alarmThreshold(1, minuteMs) - accidents, 9);
  expect(concurrency?.threshold).toBeCloseTo(alarmThreshold(0.3, minuteMs), 9);
  const pair = concurrentFailures(judged, since([0, 100], [3, 101]), calm);
  expect(pair?.threshold).toBeCloseTo(alarmThreshold(0.1, minuteMs), 9);
});

test("what is found is never an accident that the budget does not allow, and never without need fewer", () => {
  const lone = fc
    .uniqueArray(fc.integer({ min: 0, max: 19 }), { maxLength: 8 })
    .chain((services) =>
      fc
        .array(fc.integer({ min: 0, max: 600 }), { minLength: services.length, maxLength: services.length })
        .map((onsets) => services.map((service, index) => ({ service, onsetWindow: onsets[index]! }))),
    );
  const rate = fc.double({ min: 0.001, max: 0.5, noNaN: true });
  fc.assert(
    fc.property(lone, rate, (failures, lonePerServiceDay) => {
      const budget = { ...calm, lonePerServiceDay };
      const judged = weightGroups(groups, budget);
      const concurrency = concurrentFailures(judged, failures, budget);
      const rare = judged.some(({ group, weight }) => {
        const inside = failures
          .filter(({ service }) => group.memberOf.has(service))
          .toSorted((one, other) => one.onsetWindow - other.onsetWindow);
        return inside.some((first, from) =>
          inside.slice(from + 1).some((last, length) => {
            const failing = length + 2;
            const spread = last.onsetWindow - first.onsetWindow;
            const spreadMs = (spread + 1) * minuteMs;
            const accidents = logAccidents({ ...budget, services: group.members.length })(failing, spreadMs);
            const share = failing > 2 ? 0.3 : 0.1;
            return (failing > 2 || spread <= 10) && accidents <= Math.log(share * weight);
          }),
        );
      });
      expect(concurrency !== null).toBe(rare);
      if (concurrency !== null) expect(concurrency.logEvidence).toBeGreaterThanOrEqual(concurrency.threshold);
    }),
  );
});
