import fc from "fast-check";
import { expect, test } from "vitest";
import { oldestOpenWindow, watermarkAt } from "../../src/time/watermark.ts";
import { windowIndexAt, windowIndexOfReading } from "../../src/time/window-index.ts";

const minute = 60_000;

test("a reading of exactly one window counts in that window", () => {
  expect(windowIndexOfReading(5 * minute, minute, minute)).toBe(5);
});

test("a reading longer than the window counts in the window in which it ends", () => {
  expect(windowIndexOfReading(0, 5 * minute, minute)).toBe(4);
  expect(windowIndexOfReading(30_000, 5 * minute, minute)).toBe(5);
});

test("shorter readings count where they end, the last millisecond included", () => {
  expect(windowIndexOfReading(50_000, 10_000, minute)).toBe(0);
  expect(windowIndexOfReading(55_000, 10_000, minute)).toBe(1);
  expect(windowIndexOfReading(60_000, 1, minute)).toBe(1);
});

test("the window of a reading is the one that holds its last millisecond", () => {
  const times = fc.tuple(
    fc.nat(10_000_000),
    fc.integer({ min: 1, max: 400_000 }),
    fc.integer({ min: 1, max: 90_000 }),
  );
  fc.assert(
    fc.property(times, ([ts, intervalMs, windowMs]) => {
      const start = windowIndexOfReading(ts, intervalMs, windowMs) * windowMs;
      const last = ts + intervalMs - 1;
      expect(start <= last && last < start + windowMs).toBe(true);
    }),
  );
});

test("a window closes when the watermark reaches its end, not before", () => {
  const config = { windowMs: minute, allowedLatenessMs: 30_000 };
  expect(oldestOpenWindow(watermarkAt(minute + 29_999, config), minute)).toBe(0);
  expect(oldestOpenWindow(watermarkAt(minute + 30_000, config), minute)).toBe(1);
});

test("times before the epoch belong to negative windows", () => {
  expect(windowIndexAt(-1, minute)).toBe(-1);
});
