import { describe, expect, test } from "vitest";
import type { Knowledge } from "../../src/knowledge/knowledge.ts";
import { offsetAt } from "../../src/knowledge/wall-clock.ts";
import {
  berlin,
  dayMs,
  dayNumber,
  type Hour,
  officeHours,
  officeNames,
  officeRun,
  type OfficeWorld,
  special,
  windowMs,
} from "../support/office-world.ts";

/** Worlds that are as usual until a special day comes. */
const specialDate = "2026-11-26";
const specialDay = dayNumber(specialDate);
const startMs = specialDay * dayMs;

/** What is told from a day on, as scope and time. */
function toldFrom(world: OfficeWorld, memory: Parameters<typeof officeRun>[1], fromMs = startMs) {
  return officeRun(world, memory)
    .told.filter(({ atMs }) => atMs > fromMs)
    .map(({ scope, atMs }) => `${scope} ${new Date(atMs).toISOString().slice(0, 16)}`);
}

/** Windows from the beginning of a failure of three services at 13:00 of a day to a simultaneous alarm; null: none. */
function windowsToAlarm(
  world: OfficeWorld,
  memory: Parameters<typeof officeRun>[1],
  day: number,
  errorShare: number,
) {
  const atMs = day * dayMs + 13 * 3_600_000;
  const days = day + 15 / 24 - dayNumber(world.from);
  const { told } = officeRun(
    { ...world, days, outage: { atMs, services: officeNames.slice(0, 3), errorShare } },
    memory,
  );
  const alarm = told.find(({ scope, atMs: at }) => scope === "simultaneous" && at > atMs);
  return alarm === undefined ? null : (alarm.atMs - atMs) / windowMs;
}

type UsualOf = OfficeWorld["usual"];
const onTheDay =
  (usual: UsualOf, other: UsualOf): UsualOf =>
  (service, at) =>
    at.day === specialDay ? other(service, at) : usual(service, at);
const asSunday =
  (usual: UsualOf): UsualOf =>
  (service, at) =>
    usual(service, { ...at, weekday: 0 });

/** On Sundays, three hours of the night in which half of the services work for themselves. */
const sundayBatch: UsualOf = (service, at: Hour) => {
  const isBatch = at.weekday === 0 && at.hour >= 3 && at.hour < 6 && service < 4;
  return isBatch ? { traffic: 3, latency: 1.5, errors: 1 } : officeHours(service, at);
};
/** From midnight on four times the traffic, slower, and twice as many failures. */
const saleOf: UsualOf = (service, at) => {
  const { traffic, latency } = officeHours(service, at);
  return { traffic: traffic * 4, latency: latency * 1.5, errors: 2 };
};
const fewer: UsualOf = (service, at) => {
  const { traffic, ...rest } = officeHours(service, at);
  return { ...rest, traffic: traffic * 0.6 };
};

const quiet = { seed: 5, from: "2026-11-02", days: 24, usual: officeHours };
const beforeOfOffice = officeRun({ ...quiet, days: 23 }).memory;
const quietBatch = { ...quiet, from: "2026-10-12", days: 45, usual: sundayBatch };
const beforeOfBatch = officeRun({ ...quietBatch, days: 44 }).memory;

const like = (weekday: number | null): Partial<Knowledge> => ({ calendar: [special(specialDate, weekday)] });

const office = { usual: quiet, memory: beforeOfOffice, isToldBefore: true };
const batch = { usual: quietBatch, memory: beforeOfBatch, isToldBefore: true };

describe.each([
  {
    name: "a holiday with the traffic of a Sunday, like: sunday",
    ...office,
    other: asSunday(officeHours),
    knowledge: like(0),
  },
  { name: "the same, learn: false", ...office, other: asSunday(officeHours), knowledge: like(null) },
  {
    name: "a holiday with two fifths less traffic, learn: false",
    ...office,
    other: fewer,
    knowledge: like(null),
    isToldBefore: false,
  },
  {
    name: "a holiday on which the batch of Sundays runs, like: sunday",
    ...batch,
    other: asSunday(sundayBatch),
    knowledge: like(0),
  },
  { name: "a sale from midnight on, learn: false", ...office, other: saleOf, knowledge: like(null) },
])("$name", ({ other, knowledge, usual, memory, isToldBefore }) => {
  const world = { ...usual, days: usual.days + 2, usual: onTheDay(usual.usual, other) };

  test("is silent where it is in the calendar, and so is the day after", () => {
    expect(toldFrom(world, memory).length > 0).toBe(isToldBefore);
    expect(toldFrom({ ...world, knowledge }, memory)).toEqual([]);
  });

  test.each([0.3, 0.03])("does not hide a failure of %d of the requests", (errorShare) => {
    const ordinary = windowsToAlarm(world, memory, specialDay - 1, errorShare);
    const found = windowsToAlarm({ ...world, knowledge }, memory, specialDay, errorShare);
    expect(ordinary).not.toBeNull();
    expect(found).toBeLessThanOrEqual(ordinary! + (errorShare < 0.1 ? 2 : 0));
  });
});

/** From 7 to 10 o'clock it rises, and falls from 16 to 19. */
const slowOffice: UsualOf = (_service, { weekday, hour }) => {
  const isWeekday = weekday >= 1 && weekday <= 5;
  const busy = isWeekday ? Math.max(0, Math.min(1, (hour - 7) / 3, (19 - hour) / 3)) : 0;
  return { traffic: 1 + 11 * busy, latency: 1 + 0.4 * busy, errors: 1 };
};

describe.each([
  ["from one minute to the next", officeHours],
  ["within three hours", slowOffice],
] as const)("the end of summer time, where offices open %s", (_name, usual) => {
  const world: OfficeWorld = {
    seed: 5,
    from: "2026-10-05",
    days: 26,
    usual,
    wallMs: (timeMs) => offsetAt(berlin, timeMs),
  };
  const changeMs = Date.UTC(2026, 9, 25);
  const { memory } = officeRun({ ...world, days: 18 });

  test("is silent from the first day on which the zone is given", () => {
    expect(toldFrom({ ...world, knowledge: { zone: berlin } }, memory, changeMs - dayMs)).toEqual([]);
  });

  test("is told where it is not, but not after a week", () => {
    const told = toldFrom({ ...world, days: 36 }, memory, changeMs);
    const later = told.filter((words) => words.slice(-16) > "2026-11-02");
    expect(later).toEqual([]);
    if (usual === officeHours) expect(told).toContain("simultaneous 2026-10-26T06:05");
  });

  test.each([0.3, 0.03])("does not hide a failure of %d of the requests", (errorShare) => {
    const known = { ...world, knowledge: { zone: berlin } };
    const ordinary = windowsToAlarm(known, memory, dayNumber("2026-10-23"), errorShare);
    expect(windowsToAlarm(known, memory, dayNumber("2026-10-26"), errorShare)).toBe(ordinary);
  });
});

describe("what people know changes while an incident is open", () => {
  const morning = 9 / 24;

  test.each([0, null])(
    "a day that is given as like %j while it looks like a failure is over soon, and opens nothing",
    (weekday) => {
      const world = { ...quiet, days: 25, usual: onTheDay(officeHours, asSunday(officeHours)) };
      const opened = officeRun({ ...world, days: 24 + morning }, beforeOfOffice).memory;
      expect(opened.incidents.open).not.toEqual([]);
      const known = officeRun({ ...world, knowledge: like(weekday) }, opened);
      expect(known.told.filter(({ onsetMs }) => onsetMs > startMs + morning * dayMs)).toEqual([]);
      expect(known.memory.incidents.open).toEqual([]);
    },
  );

  test.each([
    ["a zone is given", { zone: berlin }],
    ["the day is given as like none", like(null)],
  ] as const)(
    "a failure that goes on is one incident when %s, and is over when it is over",
    (_name, knowledge) => {
      const atMs = startMs + 8.5 * 3_600_000;
      const outage = { atMs, services: officeNames.slice(0, 3), errorShare: 0.3 };
      const world = { ...quiet, days: 25, outage };
      const opened = officeRun({ ...world, days: 24 + morning }, beforeOfOffice).memory;
      expect(opened.incidents.open).toHaveLength(1);
      const known = officeRun({ ...world, days: 24 + 10 / 24, knowledge }, opened);
      expect(known.told.map(({ incident }) => incident)).toEqual(opened.incidents.open.map(({ id }) => id));
      expect(known.memory.incidents.open).toEqual([]);
    },
  );
});
