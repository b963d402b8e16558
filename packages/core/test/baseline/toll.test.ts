import fc from "fast-check";
import { expect, test } from "vitest";
import { initialToll, nextToll, smallestToll } from "../../src/baseline/toll.ts";

const logRatios = fc.array(fc.double({ min: -10, max: 16, noNaN: true }), { minLength: 1, maxLength: 400 });

test("e-values average at most one and what the toll has climbed, whatever the data are", () => {
  fc.assert(
    fc.property(logRatios, (list) => {
      let toll = initialToll;
      let sum = 0;
      list.forEach((logRatio, index) => {
        const evidence = Math.exp(logRatio - toll);
        sum += Math.min(evidence, 20);
        toll = nextToll(toll, evidence);
        const steps = index + 1;
        expect(sum / steps).toBeLessThanOrEqual(1 + (toll - initialToll) / (0.003 * steps) + 1e-9);
        expect(toll).toBeGreaterThanOrEqual(smallestToll);
      });
    }),
  );
});

test("data that are always ten times too likely are charged for it until they say nothing", () => {
  let toll = initialToll;
  for (let step = 0; step < 5000; step += 1) toll = nextToll(toll, Math.exp(Math.log(10) - toll));
  expect(Math.exp(Math.log(10) - toll)).toBeCloseTo(1, 2);
});

test("data that say less than they might pay the least toll there is", () => {
  let toll = initialToll;
  for (let step = 0; step < 5000; step += 1) toll = nextToll(toll, 0.3);
  expect(toll).toBe(0.02);
});
