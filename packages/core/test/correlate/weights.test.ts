import fc from "fast-check";
import { expect, test } from "vitest";
import { isolatedRate, weightGroups } from "../../src/correlate/weights.ts";
import { groupWith } from "../support/groups.ts";

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

test("the rate of isolated incidents starts at 0.016 a service and day and moves to what is seen", () => {
  expect(isolatedRate(0, 0)).toBeCloseTo(0.016, 12);
  expect(isolatedRate(3, 100)).toBeCloseTo((3 + 1.6) / 200, 12);
  expect(isolatedRate(10_000, 100_000)).toBeCloseTo(0.1, 3);
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
      const weighted = weightGroups([...declared, groupWith("all", range(12), { implied: true })], 0.001, 1);
      expect(weighted.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
      expect(weighted.find(({ group }) => group.implied)?.weight).toBeCloseTo(0.1, 12);
      const [first, second] = weighted;
      if (first !== undefined && second !== undefined && !second.group.implied) {
        expect(first.weight / second.weight).toBeCloseTo(first.group.prior / second.group.prior, 6);
      }
    }),
  );
});

test("without a topology the implied group has all the weight", () => {
  const [only, ...others] = weightGroups([groupWith("all", range(5), { implied: true })], 0.016, 1);
  expect(others).toEqual([]);
  expect([only?.weight, only?.fewest]).toEqual([1, 3]);
});

test("a group of one service, or too small for its number, takes no part and no weight", () => {
  const groups = [groupWith("one", [0]), groupWith("pair", [0, 1]), groupWith("three", [0, 1, 2])];
  expect(weightGroups(groups, 0.016, 1).map(({ group, fewest }) => [group.name, fewest])).toEqual([
    ["pair", 2],
    ["three", 3],
  ]);
  expect(weightGroups(groups, 5, 1)).toEqual([]);
});
