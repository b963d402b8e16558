import { expect, test } from "vitest";
import { microsecondsEach, perSecond, relativeSpeeds, takenMs } from "./sample.ts";

const sample = (wallMs: number, processorMs: number, amount = 1000) => ({ wallMs, processorMs, amount });

test("what other programs took does not count", () => {
  expect(takenMs(sample(500, 200))).toBe(200);
});

test("what the collector's threads did on other processors meanwhile does not count", () => {
  expect(takenMs(sample(200, 260))).toBe(200);
});

test("a thousand things in 200 ms are 5,000 a second, 200 microseconds each", () => {
  expect(perSecond(sample(200, 200))).toBe(5000);
  expect(microsecondsEach(sample(200, 200))).toBe(200);
});

test("speeds are compared round by round, so that a slow minute of the machine cancels out", () => {
  const first = [sample(100, 100), sample(400, 400)];
  const second = [sample(50, 50), sample(200, 200)];
  expect(relativeSpeeds(first, second)).toEqual([0.5, 0.5]);
});
