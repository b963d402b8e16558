import fc from "fast-check";
import { expect, test } from "vitest";
import { rateOf } from "../../src/backtest/rates.ts";

test("the exact interval of a Poisson count is that of the tables", () => {
  // Garwood 1936: counts of 0, 1, 5 and 10 lie between 0 and 3.689, 0.0253 and 5.572, 1.623 and 11.67, 4.795 and 18.39.
  const table = [
    [0, 0, 3.689],
    [1, 0.0253, 5.572],
    [5, 1.623, 11.668],
    [10, 4.795, 18.39],
  ] as const;
  for (const [count, from, to] of table) {
    const rate = rateOf(count, 90);
    expect(rate.from).toBeCloseTo(from, 3);
    expect(rate.to).toBeCloseTo(to, 2);
  }
});

test("the interval always holds the rate, and is in proportion to the time", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 300 }),
      fc.double({ min: 0.1, max: 1000, noNaN: true }),
      (count, days) => {
        const { per90Days, from, to } = rateOf(count, days);
        expect(from).toBeLessThanOrEqual(per90Days ?? Number.NaN);
        expect(to).toBeGreaterThan(per90Days ?? Number.NaN);
      },
    ),
    { numRuns: 100 },
  );
});

test("without time there is no rate", () => {
  expect(rateOf(3, 0)).toEqual({ count: 3, days: 0, per90Days: null, from: null, to: null });
});
