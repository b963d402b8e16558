import { plainTime } from "../../../src/knowledge/wall-clock.ts";
import { describe, expect, test } from "vitest";
import { hourlySeason, learnHourly } from "../../../src/model/baseline/season.ts";
import { seriesTable } from "../../../src/model/series-table.ts";
import { addRow } from "../../../src/stats/table.ts";
import { randomStream, uniform } from "../../../../worlds/src/random/index.ts";
import { type PastReading, seasonalOracle } from "../../support/seasonal-oracle.ts";
import { worldStartMs } from "../../support/world-time.ts";

const twentyMinutesMs = 20 * 60_000;
const daysMs = 86_400_000;

function table() {
  const series = seriesTable();
  addRow(series);
  return series.columns;
}

/** Three readings an hour with a daily shape and noise; `scale` makes them large. */
function readings(seed: number, days: number, scale: number): readonly PastReading[] {
  const random = randomStream(seed, "season");
  return Array.from({ length: days * 72 }, (_, index) => {
    const timeMs = worldStartMs + index * twentyMinutesMs + twentyMinutesMs / 2;
    const shape = 2 + Math.sin((2 * Math.PI * timeMs) / daysMs);
    const exposure = 50 + 100 * uniform(random);
    return { timeMs, value: scale * shape * exposure * (0.8 + 0.4 * uniform(random)), exposure };
  });
}

describe.each([1e5, 1e9])("rates of about %d", (scale) => {
  test("the seasonal value is the naive mean of hours of the week after every reading, for more than three weeks", () => {
    const columns = table();
    const past = readings(1, 23, scale);
    past.forEach((reading, index) => {
      learnHourly(columns, 0, { ...reading, minutes: 20, logarithmic: false, wild: false, inverseSize: 0 });
      if (index % 7 !== 0) return;
      const nowMs = reading.timeMs + twentyMinutesMs;
      const oracle = seasonalOracle(past.slice(0, index + 1), nowMs);
      const { value, slotClass } = hourlySeason(columns, 0, plainTime(nowMs));
      if (oracle === null) return expect(slotClass).toBe(0);
      expect(slotClass).toBe(oracle.slotClass);
      return expect(value / oracle.value).toBeCloseTo(1, 5);
    });
  });
});

/** So many events that an hour of them is known for certain. */
const many = 1e9;

/**
 * Learns one value (of a rate: millions of events) for two neighbouring hours of each of some weeks, and returns what the first
 * hour's middle then expects.
 */
function afterWeeks(values: readonly number[], logarithmic: boolean): number {
  const columns = table();
  const exposure = logarithmic ? 1 : many;
  const middle = (week: number, hour: number): number =>
    worldStartMs + (hour + 0.5) * 3_600_000 + week * 7 * daysMs;
  const learn = (timeMs: number, value: number): void =>
    learnHourly(columns, 0, {
      timeMs,
      minutes: 60,
      value: value * exposure,
      exposure,
      logarithmic,
      wild: false,
      inverseSize: 0,
    });
  values.forEach((value, week) => [0, 1, 2].forEach((hour) => learn(middle(week, hour), value)));
  return hourlySeason(columns, 0, plainTime(middle(values.length, 0))).value;
}

test("a slot moves by at most 30 per cent a week once it knows two weeks", () => {
  expect(afterWeeks([10, 20], false)).toBeCloseTo(15, 5);
  expect(afterWeeks([10, 10, 1000], false)).toBeCloseTo(10 * 1.3, 4);
  expect(afterWeeks([10, 10, 1000, 1000], false)).toBeCloseTo(10 * 1.3 * 1.3, 4);
  expect(afterWeeks([10, 10, 0], false)).toBeCloseTo(10 / 1.3, 4);
});

test("a slot never moves by less than a fifth of what a week shows, however many weeks it knows", () => {
  expect(afterWeeks([10, 11, 12], false)).toBeCloseTo(11, 5);
  expect(afterWeeks([10, 10, 10, 10, 10, 10, 10, 11], false)).toBeCloseTo(10.2, 5);
});

test("log latency profiles move by sums, also below zero", () => {
  expect(afterWeeks([-3, -3, 5], true)).toBeCloseTo(-3 + Math.log(1.3), 5);
  expect(afterWeeks([-3, -3, -9], true)).toBeCloseTo(-3 - Math.log(1.3), 5);
});

test("an hour of which less than a sixth was seen teaches nothing", () => {
  const columns = table();
  const at = (minutes: number) => ({
    timeMs: worldStartMs + minutes * 60_000,
    minutes: 1,
    value: 5,
    exposure: 1,
    logarithmic: false,
    wild: false,
    inverseSize: 0,
  });
  for (let minute = 0; minute < 9; minute += 1) learnHourly(columns, 0, at(minute));
  learnHourly(columns, 0, at(60));
  expect(hourlySeason(columns, 0, plainTime(worldStartMs + 1_800_000)).slotClass).toBe(0);
});

test("before any hour is over the seasonal value is the mean of what was seen lately, and 0 before anything was", () => {
  const columns = table();
  expect(hourlySeason(columns, 0, plainTime(worldStartMs))).toMatchObject({ value: 0, slotClass: 0 });
  let weighed = 0;
  let weight = 0;
  [4, 8, 15, 16, 23, 42].forEach((value, minute) => {
    learnHourly(columns, 0, {
      timeMs: worldStartMs + minute * 60_000,
      minutes: 1,
      value,
      exposure: 2,
      logarithmic: false,
      wild: false,
      inverseSize: 0,
    });
    weighed = weighed * (59 / 60) + value;
    weight = weight * (59 / 60) + 2;
    expect(hourlySeason(columns, 0, plainTime(worldStartMs + minute * 60_000)).value).toBeCloseTo(
      weighed / weight,
      9,
    );
  });
});

test("an hour of which few or wild readings were folded is corrected by the next: four fifths of the way", () => {
  const folded = (first: { minutes: number; wild: boolean }): number => {
    const columns = table();
    const learn = (
      week: number,
      hour: number,
      how: { minutes: number; wild: boolean },
      value: number,
    ): void =>
      learnHourly(columns, 0, {
        timeMs: worldStartMs + (hour + 0.5) * 3_600_000 + week * 7 * daysMs,
        value: value * many,
        exposure: many,
        logarithmic: false,
        inverseSize: 0,
        ...how,
      });
    for (const hour of [0, 1, 2]) learn(0, hour, first, 500);
    for (const hour of [0, 1, 2]) learn(1, hour, { minutes: 60, wild: false }, 100);
    return hourlySeason(columns, 0, plainTime(worldStartMs + 1_800_000 + 14 * daysMs)).value;
  };
  expect(folded({ minutes: 60, wild: false })).toBeCloseTo(300, 4);
  expect(folded({ minutes: 20, wild: false })).toBeCloseTo(180, 4);
  expect(folded({ minutes: 60, wild: true })).toBeCloseTo(180, 4);
});

/** Learns hours of counts out of one thousand, one reading each, from the first of the week on. */
function afterHours(
  counts: readonly number[],
  how: { inverseSize?: number; readingsPerHour?: number } = {},
): (hour: number) => number {
  const columns = table();
  const { inverseSize = 0, readingsPerHour = 1 } = how;
  const learn = (hour: number, value: number): void => {
    for (let at = 0; at < readingsPerHour; at += 1) {
      learnHourly(columns, 0, {
        timeMs: worldStartMs + (hour + (at + 0.5) / readingsPerHour) * 3_600_000,
        minutes: 60 / readingsPerHour,
        value: value / readingsPerHour,
        exposure: 1000 / readingsPerHour,
        logarithmic: false,
        wild: false,
        inverseSize,
      });
    }
  };
  [...counts, 0].forEach((value, hour) => learn(hour, value));
  return (hour) => 1000 * columns.profile[(worldStartMs / 3_600_000 + hour) % 168]!;
}

const dayOf = (count: number, hours = 24): readonly number[] => Array.from({ length: hours }, () => count);

test("an hour of few events is no more than a hint: that nothing came in it is not what is expected ever after", () => {
  const hours = afterHours([...dayOf(5, 23), 0]);
  expect(hours(22)).toBeCloseTo(5, 0);
  // Worth five events of what was expected, beside two that are known without it.
  expect(hours(23)).toBeCloseTo((2 * hours(22)) / 7, 1);
});

test("the same hour of other days is what an hour is held against, and all hours before there is one", () => {
  const night = [...dayOf(40, 12), ...dayOf(4, 12)];
  const hours = afterHours([...night, ...dayOf(40, 12), ...dayOf(0, 12)]);
  expect(hours(24 + 18)).toBeLessThan(3);
  expect(hours(24 + 18)).toBeGreaterThan(0.5);
});

test("where counts scatter, a reading says little however many events are in it, and many readings say much", () => {
  const few = afterHours([...dayOf(500, 23), 5000], { inverseSize: 1 });
  const many = afterHours([...dayOf(500, 23), 5000], { inverseSize: 1, readingsPerHour: 60 });
  expect(few(23)).toBeLessThan(2100);
  expect(many(23)).toBeGreaterThan(4500);
});

test("an hour in which much came for the first time is learned as it was, whatever was known", () => {
  expect(afterHours([...dayOf(0, 23), 1000])(23)).toBeGreaterThan(990);
});
