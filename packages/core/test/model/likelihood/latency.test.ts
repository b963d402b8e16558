import fc from "fast-check";
import { expect, test } from "vitest";
import { latencyLogRatio } from "../../../src/model/likelihood/latency.ts";
import { densityOfT5 } from "../../support/distributions.ts";

/** Simpson's rule over z = tan(angle), which maps the whole line to an open interval. */
function meanEvidence(shift: number): number {
  const steps = 20_000;
  const width = Math.PI / steps;
  let sum = 0;
  for (let step = 1; step < steps; step += 1) {
    const z = Math.tan(-Math.PI / 2 + step * width);
    const integrand = densityOfT5(z) * Math.exp(latencyLogRatio(z, shift)) * (1 + z * z);
    sum += integrand * (step % 2 === 1 ? 4 : 2);
  }
  return (sum * width) / 3;
}

test("three scales above, tested for a shift of 3.5, are 2.942 nats", () => {
  expect(latencyLogRatio(3, 3.5)).toBeCloseTo(2.942, 3);
});

test.each([1.2, 3.5])(
  "latency evidence for a shift of %f has mean 1 under Student's t with 5 degrees of freedom",
  (shift) => {
    expect(Math.abs(meanEvidence(shift) - 1)).toBeLessThan(1e-9);
  },
);

test("latency evidence is the logarithm of the ratio of the two densities", () => {
  fc.assert(
    fc.property(fc.double({ min: -50, max: 50, noNaN: true }), fc.constantFrom(1.2, 3.5), (z, shift) => {
      expect(latencyLogRatio(z, shift)).toBeCloseTo(Math.log(densityOfT5(z - shift) / densityOfT5(z)), 9);
    }),
  );
});

test("one wild minute is worth at most 1.59 nats for the small shift and 4.31 for the large one, and both are reached", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), (z) => {
      expect(latencyLogRatio(z, 1.2)).toBeLessThanOrEqual(1.5913);
      expect(latencyLogRatio(z, 3.5)).toBeLessThanOrEqual(4.3143);
    }),
  );
  // The largest ratio lies where z (z - d) = 5.
  const peak = (shift: number): number => latencyLogRatio((shift + Math.sqrt(shift * shift + 20)) / 2, shift);
  expect(peak(1.2)).toBeCloseTo(1.5912, 3);
  expect(peak(3.5)).toBeCloseTo(4.3143, 3);
});
