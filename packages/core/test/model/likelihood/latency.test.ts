import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scalePerDeviation } from "../../../src/model/kinds/latency.ts";
import {
  hardShift,
  latencyLogRatio,
  mildShift,
  rivalLogRatio,
} from "../../../src/model/likelihood/latency.ts";
import { densityOfT5 } from "../../support/distributions.ts";

const meanEvidence = (logRatio: (z: number) => number): number => meanUnder(densityOfT5, logRatio);

/** Simpson's rule over z = tan(angle), which maps the whole line to an open interval. */
function meanUnder(density: (z: number) => number, logRatio: (z: number) => number): number {
  const steps = 200_000;
  const width = Math.PI / steps;
  let sum = 0;
  for (let step = 1; step < steps; step += 1) {
    const z = Math.tan(-Math.PI / 2 + step * width);
    const integrand = density(z) * Math.exp(logRatio(z)) * (1 + z * z);
    sum += integrand * (step % 2 === 1 ? 4 : 2);
  }
  return (sum * width) / 3;
}

test("three scales above are 1.585 nats for the mild shift and 2.047 for the hard one", () => {
  expect(latencyLogRatio(3, mildShift)).toBeCloseTo(1.585, 3);
  expect(latencyLogRatio(3, hardShift)).toBeCloseTo(2.047, 3);
});

describe.each([
  { title: "the mild shift", shift: mildShift, location: 1.2, scale: 1, most: 1.585 },
  { title: "the hard shift", shift: hardShift, location: 3.5, scale: 3, most: 6.349 },
])("$title", ({ shift, location, scale, most }) => {
  test("has evidence of mean 1 under Student's t with 5 degrees of freedom", () => {
    expect(Math.abs(meanEvidence((z) => latencyLogRatio(z, shift)) - 1)).toBeLessThan(1e-8);
  });

  test("is the logarithm of the ratio of the two densities, between the places of its extremes and but for the excess", () => {
    const places = fc.double({ min: shift.best, max: shift.worst, noNaN: true });
    fc.assert(
      fc.property(places, (z) => {
        const failing = densityOfT5((z - location) / scale) / scale;
        expect(latencyLogRatio(z, shift) + shift.excess).toBeCloseTo(Math.log(failing / densityOfT5(z)), 9);
      }),
    );
  });

  test("never says less of a latency that is worse, up to a million million scales", () => {
    const places = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(places, fc.double({ min: 0, max: 1e12, noNaN: true }), (z, more) => {
        expect(latencyLogRatio(z + more, shift)).toBeGreaterThanOrEqual(latencyLogRatio(z, shift));
      }),
    );
  });

  test("is spoken for at most as much by one wild minute, which is reached, and not at all by a latency as usual or better", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (z) => {
        expect(latencyLogRatio(z, shift)).toBeLessThanOrEqual(latencyLogRatio(shift.worst, shift));
        expect(latencyLogRatio(-Math.abs(z), shift)).toBeLessThan(0);
      }),
    );
    expect(latencyLogRatio(shift.worst, shift)).toBeCloseTo(most, 3);
  });
});

describe("at the scale that is taken from the mean absolute deviation", () => {
  const noises: readonly [string, (z: number) => number, number][] = [
    ["normal noise", (z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI), Math.sqrt(2 / Math.PI)],
    ["Laplace noise", (z) => Math.exp(-Math.abs(z)) / 2, 1],
    ["Student's t noise of 5 degrees of freedom", densityOfT5, 0.949],
  ];

  test.each(noises)(
    "%s speaks for no failure: the mean of its e-values is at most 1",
    (_name, density, deviation) => {
      const scale = scalePerDeviation * deviation;
      for (const shift of [mildShift, hardShift]) {
        const mean = meanUnder(density, (z) => latencyLogRatio(z / scale, shift));
        expect(mean).toBeLessThan(1);
        expect(mean).toBeGreaterThan(0.35);
      }
    },
  );
});

test("of two expectations the nearer is the likelier, by the ratio of the densities", () => {
  const distances = fc.double({ min: -50, max: 50, noNaN: true });
  fc.assert(
    fc.property(distances, distances, (one, other) => {
      const ratio = densityOfT5(one) / densityOfT5(other);
      expect(rivalLogRatio(one, other)).toBeCloseTo(Math.log(ratio), 9);
    }),
  );
});
