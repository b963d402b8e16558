import fc from "fast-check";
import { expect, test } from "vitest";
import { probeLogRatio } from "../../../src/model/likelihood/probe.ts";
import { logBinomial } from "../../support/distributions.ts";

const probabilities = fc.double({ min: 0.001, max: 0.98, noNaN: true });

test("a failure after a success, expected once in a thousand, is 6.856 nats for a failing service", () => {
  expect(probeLogRatio(1, 1, 0.001, 0.95)).toBeCloseTo(6.856, 3);
});

test("probe evidence has mean 1 under the expectation, for one probe and for several", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      probabilities,
      fc.constantFrom(0.5, 0.95),
      (trials, expected, failing) => {
        let sum = 0;
        for (let failures = 0; failures <= trials; failures += 1) {
          sum += Math.exp(
            logBinomial(failures, trials, expected) + probeLogRatio(failures, trials, expected, failing),
          );
        }
        expect(Math.abs(sum - 1)).toBeLessThan(1e-9);
      },
    ),
  );
});

test("a probe that passes speaks against a failing service", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 0.49, noNaN: true }), (expected) => {
      expect(probeLogRatio(0, 1, expected, 0.5)).toBeLessThan(0);
      expect(probeLogRatio(1, 1, expected, 0.5)).toBeGreaterThan(0);
    }),
  );
});
