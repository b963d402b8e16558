import { describe, expect, test } from "vitest";
import {
  addFine,
  fineSeason,
  fineShare,
  fineTable,
  givenUp,
  learnFine,
  noteLead,
  stepInside,
} from "../../../src/model/baseline/fine-season.ts";
import { snapshotTable } from "../../../src/stats/table.ts";
import { worldStartMs } from "../../support/world-time.ts";

const quarterMs = 900_000;
const dayMs = 86_400_000;
const apart = (low: number, high: number): boolean => high > 2 * low;
const sample = { minutes: 15, exposure: 1, logarithmic: false, wild: false, held: false, apart };

function fine() {
  const table = fineTable();
  const row = addFine(table, 7, worldStartMs);
  const { columns } = table;
  /** Learns quarters of a day one after another; a quarter is folded when the next begins. */
  const learn = (day: number, values: readonly number[], how: Partial<typeof sample> = {}): void =>
    [...values, 0].forEach((value, at) => {
      const last = at === values.length;
      const timeMs = worldStartMs + day * dayMs + (at + 0.5) * quarterMs;
      learnFine(columns, row, { ...sample, ...(last ? { minutes: 0, exposure: 0 } : how), timeMs, value });
    });
  const at = (day: number, quarter: number) =>
    fineSeason(columns, row, worldStartMs + day * dayMs + (quarter + 0.5) * quarterMs);
  return { table, columns, row, learn, at };
}

test("a quarter of the week is what it was; before that the mean of that quarter on the days seen; else not known", () => {
  const { learn, at } = fine();
  expect(at(0, 0)).toBeNull();
  learn(0, [10, 0, 500]);
  learn(1, [20, 0, 700]);
  expect(at(7, 2)).toEqual({ value: 500, slotClass: 2 });
  expect(at(2, 2)).toEqual({ value: 600, slotClass: 1 });
  expect(at(2, 3)).toBeNull();
});

test("what was learned while held is corrected by the next week that is not, and bends what is known by a fifth", () => {
  const { learn, at } = fine();
  learn(0, [0], { held: true });
  learn(7, [1000]);
  expect(at(14, 0)?.value).toBe(800);
  learn(14, [0], { held: true });
  expect(at(21, 0)?.value).toBe(640);
});

test("what it contradicts is doubted, so that new hours are known after some weeks", () => {
  const { learn, at } = fine();
  for (let week = 0; week < 6; week += 1) learn(7 * week, [1000]);
  for (let week = 6; week < 14; week += 1) learn(7 * week, [0], { held: true });
  expect(at(7 * 14, 0)!.value).toBeLessThan(50);
});

/** Weekdays open at the quarter 32 and close at 68; the weekend is closed. */
const dayOf = (weekday: number, opens: number): readonly number[] =>
  Array.from({ length: 96 }, (_, quarter) =>
    weekday < 5 && quarter >= opens && quarter < opens + 36 ? 1200 : 100,
  );

function opened(opens: (day: number) => number, days: number) {
  const known = fine();
  for (let day = 0; day < 28; day += 1) known.learn(day, dayOf(day % 7, 32));
  for (let day = 28; day < 28 + days; day += 1)
    known.learn(day, dayOf(day % 7, opens(day)), { held: opens(day) !== 32 && day % 7 < 5 });
  return known;
}

test("a quarter that moves on three days has moved for all days like these, and for no others", () => {
  const { at } = opened(() => 36, 3);
  for (const weekday of [0, 1, 2, 3, 4]) {
    expect([at(35 + weekday, 33)?.value, at(35 + weekday, 69)?.value]).toEqual([100, 1200]);
  }
  for (const weekday of [5, 6]) {
    expect([at(35 + weekday, 33)?.value, at(35 + weekday, 69)?.value]).toEqual([100, 100]);
  }
});

test("two days, or three with a day between that is as ever, have moved nothing", () => {
  expect(opened(() => 36, 2).at(38, 33)?.value).toBe(1200);
  expect(opened((day) => (day === 29 || day === 31 ? 32 : 36), 5).at(36, 33)?.value).toBe(1200);
});

test("it leads or trails by time of day, within bounds, and an hour on either side", () => {
  const { columns, row } = fine();
  const timeMs = worldStartMs + 10.5 * quarterMs;
  expect(fineShare(columns, row, timeMs)).toBe(0.5);
  for (let at = 0; at < 9; at += 1) noteLead(columns, row, { timeMs, nats: 50 });
  expect(fineShare(columns, row, timeMs + 4 * quarterMs)).toBeCloseTo(1 / (1 + Math.exp(-12)), 9);
  expect(fineShare(columns, row, timeMs + 5 * quarterMs)).toBe(0.5);
  for (let at = 0; at < 3; at += 1) noteLead(columns, row, { timeMs, nats: -50 });
  expect(fineShare(columns, row, timeMs)).toBe(0.5);
});

test("a quarter unlike both its neighbours' levels has a step inside, one that is like one of them has none", () => {
  const { columns, row, learn } = fine();
  learn(0, [10, 400, 1000, 1000, 900]);
  const inside = (quarter: number) =>
    stepInside(columns, row, { timeMs: worldStartMs + (quarter + 0.5) * quarterMs, apart });
  expect([1, 2, 3].map(inside)).toEqual([[10, 1000], null, null]);
  expect(inside(5)).toBeNull();
});

describe.each([
  ["opens", (seen: number) => [3, seen, 1000]],
  ["closes", (seen: number) => [1000, seen, 3]],
])("an office that %s somewhen in a quarter", (_, daysOf) => {
  const inside = (seen: number) => {
    const { columns, row, learn } = fine();
    learn(0, daysOf(seen));
    return stepInside(columns, row, { timeMs: worldStartMs + 1.5 * quarterMs, apart });
  };

  test.each([10, 30, 70, 200, 500, 890])("has its step inside, though only %d of 1000 came in it", (seen) => {
    expect(inside(seen)).toEqual([3, 1000]);
  });

  test.each([2.5, 3, 5, 950, 1050])(
    "has none inside where %d of 1000 came, but for noise as beside it",
    (seen) => {
      expect(inside(seen)).toBeNull();
    },
  );
});

describe("who opens at a full quarter, but for some minutes sooner or later", () => {
  const inside = (days: readonly (readonly number[])[], day: number, quarter: number) => {
    const { columns, row, learn } = fine();
    days.forEach((values, at) => learn(at, values));
    const timeMs = worldStartMs + day * dayMs + (quarter + 0.5) * quarterMs;
    return stepInside(columns, row, { timeMs, apart });
  };
  const onTime = [3, 3, 3, 1000, 1000, 1000, 1000];
  const early = [3, 3, 270, 1000, 1000, 1000, 1000];
  const late = [3, 3, 3, 700, 1000, 1000, 1000];

  test("may be late on every day, once it was late on one", () => {
    expect(inside([onTime, onTime, onTime], 1, 3)).toBeNull();
    expect([0, 1, 2].map((day) => inside([onTime, onTime, late], day, 3))).toEqual(
      Array.from({ length: 3 }, () => [3, 1000]),
    );
  });

  test("is as usual from nothing to all in both quarters, once it was late on one day and early on another", () => {
    for (const day of [0, 1]) {
      expect([1, 2, 3, 4].map((quarter) => inside([early, late], day, quarter))).toEqual([
        null,
        [3, 1000],
        [3, 1000],
        null,
      ]);
    }
  });

  test("is expected by the minute on other days where it is never closed: what changes by the clock does not jitter", () => {
    const byTheClock = [300, 300, 300, 1000, 1000, 1000, 1000];
    const notYet = [300, 300, 300, 600, 1000, 1000, 1000];
    expect([0, 1].map((day) => inside([byTheClock, notYet], day, 3))).toEqual([null, [300, 1000]]);
  });

  test("is expected by the quarter on a day on which it never opens", () => {
    const shut = [3, 3, 3, 3, 3, 3, 3];
    expect([2, 3].map((quarter) => inside([early, late, shut], 2, quarter))).toEqual([null, null]);
  });
});

test("one that is far ahead at no time of day is given up after two weeks, and its place is taken by the next", () => {
  const { table, columns, row, learn } = fine();
  learn(0, [1, 2, 3]);
  const after = (days: number): boolean => givenUp(columns, row, worldStartMs + days * dayMs);
  expect(after(13)).toBe(false);
  for (let at = 0; at < 2; at += 1) noteLead(columns, row, { timeMs: worldStartMs, nats: 4 });
  expect(after(15)).toBe(false);
  noteLead(columns, row, { timeMs: worldStartMs, nats: -4 });
  expect(after(15)).toBe(true);
  const fresh = fineTable();
  addFine(fresh, 9, worldStartMs);
  expect(addFine(table, 9, worldStartMs)).toBe(row);
  expect(snapshotTable(table)).toEqual(snapshotTable(fresh));
});
