import fc from "fast-check";
import { expect, test } from "vitest";
import { clamp, stepToward } from "../../src/stats/exponential-mean.ts";

const values = fc.array(fc.double({ min: -1000, max: 1000, noNaN: true }), { minLength: 1, maxLength: 50 });

/** Weighted sum over all values at once: the start weighs what is left. */
function batchMean(start: number, list: readonly number[], rate: number): number {
  const weights = list.map((_, index) => rate * (1 - rate) ** (list.length - 1 - index));
  return (
    (1 - rate) ** list.length * start + list.reduce((sum, value, index) => sum + weights[index]! * value, 0)
  );
}

test("the running exponential mean is the batch mean after every value, also far from zero", () => {
  fc.assert(
    fc.property(
      values,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom(0, 1e9),
      (list, rate, offset) => {
        let mean: number = offset;
        list.forEach((value, index) => {
          mean = stepToward(mean, offset + value, rate);
          const batch = offset + batchMean(0, list.slice(0, index + 1), rate);
          expect(Math.abs(mean - batch)).toBeLessThan(1e-6);
        });
      },
    ),
  );
});

test("a clamped value lies within its bounds and is the value where that lies within them", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: -50, max: 0 }),
      fc.integer({ min: 0, max: 50 }),
      (value, lower, upper) => {
        expect(clamp(value, lower, upper)).toBe(Math.min(upper, Math.max(lower, value)));
      },
    ),
  );
});
