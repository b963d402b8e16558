import { describe, expect, test } from "vitest";
import {
  hourOf,
  isUsuallyAway,
  noteHour,
  usualAbsenceSpec,
} from "../../../src/model/silence/usual-absence.ts";
import { addRow, createTable } from "../../../src/stats/table.ts";

/** Somebody who is away in the hours that `isAway` says, from hour 0 up to but without `hours`. */
function after(
  hours: number,
  isAway: (hour: number) => boolean,
  isUnknown: (hour: number) => boolean = () => false,
) {
  const table = createTable(usualAbsenceSpec);
  addRow(table);
  for (let hour = 0; hour < hours; hour += 1) {
    const turnsAway = isAway(hour) ? 60 : 0;
    noteHour(table.columns, 0, hour, {
      turnsAway,
      hoursAway: () => [],
      isTurn: true,
      isUnknown: isUnknown(hour),
    });
  }
  return (hour: number) => isUsuallyAway(table.columns, 0, hour);
}

const dayOf = (hour: number) => Math.floor(hour / 24);
const isNight = (hour: number) => hour % 24 < 7 || hour % 24 >= 19;
const isWeekend = (hour: number) => dayOf(hour) % 7 >= 5;
const daysOn = (days: number, hourOfDay: number) => 24 * days + hourOfDay;

describe("who is away every night", () => {
  test("is so as a rule from the third night on, and not before", () => {
    expect(after(daysOn(2, 20), isNight)(daysOn(2, 21))).toBe(true);
    expect(after(daysOn(1, 20), isNight)(daysOn(1, 21))).toBe(false);
  });

  test("is expected by day", () => {
    expect(after(daysOn(9, 0), isNight)(daysOn(9, 10))).toBe(false);
  });
});

describe("who is away at weekends", () => {
  const weekends = (weeks: number) => after(daysOn(7 * weeks, 0), isWeekend);

  test("is so as a rule from the second weekend on", () => {
    expect([weekends(1)(daysOn(12, 10)), weekends(1)(daysOn(13, 10))]).toEqual([true, true]);
  });

  test.each([1, 2, 3, 8, 40])("is expected on weekdays after %d weeks", (weeks) => {
    expect(weekends(weeks)(daysOn(7 * weeks + 2, 10))).toBe(false);
  });
});

describe("who keeps hours and was never seen on a day of the week", () => {
  const saturday = (hour: number) => daysOn(5, hour);
  const isMissed = (usually: (hour: number) => boolean, hour: number) => !usually(hour);

  test("is not missed on it, by day or by night, for it may keep days as well", () => {
    const weekdays = after(saturday(0), isNight);
    expect([8, 12, 18, 22].map((hour) => isMissed(weekdays, saturday(hour)))).toEqual(Array(4).fill(false));
    expect(isMissed(weekdays, daysOn(7, 12))).toBe(true);
  });

  test("is missed as ever once it has been there on it for an hour", () => {
    const open = after(saturday(9), isNight);
    expect([8, 12, 18].map((hour) => isMissed(open, saturday(hour)))).toEqual([true, true, true]);
    expect(isMissed(open, saturday(22))).toBe(false);
  });

  test("is missed if it keeps no hours: who was always there, or away for some hours of one night", () => {
    const always = after(saturday(0), () => false);
    const oneNight = after(saturday(0), (hour) => dayOf(hour) === 1 && isNight(hour));
    const oneHour = after(saturday(0), (hour) => hour % 24 === 3);
    for (const usually of [always, oneNight, oneHour]) expect(isMissed(usually, saturday(12))).toBe(true);
  });
});

test("an outage of a day is no rule, wherever it falls", () => {
  for (const day of [0, 3, 20]) {
    const usually = after(daysOn(28, 0), (hour) => dayOf(hour) === day);
    expect(Array.from({ length: 168 }, (_, at) => usually(daysOn(28, at))).includes(true)).toBe(false);
  }
});

test("one that comes and goes, away more than half of the time, is away as a rule at any hour", () => {
  const usually = after(daysOn(21, 0), (hour) => (hour * 7919) % 101 < 66);
  const hours = Array.from({ length: 168 }, (_, at) => usually(daysOn(21, at)));
  expect(hours.filter((isUsual) => isUsual).length).toBeGreaterThan(150);
});

test("a gap of a few turns is no absence", () => {
  const table = createTable(usualAbsenceSpec);
  addRow(table);
  for (let hour = 0; hour < 240; hour += 1) {
    for (const turnsAway of [0, 1, 2, 3, 4, 0])
      noteHour(table.columns, 0, hour, { turnsAway, hoursAway: () => [], isTurn: true, isUnknown: false });
  }
  expect(isUsuallyAway(table.columns, 0, 250)).toBe(false);
});

test("the hour in which an absence begins is one of it, though it looked like a gap when it was over", () => {
  const table = createTable(usualAbsenceSpec);
  addRow(table);
  const note = (hour: number, turnsAway: number, awaySince: number) =>
    noteHour(table.columns, 0, hour, {
      turnsAway,
      hoursAway: () => Array.from({ length: hour - awaySince }, (_, at) => awaySince + at),
      isTurn: true,
      isUnknown: false,
    });
  for (let day = 0; day < 3; day += 1) {
    for (let hour = daysOn(day, 0); hour < daysOn(day, 19); hour += 1) note(hour, 0, -1);
    for (let turn = 1; turn <= 20; turn += 1)
      note(daysOn(day, 19 + Math.floor((turn - 1) / 4)), turn, daysOn(day, 19));
  }
  expect([18, 19, 20].map((hour) => isUsuallyAway(table.columns, 0, daysOn(4, hour)))).toEqual([
    false,
    true,
    true,
  ]);
});

test("hours of which nothing is known do not count", () => {
  const never = after(
    daysOn(20, 0),
    () => true,
    () => true,
  );
  expect(never(daysOn(20, 3))).toBe(false);
});

test("what was usual is forgotten when it has changed", () => {
  const changed = after(daysOn(7 * 30, 0), (hour) => isNight(hour) && dayOf(hour) < 70);
  expect(changed(daysOn(7 * 30, 22))).toBe(false);
});

test("an hour is counted since the epoch", () => {
  expect([119 * 60_000, 3 * 7_200_000].map(hourOf)).toEqual([1, 6]);
});
