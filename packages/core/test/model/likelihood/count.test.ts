import fc from "fast-check";
import { expect, test } from "vitest";
import { countLogRatio } from "../../../src/model/likelihood/count.ts";
import { logNegativeBinomial } from "../../support/distributions.ts";

const means = fc.double({ min: 0.01, max: 40, noNaN: true });
const sizes = fc.double({ min: 0.8, max: 300, noNaN: true });
const ratios = fc.constantFrom(0.1, 1.5, 4, 10);

/** Sum of p(y) e(y) over so many counts that what is left out is below 1e-12 under either mean. */
function meanEvidence(mean: number, size: number, ratio: number): number {
  const largest = Math.max(mean, mean * ratio);
  const reach = Math.ceil(largest + 60 * Math.sqrt(largest + (largest * largest) / size) + 60);
  let sum = 0;
  for (let count = 0; count <= reach; count += 1) {
    sum += Math.exp(logNegativeBinomial(count, mean, size) + countLogRatio(count, mean, size, ratio));
  }
  return sum;
}

test("8 errors where 2 are expected, of size 20, are 4.338 nats for a fourfold rise", () => {
  expect(countLogRatio(8, 2, 20, 4)).toBeCloseTo(4.338, 3);
  expect(countLogRatio(8, 2, 20, 4)).toBeCloseTo(8 * Math.log(4) - 28 * Math.log(28 / 22), 12);
});

test("count evidence has mean 1 under the expectation, whatever mean, size and ratio", () => {
  fc.assert(
    fc.property(means, sizes, ratios, (mean, size, ratio) => {
      expect(Math.abs(meanEvidence(mean, size, ratio) - 1)).toBeLessThan(1e-9);
    }),
    { numRuns: 60 },
  );
});

test("count evidence is the logarithm of the ratio of the two probabilities", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400 }), means, sizes, ratios, (count, mean, size, ratio) => {
      const direct = logNegativeBinomial(count, ratio * mean, size) - logNegativeBinomial(count, mean, size);
      expect(countLogRatio(count, mean, size, ratio)).toBeCloseTo(direct, 7);
    }),
  );
});

test("a ratio of 1 says nothing, more events speak for a rise and fewer for a drop", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400 }), means, sizes, (count, mean, size) => {
      expect(countLogRatio(count, mean, size, 1)).toBeCloseTo(0, 12);
      expect(countLogRatio(count + 1, mean, size, 4)).toBeGreaterThan(countLogRatio(count, mean, size, 4));
      expect(countLogRatio(count + 1, mean, size, 0.1)).toBeLessThan(countLogRatio(count, mean, size, 0.1));
    }),
  );
});

test("a loss of traffic speaks only below about 39 per cent of a large mean", () => {
  expect(countLogRatio(380, 1000, 1e6, 0.1)).toBeGreaterThan(0);
  expect(countLogRatio(400, 1000, 1e6, 0.1)).toBeLessThan(0);
});
