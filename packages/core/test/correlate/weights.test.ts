import fc from "fast-check";
import { expect, test } from "vitest";
import { loneRate, watchedOf, weightGroups } from "../../src/correlate/weights.ts";
import { groupWith } from "../support/groups.ts";

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

const budget = { lonePerServiceDay: 0.001, falseAlarmsPer90Days: 1, windowMs: 60_000 };

test("the rate of lone failures starts at 0.05 a service and day, worth ten days, and moves to what is seen", () => {
  expect(loneRate(0, 0)).toBeCloseTo(0.05, 12);
  expect(loneRate(3, 90)).toBeCloseTo((3 + 0.5) / 100, 12);
  expect(loneRate(10_000, 100_000)).toBeCloseTo(0.1, 3);
});

test("weights sum to one over all groups, a tenth of it for the implied one", () => {
  const sizes = fc.array(
    fc.record({
      members: fc.integer({ min: 2, max: 12 }),
      prior: fc.double({ min: 0.1, max: 10, noNaN: true }),
    }),
    {
      minLength: 1,
      maxLength: 10,
    },
  );
  fc.assert(
    fc.property(sizes, (list) => {
      const declared = list.map(({ members, prior }, index) =>
        groupWith(`group ${index}`, range(members), { prior }),
      );
      const weighted = weightGroups([...declared, groupWith("all", range(12), { implied: true })], budget);
      expect(weighted.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
      expect(weighted.find(({ group }) => group.implied)?.weight).toBeCloseTo(0.1, 12);
      const [first, second] = weighted;
      if (first !== undefined && second !== undefined && !second.group.implied) {
        expect(first.weight / second.weight).toBeCloseTo(first.group.prior / second.group.prior, 6);
      }
    }),
  );
});

test("a pair of prior 1, a group of prior 3 and the implied one weigh 0.225, 0.675 and 0.1", () => {
  const groups = [
    groupWith("pair", [0, 1]),
    groupWith("core", range(4), { prior: 3 }),
    groupWith("all", range(12), { implied: true }),
  ];
  expect(weightGroups(groups, budget).map(({ weight }) => Number(weight.toFixed(12)))).toEqual([
    0.225, 0.675, 0.1,
  ]);
});

test("without a topology the implied group has all the weight", () => {
  const [only, ...others] = weightGroups([groupWith("all", range(5), { implied: true })], budget);
  expect(others).toEqual([]);
  expect([only?.weight, only?.fewest]).toEqual([1, 2]);
});

test("a group of one service takes no part and no weight", () => {
  const groups = [groupWith("one", [0]), groupWith("pair", [0, 1]), groupWith("three", [0, 1, 2])];
  expect(weightGroups(groups, budget).map(({ group, weight }) => [group.name, weight])).toEqual([
    ["pair", 0.5],
    ["three", 0.5],
  ]);
});

test("a group that no number fits is not watched; it stays known, and its weight goes to nobody", () => {
  const groups = [groupWith("pair", [0, 1]), groupWith("six", range(6))];
  const judged = weightGroups(groups, { ...budget, lonePerServiceDay: 0.25 });
  expect(judged.map(({ group, fewest, weight }) => [group.name, fewest, weight])).toEqual([
    ["pair", null, 0.5],
    ["six", 3, 0.5],
  ]);
  expect(watchedOf(judged)).toEqual([judged[1]]);
});
