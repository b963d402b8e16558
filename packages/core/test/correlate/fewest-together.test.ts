import { expect, test } from "vitest";
import { fewestTogether } from "../../src/correlate/index.ts";

const topology = {
  services: { ant: {}, bee: {}, cat: {}, dog: {} },
  components: {
    pair: { services: ["ant", "bee/media"] },
    one: { services: ["cat/login", "cat/media"] },
    base: { services: ["dog"] },
    top: { services: ["cat"], dependsOn: ["base"] },
  },
};
const budget = { falseAlarmsPer90Days: 1, windowMs: 60_000 };

test("each component of two services or more has its number, operations count for their services", () => {
  expect(fewestTogether(topology, budget)).toEqual([
    { component: "base", services: 2, fewest: 2 },
    { component: "pair", services: 2, fewest: 2 },
    { component: "all", services: 4, fewest: 3 },
  ]);
});

test("where no number is enough for the budget, that is said", () => {
  const strict = fewestTogether(topology, { ...budget, falseAlarmsPer90Days: 0.001 });
  expect(strict.map(({ fewest }) => fewest)).toEqual([null, null, 3]);
});
