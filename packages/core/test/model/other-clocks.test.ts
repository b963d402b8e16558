import { describe, expect, test } from "vitest";
import { randomStream, uniform } from "../../../worlds/src/random/index.ts";
import { type Knowledge, nothingKnown } from "../../src/knowledge/knowledge.ts";
import { createModel, type ModelSnapshot } from "../../src/model/index.ts";
import { type Observed, oneWorld } from "../support/one-world.ts";
import { minuteMs, worldStartMs } from "../support/world-time.ts";

const hourMs = 3_600_000;
const windowMs = 5 * minuteMs;
const windowsPerDay = (24 * hourMs) / windowMs;
const zoneOf = (hours: number): Partial<Knowledge> => ({
  zone: { name: `UTC+${hours}`, fromMs: [0], offsetMs: [hours * hourMs] },
});

/**
 * What is remembered of days in which one of two services sends in office hours, and steps up at ten; of late at eleven. In
 * the first week it sends by night too: nobody keeps hours on a day of the week that is not known, where what is said of it
 * depends on when that day begins (rule 36).
 */
function remembered(days: number, knowledge: Partial<Knowledge>): ModelSnapshot {
  const world = oneWorld();
  const model = createModel(windowMs, undefined, { ...nothingKnown, ...knowledge });
  for (let at = 0; at < days * windowsPerDay; at += 1) {
    const hour = ((at % windowsPerDay) * windowMs) / hourMs;
    const random = randomStream(1, String(at));
    const busy = hour >= (at < (days - 2) * windowsPerDay ? 10 : 11) ? 10_000 : 500;
    const chat: Observed =
      at < 7 * windowsPerDay || (hour >= 7 && hour < 19)
        ? { "chat traffic src": busy * (0.9 + 0.2 * uniform(random)) }
        : {};
    const { windowMs: _length, ...window } = world.next({ ...chat, "mail errors src": [9, 1000] }, 5);
    const windowStart = worldStartMs + at * windowMs;
    model.observe({ ...window, windowMs, windowStart });
  }
  return model.snapshot();
}

describe("a memory under other clocks", () => {
  const byUtc = remembered(20, {});

  test("has a season by quarters, of which some have begun to move", () => {
    const { traffic } = byUtc.kinds.fineSeasons!;
    expect(traffic!.rows).toBe(1);
    expect(Array.from(traffic!.columns["moves"]!)).toContain(-2);
  });

  test("is what it would be had they been known from the beginning", () => {
    for (const hours of [2, -11, 24 * 7 + 3]) {
      const moved = createModel(windowMs, byUtc, { ...nothingKnown, ...zoneOf(hours) }).snapshot();
      expect(moved, String(hours)).toEqual(remembered(20, zoneOf(hours)));
    }
  });

  test("and back is as it was", () => {
    const there = createModel(windowMs, byUtc, { ...nothingKnown, ...zoneOf(9) }).snapshot();
    expect(createModel(windowMs, there).snapshot()).toEqual(byUtc);
  });

  test("under the same ones goes on bit for bit", () => {
    const zoned = remembered(20, zoneOf(2));
    expect(createModel(windowMs, zoned, { ...nothingKnown, ...zoneOf(2) }).snapshot()).toEqual(zoned);
    expect(zoned).not.toEqual(byUtc);
    expect(byUtc.learnedBy).toBeUndefined();
  });

  test("half an hour away shares each hour with two, and no number of it is none", () => {
    const moved = createModel(windowMs, byUtc, { ...nothingKnown, ...zoneOf(5.5) }).snapshot();
    const profileOf = ({ tables }: ModelSnapshot) => tables.series.columns["profile"]!;
    const traffic = byUtc.series.findIndex(({ signal }) => signal === "traffic") * 168;
    const [before, after] = [profileOf(byUtc), profileOf(moved)];
    expect(after[traffic + 24 + 16]).toBeCloseTo(
      (before[traffic + 24 + 10]! + before[traffic + 24 + 11]!) / 2,
      1,
    );
    expect(
      Object.values(moved.tables).every(({ columns }) =>
        Object.values(columns)
          .flatMap((column) => Array.from(column))
          .every(Number.isFinite),
      ),
    ).toBe(true);
  });
});
