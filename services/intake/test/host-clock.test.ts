import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type HostClock, hostClock, type HostClockDoubt } from "../src/host-clock.ts";

const second = 1000;
const minute = 60_000;
const hour = 60 * minute;
const startMs = 1_633_359_600_000;

/** A host whose clock is so far from the truth, and whose elapsed time is true. */
function host(aheadMs = 0) {
  const at = { trueMs: startMs, aheadMs };
  const doubts: (HostClockDoubt | null)[] = [];
  const clock: HostClock = hostClock({
    wallMs: () => at.trueMs + at.aheadMs,
    elapsedMs: () => at.trueMs - startMs,
    told: (doubt) => doubts.push(doubt),
  });
  return { at, doubts, clock };
}

/** Honest telemetry: each second a new message of that second. */
function hear({ at, clock }: ReturnType<typeof host>, seconds: number): void {
  for (let left = seconds; left > 0; left -= 1) {
    at.trueMs += second;
    clock.heard(at.trueMs - 100, true);
    clock.look();
  }
}

test("a clock that is right is believed at once, and told nothing of", () => {
  const one = host();
  expect(one.clock.look()).toEqual({ nowMs: startMs, passMs: startMs });
  hear(one, 100);
  expect(one.clock.look().passMs).toBe(one.at.trueMs);
  expect(one.doubts).toEqual([]);
});

test("small corrections are followed", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5000, max: 5000 }), { maxLength: 20 }), (steps) => {
      const one = host();
      one.clock.look();
      for (const step of steps) {
        one.at.trueMs += 30 * second;
        one.at.aheadMs += step;
        expect(one.clock.look().passMs).toBe(one.at.trueMs + one.at.aheadMs);
      }
      expect(one.doubts).toEqual([]);
    }),
  );
});

describe("a step of the host's clock", () => {
  const step = fc.oneof(
    fc.integer({ min: 11 * minute, max: 1e6 * hour }),
    fc.integer({ min: -1e5 * hour, max: -11 * minute }),
  );

  test("never lets time pass ahead of the truth while honest messages come, and ends with the step", () => {
    fc.assert(
      fc.property(step, fc.integer({ min: 1, max: 60 }), (aheadMs, seconds) => {
        const one = host();
        one.clock.look();
        hear(one, 10);
        one.at.aheadMs = aheadMs;
        for (let at = 0; at < seconds; at += 1) {
          const { passMs } = one.clock.look();
          expect(passMs ?? 0).toBeLessThanOrEqual(one.at.trueMs);
          hear(one, 1);
        }
        one.at.aheadMs = 0;
        expect(one.clock.look().passMs).toBe(one.at.trueMs);
        expect(one.doubts.map((doubt) => doubt === null)).toEqual([false, true]);
      }),
      { numRuns: 200 },
    );
  });

  test("that stays lets time pass as the messages say", () => {
    for (const aheadMs of [2 * hour, -hour]) {
      const one = host();
      hear(one, 10);
      one.at.aheadMs = aheadMs;
      one.clock.look();
      hear(one, 10);
      expect(one.clock.look().passMs).toBeGreaterThan(one.at.trueMs - second);
      expect(one.clock.look().passMs).toBeLessThanOrEqual(one.at.trueMs);
      expect(one.doubts).toHaveLength(1);
    }
  });

  test("to where the messages are is believed with the first of them", () => {
    const one = host(-hour);
    one.clock.look();
    one.at.aheadMs = 0;
    expect(one.clock.look().passMs).toBeNull();
    hear(one, 1);
    expect(one.clock.look().passMs).toBe(one.at.trueMs);
  });

  test("is believed after two minutes in which nothing comes: silence must be told", () => {
    const one = host();
    hear(one, 10);
    one.at.aheadMs = hour;
    expect(one.clock.look().passMs).toBeNull();
    one.at.trueMs += 119 * second;
    expect(one.clock.look().passMs).toBeNull();
    one.at.trueMs += 2 * second;
    expect(one.clock.look().passMs).toBe(one.at.trueMs + hour);
  });

  test("asks no message older than before: nothing is refused for being of the future", () => {
    for (const aheadMs of [2 * hour, -hour]) {
      const one = host();
      hear(one, 10);
      one.at.aheadMs = aheadMs;
      expect(one.clock.look().nowMs).toBeGreaterThanOrEqual(one.at.trueMs);
    }
  });
});

describe("a host that starts with a wrong clock", () => {
  test("does not let time pass by it when its memory says otherwise, until messages or two minutes decide", () => {
    const one = host(2 * hour);
    one.clock.knew(startMs - minute);
    expect(one.clock.look().passMs).toBeNull();
    hear(one, 10);
    expect(one.clock.look().passMs).toBeLessThanOrEqual(one.at.trueMs);
    expect(one.doubts).toEqual([{ aheadMs: 2 * hour + minute }]);
  });

  test("takes a backlog for no opinion", () => {
    const one = host();
    for (let at = 0; at < 100; at += 1) one.clock.heard(startMs - 3 * 24 * hour + at * minute, false);
    const { nowMs, passMs } = one.clock.look();
    expect([nowMs, passMs]).toEqual([startMs, null]);
    one.clock.heard(startMs - minute, false);
    expect(one.clock.look().passMs).toBe(startMs);
  });

  test("that is behind lets nothing be refused that its memory shows to be of the past", () => {
    const one = host(-2 * hour);
    one.clock.knew(startMs - minute);
    expect(one.clock.look()).toEqual({ nowMs: startMs - minute, passMs: null });
  });

  test("does not mind one message of the future", () => {
    const one = host();
    one.clock.heard(startMs + hour, false);
    expect(one.clock.look()).toEqual({ nowMs: startMs, passMs: startMs });
  });

  test("is believed at once where nothing is known", () => {
    expect(host(2 * hour).clock.look().passMs).toBe(startMs + 2 * hour);
  });
});
