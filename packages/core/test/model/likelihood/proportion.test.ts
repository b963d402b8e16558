import fc from "fast-check";
import { expect, test } from "vitest";
import { concentrationFor, oddsTimes, proportionLogRatio } from "../../../src/model/likelihood/proportion.ts";
import { logBetaBinomial } from "../../support/distributions.ts";

const trial = fc.record({
  exposure: fc.integer({ min: 0, max: 300 }),
  expected: fc.double({ min: 0.1, max: 0.98, noNaN: true }),
  concentration: fc.double({ min: 2, max: 500, noNaN: true }),
  ratio: fc.constantFrom(1.5, 4),
});

test("proportion evidence has mean 1 under the expectation, whatever proportion and concentration", () => {
  fc.assert(
    fc.property(trial, ({ exposure, expected, concentration, ratio }) => {
      const shifted = oddsTimes(expected, ratio);
      let sum = 0;
      for (let count = 0; count <= exposure; count += 1) {
        const evidence = proportionLogRatio({ count, exposure, expected, shifted, concentration });
        sum += Math.exp(logBetaBinomial(count, exposure, expected, concentration) + evidence);
      }
      expect(Math.abs(sum - 1)).toBeLessThan(1e-9);
    }),
    { numRuns: 60 },
  );
});

test("proportion evidence is the logarithm of the ratio of the two probabilities", () => {
  fc.assert(
    fc.property(
      trial,
      fc.double({ min: 0, max: 1, noNaN: true }),
      ({ exposure, expected, concentration, ratio }, share) => {
        const count = Math.round(share * exposure);
        const shifted = oddsTimes(expected, ratio);
        const direct =
          logBetaBinomial(count, exposure, shifted, concentration) -
          logBetaBinomial(count, exposure, expected, concentration);
        expect(proportionLogRatio({ count, exposure, expected, shifted, concentration })).toBeCloseTo(
          direct,
          7,
        );
      },
    ),
  );
});

test("no trials are no evidence", () => {
  expect(
    proportionLogRatio({ count: 0, exposure: 0, expected: 0.2, shifted: 0.5, concentration: 10 }),
  ).toBeCloseTo(0, 12);
});

test("four times the odds of one half is four fifths, and stays below one", () => {
  expect(oddsTimes(0.5, 4)).toBeCloseTo(0.8, 12);
  expect(oddsTimes(0.98, 4)).toBeLessThan(1);
  expect(oddsTimes(0.3, 1)).toBeCloseTo(0.3, 12);
});

test("the concentration gives a proportion the relative variance that the count model has", () => {
  const size = 30;
  const proportion = 0.25;
  const variance = (proportion * (1 - proportion)) / (concentrationFor(proportion, size) + 1);
  expect(variance / proportion ** 2).toBeCloseTo(1 / size, 12);
  expect(concentrationFor(0.98, 0.5)).toBe(2);
});

/** Of 80 per cent where 30 are expected, tested for four times the odds. */
const evidenceOfMany = (exposure: number): number =>
  proportionLogRatio({
    count: 0.8 * exposure,
    exposure,
    expected: 0.3,
    shifted: oddsTimes(0.3, 4),
    concentration: 20,
  });

test("a proportion of a million million trials is no less exact than one of a thousand million", () => {
  expect(evidenceOfMany(1e12)).toBeCloseTo(evidenceOfMany(1e9), 2);
});

test("nor is a proportion of a thousand million million", () => {
  expect(evidenceOfMany(1e15)).toBeCloseTo(evidenceOfMany(1e9), 0);
});
