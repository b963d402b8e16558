import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { independentFailures, attribute } from "../../src/correlate/attribution.ts";
import type { Group } from "../../src/correlate/groups.ts";
import { groupWith } from "../support/groups.ts";

const everyone = [0, 1, 2, 3, 4, 5, 6, 7];
const evidence = fc.array(fc.double({ min: -6, max: 60, noNaN: true }), { minLength: 8, maxLength: 8 });
const groups = fc
  .array(
    fc.record({
      members: fc.subarray(everyone, { minLength: 1 }),
      prior: fc.double({ min: 0.1, max: 10, noNaN: true }),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((list): readonly Group[] => [
    ...list.map(({ members, prior }, index) => groupWith(`group ${index}`, members, { prior })),
    groupWith("all", everyone, { implied: true }),
  ]);

/** Posterior weight of a hypothesis in plain numbers: each service fails with one probability inside and one outside. */
function weightOf(group: Group | null, list: readonly Group[], values: readonly number[]): number {
  const prior =
    group === null ? 0.5 : (0.5 * group.prior * (group.implied && list.length > 1 ? 0.02 : 1)) / list.length;
  return values.reduce((product, value, service) => {
    const p = group?.memberOf.has(service) === true ? 0.9 : 0.01;
    return product * (1 - p + p * Math.exp(Math.min(40, Math.max(-3, value))));
  }, prior);
}

test("the component named is the one of largest posterior weight, with its odds against the second", () => {
  fc.assert(
    fc.property(groups, evidence, (list, values) => {
      const weights = [
        ...list.map((group) => ({ name: group.name, weight: weightOf(group, list, values) })),
        { name: independentFailures, weight: weightOf(null, list, values) },
      ];
      weights.sort((first, second) => second.weight - first.weight);
      const [best, second] = weights as [(typeof weights)[0], (typeof weights)[0]];
      const attribution = attribute(list, everyone, (service) => values[service]!);
      const odds = best.weight / second.weight;
      if (odds < 3.000001) return;
      expect(attribution.component).toBe(best.name === independentFailures ? null : best.name);
      expect(attribution.odds / Math.min(1e6, odds)).toBeCloseTo(1, 6);
      expect(attribution.candidates).toEqual([]);
      const third = weights[2]?.weight ?? 0;
      if (second.weight > third * 1.000001) expect(attribution.runnerUp?.name).toBe(second.name);
      expect((attribution.runnerUp?.odds ?? 0) * attribution.odds).toBeCloseTo(1, 6);
    }),
  );
});

test("all that were weighed are told with the logarithm of their odds against the likeliest, at most ten", () => {
  fc.assert(
    fc.property(groups, evidence, (list, values) => {
      const { weighed } = attribute(list, everyone, (service) => values[service]!);
      expect(weighed?.more).toBe(0);
      expect(weighed?.nats[0]).toBe(0);
      expect(weighed?.nats).toEqual(weighed?.nats.toSorted((one, other) => other - one));
      const weights = new Map([
        ...list.map((group) => [group.name, weightOf(group, list, values)] as const),
        [independentFailures, weightOf(null, list, values)] as const,
      ]);
      expect(weighed?.names.toSorted()).toEqual([...weights.keys()].toSorted());
      const most = Math.max(...weights.values());
      weighed?.names.forEach((name, at) => {
        expect(weighed.nats[at]).toBeCloseTo(Math.log(weights.get(name)! / most), 6);
      });
    }),
  );
  const many = Array.from({ length: 15 }, (_, at) => groupWith(`group ${at}`, [at % 8]));
  const { weighed } = attribute(many, everyone, () => 20);
  expect([weighed?.names.length, weighed?.nats.length, weighed?.more]).toEqual([10, 10, 6]);
});

const failing =
  (...services: readonly number[]) =>
  (service: number): number =>
    services.includes(service) ? 30 : -2;

test("of nested components that cover the failures the smallest is named", () => {
  const list = [
    groupWith("wide", [0, 1, 2, 3, 4, 5]),
    groupWith("core", [0, 1, 2, 3]),
    groupWith("pair", [0, 1]),
  ];
  expect(attribute(list, everyone, failing(0, 1, 2, 3)).component).toBe("core");
  expect(attribute(list, everyone, failing(0, 1, 2, 3, 4, 5)).component).toBe("wide");
  expect(attribute(list, everyone, failing(0, 1)).component).toBe("pair");
});

test("a component is named though one of its members works", () => {
  const list = [groupWith("core", [0, 1, 2, 3, 4, 5])];
  expect(attribute(list, everyone, failing(0, 1, 2, 3, 4)).component).toBe("core");
});

test("two services that share nothing are two failures", () => {
  const list = [
    groupWith("left", [0, 1, 2, 3]),
    groupWith("right", [4, 5, 6, 7]),
    groupWith("all", everyone, { implied: true }),
  ];
  const attribution = attribute(list, everyone, failing(0, 4));
  expect(attribution.component).toBeNull();
  expect(attribution.odds).toBeGreaterThan(1);
});

test("a member is seen through the entities that the component names", () => {
  const list = [groupWith("media", [0, 1, 2]), groupWith("chat", [0, 1, 2, 3])];
  const attribution = attribute(list, [0, 1, 2, 3], (service, group) =>
    group?.name === "media" && service < 3 ? 20 : 0,
  );
  expect(attribution.component).toBe("media");
});

test("odds stay within a millionth and a million, and lie below one only of the smallest of components that nest", () => {
  fc.assert(
    fc.property(groups, evidence, (list, values) => {
      const { odds, runnerUp, candidates } = attribute(list, everyone, (service) => values[service]!);
      expect(odds).toBeGreaterThan(1 / 3 - 1e-9);
      expect(odds).toBeLessThanOrEqual(1e6);
      expect(runnerUp?.odds).toBeGreaterThanOrEqual(1e-6);
      expect(runnerUp?.odds).toBeLessThan(3 + 1e-9);
      if (odds < 1) expect(candidates).toEqual([]);
    }),
  );
});

describe("explanations that are nearly as good as the best, within three to one", () => {
  /** Two fail; a third shows so much of it. */
  const two = (third: number) => (service: number) => [30, 30, third][service] ?? 0;

  test("are told with their odds, where none of them is a part of the others: it is open which is true", () => {
    const list = [groupWith("left", [0, 1, 2]), groupWith("right", [0, 1, 3])];
    const { candidates, component, odds } = attribute(list, everyone, two(0.5));
    expect(component).toBe("left");
    expect(candidates.map(({ name }) => name)).toEqual(["left", "right"]);
    expect(odds).toBeGreaterThan(1);
    expect(odds).toBeLessThan(3);
    expect(candidates[0]?.odds).toBeCloseTo(odds, 9);
    expect(candidates[1]?.odds).toBeCloseTo(1 / odds, 9);
  });

  test("are no matter from three to one on", () => {
    const list = [groupWith("left", [0, 1, 2]), groupWith("right", [0, 1, 3])];
    expect(attribute(list, everyone, two(1.5)).candidates).toEqual([]);
  });

  test("are open too between components that hold the same", () => {
    const list = [groupWith("left", [0, 1]), groupWith("right", [0, 1])];
    const { candidates } = attribute(list, everyone, two(0));
    expect(candidates).toEqual([
      { name: "left", odds: 1 },
      { name: "right", odds: 1 },
    ]);
  });

  test("are open too between a component and failures that have nothing in common", () => {
    const list = [groupWith("rare", [0, 1], { prior: 0.000_2 })];
    const { candidates } = attribute(list, everyone, two(0));
    expect(candidates.map(({ name }) => name)).toEqual(["rare", independentFailures]);
  });

  test("name the smallest where they lie within one another, whichever is the likeliest", () => {
    const list = [groupWith("host", [0, 1]), groupWith("domain", [0, 1, 2]), groupWith("zone", [0, 1, 2, 3])];
    for (const third of [-0.5, 0, 0.5]) {
      const { component, odds, candidates } = attribute(list, everyone, two(third));
      expect([component, candidates]).toEqual(["host", []]);
      expect(odds < 1).toBe(third > 0.4);
    }
  });

  test("name none where the smallest does not hold all that fail", () => {
    const list = [groupWith("host", [0, 1]), groupWith("domain", [0, 1, 2, 3, 4])];
    const three = (service: number) => [30, 30, 30, -3, -3][service] ?? 0;
    const { candidates } = attribute(list, everyone, three);
    expect(candidates.map(({ name }) => name)).toEqual(["domain", "host"]);
  });
});
