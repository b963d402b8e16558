import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { windowDetection } from "../../src/pipeline/window-detection.ts";
import { type Observed, oneWorld } from "../support/one-world.ts";
import { randomStream } from "../../../worlds/src/random/index.ts";

const names = ["ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen"];
const quarterMs = 15 * 60_000;
const perDay = 96;

/** Who sends in a quarter of an hour, by number of the service and of the quarter; nothing fails. */
type Presence = (service: number, quarter: number) => boolean;

/** What is told of these days, in windows of a quarter of an hour: scope and day. */
function toldOf(days: number, isPresent: Presence): readonly (readonly [scope: string, day: number])[] {
  const world = oneWorld();
  const detection = windowDetection({
    environment: "test",
    windowMs: quarterMs,
    allowedLatenessMs: 30_000,
    falseAlarmsPer90Days: 1,
    topology: null,
    configHash: "",
    digest: (text) => createHash("sha256").update(text).digest("hex"),
    withEvidence: false,
  });
  const monday = Date.UTC(2024, 0, 1);
  const told: (readonly [string, number])[] = [];
  for (let quarter = 0; quarter < days * perDay; quarter += 1) {
    const observed: Observed = Object.fromEntries(
      names.flatMap((name, at) =>
        isPresent(at, quarter) ? [[`${name} errors`, [9 + ((quarter + at) % 3), 1000]]] : [],
      ),
    );
    const { windowMs: _length, ...window } = world.next(observed, 15);
    const { alerts } = detection.step({
      ...window,
      windowMs: quarterMs,
      windowStart: monday + quarter * quarterMs,
    });
    for (const { data } of alerts) {
      if (data.revision === 1) told.push([data.scope, Math.floor(quarter / perDay)]);
    }
  }
  return told;
}

const later = (told: readonly (readonly [string, number])[], from: number) =>
  told.filter(([, day]) => day >= from);
const hourOf = (quarter: number) => (quarter % perDay) / 4;
const isWeekday = (quarter: number) => Math.floor(quarter / perDay) % 7 < 5;

describe("nothing fails, and nothing is told from the second week on", () => {
  test("where five of eight send in office hours alone", () => {
    const office: Presence = (at, quarter) =>
      at > 4 || (isWeekday(quarter) && hourOf(quarter) >= 7 && hourOf(quarter) < 19);
    expect(later(toldOf(22, office), 7)).toEqual([]);
  });

  test("where all of them do: such a night is no silence of the input", () => {
    const office: Presence = (_, quarter) =>
      isWeekday(quarter) && hourOf(quarter) >= 7 && hourOf(quarter) < 19;
    expect(later(toldOf(22, office), 7)).toEqual([]);
  });

  test("where five send in a nightly job alone", () => {
    const nightly: Presence = (at, quarter) => at > 4 || (hourOf(quarter) >= 3 && hourOf(quarter) < 4.5);
    expect(later(toldOf(22, nightly), 14)).toEqual([]);
  });

  test.each([0.3, 0.6])(
    "where five send only when there is something to say, in %d of the windows",
    (share) => {
      const sparse: Presence = (at, quarter) =>
        at > 4 || randomStream(1, String(at), String(quarter))() < share;
      expect(later(toldOf(22, sparse), 7)).toEqual([]);
    },
  );
});

test("who sends in office hours is missed when it falls silent within them", () => {
  const silentFrom = 16 * perDay + 4 * 11;
  const told = toldOf(17, (at, quarter) => {
    const office = at > 4 || (isWeekday(quarter) && hourOf(quarter) >= 7 && hourOf(quarter) < 19);
    return office && !(at < 4 && quarter >= silentFrom);
  });
  expect(later(told, 7)).toContainEqual(["simultaneous", 16]);
});
