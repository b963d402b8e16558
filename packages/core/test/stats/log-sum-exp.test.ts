import fc from "fast-check";
import { max, sum as exactSum } from "simple-statistics";
import { expect, test } from "vitest";
import { addLogarithm, logAddExp, logSum, totalOf } from "../../src/stats/log-sum-exp.ts";

const logarithms = fc.array(fc.double({ min: -600, max: 600, noNaN: true }), { minLength: 1, maxLength: 40 });

/** In two passes over all terms, with Kahan and Babuska's compensated sum. */
function logSumExp(terms: readonly number[]): number {
  const largest = max([...terms]);
  return largest + Math.log(exactSum(terms.map((term) => Math.exp(term - largest))));
}

function sumOf(terms: readonly number[]): number {
  const sum = logSum();
  for (const term of terms) addLogarithm(sum, term);
  return totalOf(sum);
}

test("the running sum of exponentials is the batch sum after every term", () => {
  fc.assert(
    fc.property(logarithms, (terms) => {
      const sum = logSum();
      terms.forEach((term, index) => {
        addLogarithm(sum, term);
        expect(totalOf(sum)).toBeCloseTo(logSumExp(terms.slice(0, index + 1)), 9);
      });
    }),
  );
});

test("the order of the terms does not matter", () => {
  fc.assert(
    fc.property(logarithms, (terms) => {
      expect(sumOf(terms)).toBeCloseTo(sumOf([...terms].reverse()), 9);
    }),
  );
});

test("terms that would overflow as exponentials add up all the same", () => {
  expect(sumOf([5000, 5000])).toBeCloseTo(5000 + Math.log(2), 9);
  expect(sumOf([-5000, -5000, -5000])).toBeCloseTo(-5000 + Math.log(3), 9);
  expect(logAddExp(5000, 5000)).toBeCloseTo(5000 + Math.log(2), 9);
});

test("the empty sum and a sum of nothings are minus infinity", () => {
  expect(totalOf(logSum())).toBe(Number.NEGATIVE_INFINITY);
  expect(sumOf([Number.NEGATIVE_INFINITY])).toBe(Number.NEGATIVE_INFINITY);
  expect(sumOf([Number.NEGATIVE_INFINITY, 3])).toBe(3);
  expect(logAddExp(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
  expect(logAddExp(Number.NEGATIVE_INFINITY, -2)).toBe(-2);
});

test("two terms at once are the sum of two terms", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -600, max: 600, noNaN: true }),
      fc.double({ min: -600, max: 600, noNaN: true }),
      (first, second) => {
        expect(logAddExp(first, second)).toBeCloseTo(logSumExp([first, second]), 9);
      },
    ),
  );
});
