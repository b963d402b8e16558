import { expect, test } from "vitest";
import { rateLimit } from "../../src/send/rate-limit.ts";

/** A clock that only sleeping moves, and so much that work takes. */
function clock() {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    sleep: async (delayMs: number) => void (nowMs += delayMs),
    work: (tookMs: number) => void (nowMs += tookMs),
  };
}

test("no more than so many a second are sent, however fast sending is", async () => {
  const time = clock();
  const limit = rateLimit(100, time);
  for (let batch = 0; batch < 50; batch += 1) {
    await limit(10);
    expect(((batch + 1) * 10) / time.nowMs()).toBeLessThanOrEqual(0.1);
  }
  expect(time.nowMs()).toBe(5000);
});

test("what sending takes is no wait besides", async () => {
  const time = clock();
  const limit = rateLimit(100, time);
  for (let batch = 0; batch < 50; batch += 1) {
    await limit(10);
    time.work(60);
  }
  expect(time.nowMs()).toBeLessThan(5100);
});
