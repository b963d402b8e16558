import { expect, test } from "vitest";
import { pacing, speedOf } from "../../src/replay/speed.ts";

test("speeds are max or a positive number", () => {
  expect([speedOf(undefined), speedOf("max"), speedOf("60"), speedOf("0.5")]).toEqual([
    "max",
    "max",
    60,
    0.5,
  ]);
  for (const wrong of ["0", "-1", "fast", "1e3x", "", "Infinity"])
    expect(() => speedOf(wrong), wrong).toThrow("--speed");
});

/** A clock on which only sleeping takes time, and `busy` says how long each look at it took besides. */
function fakeClock(busyMs = 0) {
  let now = 1000;
  const slept: number[] = [];
  return {
    slept,
    nowMs: () => (now += busyMs),
    sleep: async (delayMs: number) => {
      slept.push(delayMs);
      now += delayMs;
    },
  };
}

test("gaps between arrivals are waited for, divided by the speed", async () => {
  const clock = fakeClock();
  const pace = pacing(60, clock);
  for (const arrivalMs of [0, 60_000, 60_000, 180_000]) await pace(arrivalMs);
  expect(clock.slept).toEqual([1000, 2000]);
});

test("time spent working is not waited for again, so the replay does not drift", async () => {
  const clock = fakeClock(7);
  const pace = pacing(1, clock);
  for (let arrivalMs = 0; arrivalMs <= 10_000; arrivalMs += 100) await pace(arrivalMs);
  const total = clock.slept.reduce((sum, delay) => sum + delay, 0);
  expect(total).toBeLessThan(10_000 - 7 * 90);
  expect(total).toBeGreaterThan(10_000 - 7 * 210);
});

test("arrivals out of order and gaps too small for a timer are not waited for", async () => {
  const clock = fakeClock();
  const pace = pacing(1, clock);
  for (const arrivalMs of [5000, 4000, 5001, 5004]) expect(pace(arrivalMs)).toBeUndefined();
  expect(clock.slept).toEqual([]);
});
