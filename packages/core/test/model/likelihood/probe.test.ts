import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { probeLogRatio } from "../../../src/model/likelihood/probe.ts";
import { logBetaBinomial, logBinomial } from "../../support/distributions.ts";

const probabilities = fc.double({ min: 0.001, max: 0.98, noNaN: true });
const failings = fc.constantFrom(0.5, 0.95);
const severals = fc.integer({ min: 1, max: 40 });

const sumOver = (trials: number, term: (failures: number) => number): number =>
  Array.from({ length: trials + 1 }, (_, failures) => term(failures)).reduce((sum, next) => sum + next, 0);

test("a failure after a success, expected once in a thousand, is 6.856 nats for a failing service", () => {
  expect(probeLogRatio(1, 1, 0.001, 0.95)).toBeCloseTo(6.856, 3);
});

test("twelve that fail of twelve, each expected once in a thousand, are 11.0 nats: little more than one", () => {
  expect(probeLogRatio(12, 12, 0.001, 0.95)).toBeCloseTo(11, 1);
});

describe("probe evidence has a mean", () => {
  test("of 1 under the expectation, for one probe and for several that fail together as a beta-binomial", () => {
    fc.assert(
      fc.property(severals, probabilities, failings, (trials, expected, failing) => {
        const mean = sumOver(trials, (failures) =>
          Math.exp(
            logBetaBinomial(failures, trials, expected, 2) +
              probeLogRatio(failures, trials, expected, failing),
          ),
        );
        expect(Math.abs(mean - 1)).toBeLessThan(1e-9);
      }),
    );
  });

  test("of at most 1 for several that fail independently of each other", () => {
    fc.assert(
      fc.property(severals, probabilities, failings, (trials, expected, failing) => {
        const mean = sumOver(trials, (failures) =>
          Math.exp(
            logBinomial(failures, trials, expected) + probeLogRatio(failures, trials, expected, failing),
          ),
        );
        expect(mean).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });
});

test("a probe that passes speaks against a failing service", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 0.49, noNaN: true }), (expected) => {
      expect(probeLogRatio(0, 1, expected, 0.5)).toBeLessThan(0);
      expect(probeLogRatio(1, 1, expected, 0.5)).toBeGreaterThan(0);
    }),
  );
});

test("the more probes of a window fail, the more it says, and none that fails is never evidence", () => {
  fc.assert(
    fc.property(severals, probabilities, failings, (trials, expected, failing) => {
      expect(probeLogRatio(0, trials, expected, failing)).toBeLessThanOrEqual(0);
      for (let failures = 1; failures <= trials; failures += 1) {
        const fewer = probeLogRatio(failures - 1, trials, expected, failing);
        expect(probeLogRatio(failures, trials, expected, failing)).toBeGreaterThanOrEqual(fewer);
      }
    }),
  );
});

test("of a service that is expected to fail as often as a failing one does, nothing is said", () => {
  expect(probeLogRatio(0, 1, 0.98, 0.5)).toBe(0);
  expect(probeLogRatio(5, 5, 0.98, 0.95)).toBe(0);
});
