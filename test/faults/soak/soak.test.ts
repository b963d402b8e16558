import { expect, test } from "vitest";
import { isFlat, soak } from "./soak.ts";

test("memory, snapshot and series are flat over twelve hours in which names, pods and clocks change", () => {
  const hours = soak(12);
  expect(isFlat(hours)).toBe(true);
  for (const { series } of hours) expect(series).toBeLessThanOrEqual(200);
  const last = hours.at(-1)!;
  expect(last.refusedMessages).toBeGreaterThan(200);
  expect(hours.some(({ refusedSeries }) => refusedSeries > 0)).toBe(true);
  expect(hours.reduce((sum, { droppedSeries }) => sum + droppedSeries, 0)).toBeGreaterThan(300);
});

test("what grows is not called flat", () => {
  const hour = {
    heapBytes: 1,
    snapshotBytes: 1,
    series: 1,
    windowMs: 1,
    refusedMessages: 0,
    refusedSeries: 0,
    droppedSeries: 0,
  };
  const growing = Array.from({ length: 12 }, (_, at) => ({
    ...hour,
    hour: at,
    snapshotBytes: 100 + 10 * at,
  }));
  expect(isFlat(growing)).toBe(false);
});
