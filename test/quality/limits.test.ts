import { expect, test } from "vitest";
import { shareLimits, upperCount, upperShare } from "./judge/limits.ts";

test("of no event at all, up to ln 20 may have been expected", () => {
  expect(upperCount(0)).toBeCloseTo(Math.log(20), 9);
});

test("seven false alarms in 1,200 days may be 0.99 in 90 days", () => {
  expect((upperCount(7) / 1200) * 90).toBeCloseTo(0.986, 3);
});

test("limits of a share are those of the published tables", () => {
  expect(shareLimits(10, 10).low).toBeCloseTo(0.6915, 4);
  expect(shareLimits(10, 10).high).toBe(1);
  expect(shareLimits(0, 10).low).toBe(0);
  expect(shareLimits(0, 10).high).toBeCloseTo(0.3085, 4);
  expect(shareLimits(5, 10).low).toBeCloseTo(0.1871, 4);
  expect(shareLimits(5, 10).high).toBeCloseTo(0.8129, 4);
  expect(upperShare(0, 58)).toBeCloseTo(1 - 0.05 ** (1 / 58), 9);
});

test("where nothing was tried, nothing is known", () => {
  expect(shareLimits(0, 0)).toEqual({ low: 0, high: 1 });
});

test("limits close in as more is tried, and hold what was seen", () => {
  for (const trials of [20, 200, 2000]) {
    const { low, high } = shareLimits(trials * 0.8, trials);
    expect(low).toBeLessThan(0.8);
    expect(high).toBeGreaterThan(0.8);
    expect(high - low).toBeLessThan(3.5 * 2 * Math.sqrt(0.16 / trials));
  }
});
