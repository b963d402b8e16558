import { quantile } from "simple-statistics";
import { describe, expect, test } from "vitest";
import { stepQuantile } from "../../src/stats/tracked-quantile.ts";
import { randomStream, uniform } from "../../../worlds/src/random/index.ts";

const draws = (seed: number, count: number): readonly number[] => {
  const random = randomStream(seed, "quantile");
  return Array.from({ length: count }, () => uniform(random));
};

describe.each([0, 1e9])("values from %d on", (offset) => {
  test.each([0.5, 0.9, 0.99])("the tracked %f quantile is the batch quantile of the same values", (share) => {
    const values = draws(3, 40_000).map((value) => offset + value);
    let tracked = offset;
    for (const value of values) tracked = stepQuantile(tracked, value, share, 0.005);
    expect(tracked - offset).toBeCloseTo(quantile([...values], share) - offset, 1);
  });
});

test("over any run the share below is the share asked for, up to the distance travelled", () => {
  const share = 0.9;
  const step = 0.01;
  const values = draws(4, 5000).map((value) => value * value * 3);
  let tracked = 0;
  let above = 0;
  for (const value of values) {
    if (value > tracked) above += 1;
    tracked = stepQuantile(tracked, value, share, step);
  }
  const travelled = tracked / (step * values.length);
  expect(above / values.length - (1 - share)).toBeCloseTo(travelled, 9);
});

test("it follows a drift", () => {
  let tracked = 0;
  draws(5, 60_000).forEach((value, index) => {
    tracked = stepQuantile(tracked, value + index / 20_000, 0.5, 0.005);
  });
  expect(tracked).toBeGreaterThan(3);
});
