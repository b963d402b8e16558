import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nothingKnown } from "../../src/knowledge/knowledge.ts";
import { clocksOf, commonClock, offsetAt, plainTime } from "../../src/knowledge/wall-clock.ts";
import { berlin, dayMs, dayNumber, special } from "../support/office-world.ts";

const hourMs = 3_600_000;
const weekdayOf = (ms: number): number => (Math.floor(ms / dayMs) + 4) % 7;
const instants = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });

test("without knowledge all live by one clock, which is UTC", () => {
  const clocks = clocksOf(nothingKnown);
  expect([clocks.of("web"), clocks.of("toString")]).toEqual([commonClock, commonClock]);
  fc.assert(
    fc.property(instants, (timeMs) => {
      expect(clocks.at(timeMs)).toEqual([plainTime(timeMs)]);
    }),
  );
});

describe("a zone", () => {
  test("adds what holds from a change on, and before the first what holds then", () => {
    const change = Date.UTC(2026, 2, 29, 1);
    expect([change - 1, change, 0].map((timeMs) => offsetAt(berlin, timeMs) / hourMs)).toEqual([1, 2, 1]);
    expect(offsetAt(null, change)).toBe(0);
  });

  test("shows the hour that comes twice as one and the same, and never the one that is missing", () => {
    const { at } = clocksOf({ ...nothingKnown, zone: berlin });
    const hourAt = (timeMs: number) => Math.floor(at(timeMs)[commonClock]!.slotMs / hourMs) % 24;
    const minutes = (from: number) =>
      Array.from({ length: 300 }, (_, minute) => hourAt(from + minute * 60_000));
    const autumn = minutes(Date.UTC(2026, 9, 24, 23));
    expect([1, 2, 3].map((hour) => autumn.filter((one) => one === hour).length)).toEqual([60, 120, 60]);
    const spring = minutes(Date.UTC(2026, 2, 29, 0));
    expect([1, 2, 3].map((hour) => spring.filter((one) => one === hour).length)).toEqual([60, 0, 60]);
  });

  test("of a service counts before that of all, and each of them is read once", () => {
    const zoneOf = { web: { name: "UTC+5", fromMs: [0], offsetMs: [5 * hourMs] } };
    const clocks = clocksOf({ ...nothingKnown, zone: berlin, zoneOf });
    const [web, mail, shop] = ["web", "mail", "shop"].map((name) => clocks.of(name));
    expect([mail, shop]).toEqual([commonClock, commonClock]);
    expect(clocks.offsets(Date.UTC(2026, 0, 1))).toEqual([hourMs, 5 * hourMs]);
    expect(web).toBe(1);
  });
});

describe("a special day", () => {
  test("is read at the same time of the day it is like, at most three days away; other days as they are", () => {
    const day = fc.integer({ min: dayNumber("2026-01-01"), max: dayNumber("2026-12-20") });
    const weekday = fc.integer({ min: 0, max: 6 });
    fc.assert(
      fc.property(day, weekday, fc.integer({ min: 0, max: dayMs - 1 }), (firstDay, like, ofDay) => {
        const days = [{ name: "x", firstDay, lastDay: firstDay + 1, services: null, like }];
        const { at } = clocksOf({ ...nothingKnown, calendar: days });
        for (const number of [firstDay, firstDay + 1]) {
          const { slotMs, wallMs, isUnlike } = at(number * dayMs + ofDay)[commonClock]!;
          expect([weekdayOf(slotMs), slotMs % dayMs, isUnlike]).toEqual([like, ofDay, false]);
          expect(Math.abs(slotMs - wallMs)).toBeLessThanOrEqual(3 * dayMs);
        }
        for (const number of [firstDay - 1, firstDay + 2]) {
          const { slotMs, wallMs } = at(number * dayMs + ofDay)[commonClock]!;
          expect(slotMs).toBe(wallMs);
        }
      }),
    );
  });

  test("begins and ends at its own midnight, and reads over it into the day that comes", () => {
    const { at } = clocksOf({ ...nothingKnown, zone: berlin, calendar: [special("2026-12-25", 0)] });
    const midnight = Date.UTC(2026, 11, 24, 23);
    const [before, after] = [midnight - 60_000, midnight].map((timeMs) => at(timeMs)[commonClock]!);
    expect([before, after].map((time) => weekdayOf(time!.slotMs))).toEqual([4, 0]);
    expect([weekdayOf(before!.beforeMs), weekdayOf(before!.afterMs)]).toEqual([4, 0]);
  });

  test("like none is where it is, and nothing is learned of it; of others' services it says nothing", () => {
    const clocks = clocksOf({ ...nothingKnown, calendar: [special("2026-11-27", null, ["shop"])] });
    const [shop, mail] = ["shop", "mail"].map((name) => clocks.of(name));
    const times = clocks.at(Date.UTC(2026, 10, 27, 12));
    expect([times[shop!]!.isUnlike, times[mail!]!.isUnlike]).toEqual([true, false]);
    expect(times[shop!]!.slotMs).toBe(times[shop!]!.wallMs);
  });
});
