import { describe, expect, test } from "vitest";
import { negativeBinomial, randomStream, wholeBetween } from "../../../worlds/src/random/index.ts";
import type { AlertData } from "../../src/index.ts";
import { toldOfSignal } from "../support/told-of-signal.ts";
import { minuteMs, worldStartMs } from "../support/world-time.ts";

const minutesPerDay = 1440;
const days = 18;
/** From then on it is known when it opens and closes. */
const knownDays = 7;
const names = ["shop", "one", "two", "three"];

/** What is told of a shop that sends zeros while it is closed, beside three services that are always open. */
function toldOfShop(seed: number, staysClosedOn: number | null): readonly AlertData[] {
  const random = randomStream(seed, "offices");
  const hours = Array.from({ length: days }, () => ({
    from: 8 * 60 + wholeBetween(random, 3, 14),
    to: 18 * 60 + wholeBetween(random, 1, 12),
  }));
  const isOpen = (minute: number): boolean => {
    const day = Math.floor(minute / minutesPerDay);
    const at = minute % minutesPerDay;
    return day !== staysClosedOn && at >= hours[day]!.from && at < hours[day]!.to;
  };
  const told = toldOfSignal({
    signal: "traffic",
    names,
    windowMs: minuteMs,
    windows: days * minutesPerDay,
    exposure: 1,
    readings: 1,
    valueOf: (service, minute) =>
      names[service] !== "shop" || isOpen(minute) ? negativeBinomial(random, 400, 20) : 0,
  });
  const known = worldStartMs + knownDays * minutesPerDay * minuteMs;
  return told.filter(({ onset }) => Date.parse(onset) >= known);
}

describe.each([1, 2])(
  "a shop that opens and closes some minutes earlier or later each day, seed %d",
  (seed) => {
    test("is not told of as failing once its hours are known", () => {
      expect(toldOfShop(seed, null)).toEqual([]);
    });

    test("is told of within twenty minutes of the hour at which it does not open", () => {
      const incidents = toldOfShop(seed, 16);
      expect(incidents.map(({ services }) => services.map(({ service }) => service))).toEqual([["shop"]]);
      const opening = worldStartMs + (16 * 24 + 8) * 60 * minuteMs;
      expect(Date.parse(incidents[0]!.detectedAt) - opening).toBeLessThanOrEqual(20 * minuteMs);
    });
  },
);
