import fc from "fast-check";
import { expect, test } from "vitest";
import {
  detect as detectIn,
  type DetectorEvidence,
  detectorIn,
  type ExcludedLags,
  type WeightedGroup,
} from "../../src/correlate/e-detector.ts";
import { ofThreeAtLeast } from "../../src/correlate/weights.ts";
import { lagGrid, lagOf, onsetsTried } from "../../src/model/index.ts";
import { detectorOracle, smallestProduct, subsets } from "../support/detector-oracle.ts";
import { groupWith } from "../support/groups.ts";

const nobody: ExcludedLags = new Map();
/** Old starts are then 15, 23, 31, 47, 63, 95 and 127 windows old. */
const window = 20_479;
const detect = (
  groups: readonly WeightedGroup[],
  likelihoods: Float64Array,
  excluded: ExcludedLags,
): DetectorEvidence => detectIn(groups, { window, likelihoods }, excluded);
/** What all onsets weigh together. */
const allOnsets = (7 / 8) * lagGrid.length + onsetsTried - lagGrid.length;
const services = 7;
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

const ratio = fc.double({ min: -3, max: 30, noNaN: true }).map((nats) => Math.exp(nats));
const likelihoods = fc
  .array(ratio, { minLength: services * onsetsTried, maxLength: services * onsetsTried })
  .map((list) => Float64Array.from(list));

const groups = fc
  .array(
    fc
      .record({
        members: fc.subarray([...range(services)], { minLength: 2 }),
        fewest: fc.integer({ min: 2, max: 4 }),
      })
      .map(({ members, fewest }) => ({
        group: groupWith("group", members),
        fewest: Math.min(fewest, members.length),
        weight: 0,
      })),
    { minLength: 1, maxLength: 4 },
  )
  .map((list): readonly WeightedGroup[] =>
    list.map((one, index) => ({ ...one, weight: (index + 1) / (list.length * (list.length + 1)) })),
  );

const excluded = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: services - 1 }),
    fc.constantFrom(
      { from: 3, to: 13 },
      { from: 3, to: 90 },
      { from: 9, to: 19 },
      { from: 40, to: 50 },
      { from: Number.POSITIVE_INFINITY, to: 9 },
    ),
  ),
  { maxLength: 3 },
);

test("the detector is the smallest product over every choice of k-1 services left out, mixed and summed", () => {
  fc.assert(
    fc.property(groups, likelihoods, excluded, (weighted, values, barred) => {
      const oracle = detectorOracle(weighted, { window, likelihoods: values }, new Map(barred));
      const found = detect(weighted, values, new Map(barred)).logEvidence;
      if (oracle === Number.NEGATIVE_INFINITY) expect(found).toBe(oracle);
      else expect(found).toBeCloseTo(oracle, 8);
    }),
    { numRuns: 200 },
  );
});

test("asked again with other failures known, or more that must fail, it answers as if it were asked nothing else", () => {
  const question = fc.record({ barred: excluded, isOfThree: fc.boolean() });
  const questions = fc.array(question, { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(groups, likelihoods, questions, (weighted, values, asked) => {
      const detector = detectorIn({ window, likelihoods: values });
      for (const { barred, isOfThree } of asked) {
        const watched = isOfThree ? ofThreeAtLeast(weighted) : weighted;
        const known = new Map(barred);
        expect(detector(watched, known)).toEqual(detect(watched, values, known));
      }
    }),
  );
});

test("whichever k-1 services truly fail, the evidence is never more than the product over the others", () => {
  const factors = fc.array(ratio, { minLength: 3, maxLength: 7 });
  fc.assert(
    fc.property(factors, fc.integer({ min: 2, max: 3 }), (list, fewest) => {
      const single = new Float64Array(list.length * onsetsTried);
      list.forEach((value, service) =>
        single.fill(value, service * onsetsTried, (service + 1) * onsetsTried),
      );
      const group = { group: groupWith("group", range(list.length)), fewest, weight: 1 };
      const found = detect([group], single, nobody).logEvidence;
      for (const abnormal of subsets(list.length, fewest - 1)) {
        const bound = [0.3, 0.8].reduce((sum, share) => {
          const others = list
            .filter((_, index) => !abnormal.includes(index))
            .map((value) => 1 - share + share * value);
          return sum + (allOnsets / 2) * others.reduce((product, factor) => product * factor, 1);
        }, 0);
        expect(found).toBeLessThanOrEqual(Math.log(bound) + 1e-9);
      }
    }),
  );
});

test("one service, however sure its failure, adds nothing to a group that needs three", () => {
  const group = { group: groupWith("group", range(services)), fewest: 3, weight: 1 };
  const quiet = new Float64Array(services * onsetsTried).fill(0.8);
  const alone = Float64Array.from(quiet).fill(1e40, 0, onsetsTried);
  const two = Float64Array.from(alone).fill(1e40, 0, 2 * onsetsTried);
  expect(detect([group], two, nobody).logEvidence).toBeLessThan(Math.log(allOnsets));
  expect(detect([group], alone, nobody).logEvidence).toBeLessThan(Math.log(allOnsets));
  expect(detect([group], two.fill(1e40, 0, 3 * onsetsTried), nobody).logEvidence).toBeGreaterThan(80);
});

test("evidence too large for a floating-point number is added up in logarithms", () => {
  const group = { group: groupWith("group", range(services)), fewest: 3, weight: 1 };
  const huge = new Float64Array(services * onsetsTried).fill(1e280);
  const found = detect([group], huge, nobody);
  const expected = 5 * Math.log(1e280) + Math.log((0.3 ** 5 + 0.8 ** 5) / 2) + Math.log(allOnsets);
  expect(found.logEvidence).toBeCloseTo(expected, 6);
  expect(found.groups[0]?.logEvidence).toBeCloseTo(expected, 6);
});

test("groups are averaged by their weights, so that adding a group that says nothing costs only its weight", () => {
  fc.assert(
    fc.property(groups, likelihoods, (weighted, values) => {
      const { logEvidence, groups: ofGroups } = detect(weighted, values, nobody);
      const sum = ofGroups.reduce(
        (all, ofGroup, index) => all + weighted[index]!.weight * Math.exp(ofGroup.logEvidence),
        0,
      );
      expect(logEvidence).toBeCloseTo(Math.log(sum), 8);
    }),
  );
});

test("entities of one service are averaged: no operation can fail three times in its service's name", () => {
  const entities = (service: number): readonly number[] => [service, service + services];
  const group = { group: groupWith("group", range(services), { entities }), fewest: 2, weight: 1 };
  const values = new Float64Array(2 * services * onsetsTried).fill(1);
  values.fill(100, 0, onsetsTried);
  values.fill(300, services * onsetsTried, (services + 1) * onsetsTried);
  const merged = new Float64Array(services * onsetsTried).fill(1).fill(200, 0, onsetsTried);
  const single = { group: groupWith("group", range(services)), fewest: 2, weight: 1 };
  expect(detect([group], values, nobody).logEvidence).toBeCloseTo(
    detect([single], merged, nobody).logEvidence,
    10,
  );
});

test("the best lag is that of the onset with most evidence", () => {
  const group = { group: groupWith("group", range(services)), fewest: 3, weight: 1 };
  for (let index = 0; index < onsetsTried; index += 1) {
    const values = new Float64Array(services * onsetsTried).fill(0.9);
    for (let service = 0; service < services; service += 1) values[service * onsetsTried + index] = 50;
    expect(detect([group], values, nobody).groups[0]?.bestLag).toBe(lagOf(window, index));
  }
});

test("a service known to fail since before does not count for later onsets, and for earlier ones it does", () => {
  const group = { group: groupWith("group", range(4)), fewest: 3, weight: 1 };
  const values = new Float64Array(services * onsetsTried).fill(50);
  const free = detect([group], values, nobody);
  const barred = detect([group], values, new Map([[0, { from: 8, to: 18 }]]));
  const all = detect(
    [group],
    values,
    new Map(range(4).map((service) => [service, { from: Number.POSITIVE_INFINITY, to: 0 }])),
  );
  expect(barred.logEvidence).toBeLessThan(free.logEvidence);
  expect(barred.groups[0]?.bestLag).toBeGreaterThanOrEqual(8);
  expect(all.logEvidence).toBe(Number.NEGATIVE_INFINITY);
});

test("leaving out the k-1 largest is leaving out the best choice of k-1", () => {
  expect(smallestProduct([9, 1, 5, 2], 3)).toBe(2);
  expect(smallestProduct([9, 1], 3)).toBeNull();
});

test("if more than two must fail together there is never more evidence for a failure, and none of pairs", () => {
  fc.assert(
    fc.property(groups, likelihoods, (weighted, values) => {
      const ofThree = ofThreeAtLeast(weighted);
      expect(ofThree.every(({ group, fewest }) => fewest > 2 && group.members.length > 2)).toBe(true);
      const failing = values.map((ratio) => Math.max(1, ratio));
      const [more, all] = [ofThree, weighted].map((each) => detect(each, failing, nobody).logEvidence);
      expect(more).toBeLessThanOrEqual(all! + 1e-9);
    }),
    { numRuns: 100 },
  );
});
