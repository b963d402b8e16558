import fc from "fast-check";
import { expect, test } from "vitest";
import { initialPenalty, nextPenalty } from "../../../src/model/baseline/penalty.ts";

const logRatios = fc.array(fc.double({ min: -10, max: 16, noNaN: true }), { minLength: 1, maxLength: 400 });

test("e-values average at most one and what the penalty has climbed, whatever the data are", () => {
  fc.assert(
    fc.property(logRatios, (list) => {
      let penalty = initialPenalty;
      let sum = 0;
      list.forEach((logRatio, index) => {
        const evidence = Math.exp(logRatio - penalty);
        sum += Math.min(evidence, 20);
        penalty = nextPenalty(penalty, evidence);
        const steps = index + 1;
        expect(sum / steps).toBeLessThanOrEqual(1 + (penalty - initialPenalty) / (0.003 * steps) + 1e-9);
        expect(penalty).toBeGreaterThanOrEqual(0.02);
      });
    }),
  );
});

test("data that are always ten times too likely are charged for it until they say nothing", () => {
  let penalty = initialPenalty;
  for (let step = 0; step < 5000; step += 1) penalty = nextPenalty(penalty, Math.exp(Math.log(10) - penalty));
  expect(Math.exp(Math.log(10) - penalty)).toBeCloseTo(1, 2);
});

test("data that say less than they might pay the least penalty there is", () => {
  let penalty = initialPenalty;
  for (let step = 0; step < 5000; step += 1) penalty = nextPenalty(penalty, 0.3);
  expect(penalty).toBe(0.02);
});
