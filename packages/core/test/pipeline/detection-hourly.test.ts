import { describe, expect, test } from "vitest";
import { negativeBinomial, randomStream, studentT } from "../../../worlds/src/random/index.ts";
import type { AlertData } from "../../src/index.ts";
import type { Signal } from "../../src/world/world-window.ts";
import { toldOfSignal } from "../support/told-of-signal.ts";
import { tenNames } from "../support/usual-world.ts";
import { worldStartMs } from "../support/world-time.ts";

const hourMs = 3_600_000;
const days = 21;

/** What services tell of one signal in windows of an hour: the last word on each incident. */
function told(
  signal: Signal,
  names: readonly string[],
  valueOf: (service: number, hour: number) => number,
): readonly AlertData[] {
  return toldOfSignal({
    signal,
    names,
    windowMs: hourMs,
    windows: days * 24,
    exposure: 100_000,
    readings: 2,
    valueOf,
  });
}

/** Between a fifth of the usual at night and as much above it by day. */
const course = (hour: number): number => 1 + 0.8 * Math.sin((2 * Math.PI * hour) / 24);

describe.each([1, 2, 3])("ten services that crash a few times an hour, seed %d", (seed) => {
  const crashes = (failing: (service: number, hour: number) => number) => {
    const random = randomStream(seed, "crashes");
    return told("errors", tenNames, (service, hour) =>
      negativeBinomial(random, 5 * course(hour) * failing(service, hour), 1.5),
    );
  };

  test("are not told of as failing because an hour had no crash a week or a day ago", () => {
    // 22, 19 and 26 where what was counted in an hour is taken for what is usual in it.
    expect(crashes(() => 1).length).toBeLessThanOrEqual(4);
  });

  test("are told of where one crashes thirty times as often for half a day", () => {
    const isFailing = (service: number, hour: number): boolean =>
      service === 4 && hour >= 18 * 24 && hour < 18 * 24 + 12;
    const incidents = crashes((service, hour) => (isFailing(service, hour) ? 30 : 1));
    const hit = incidents.filter(
      ({ onset }) => Math.abs(Date.parse(onset) - worldStartMs - 18 * 24 * hourMs) <= 2 * hourMs,
    );
    expect(hit.map(({ services }) => services.map(({ service }) => service))).toEqual([["eel"]]);
  });
});

describe("a latency that was half for a night", () => {
  const random = randomStream(5, "night");
  const isThatNight = (service: number, hour: number): boolean =>
    service === 3 && hour >= 2 * 24 && hour < 2 * 24 + 6;
  const latency = (service: number, hour: number): number =>
    100 * course(hour) ** 0.5 * Math.exp(0.05 * studentT(random, 5)) * (isThatNight(service, hour) ? 0.4 : 1);

  test("is not told of as slow a week later, when that night is like all others", () => {
    expect(told("latency", tenNames.slice(0, 6), latency)).toEqual([]);
  });
});
