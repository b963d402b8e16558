import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  beginsAnew,
  isWild,
  stepsRecur,
  tamedCount,
  tamedLatency,
} from "../../../src/model/baseline/wild-readings.ts";
import { seriesTable } from "../../../src/model/series-table.ts";
import { addRow } from "../../../src/stats/table.ts";

/** A series of which something was seen. */
function table() {
  const series = seriesTable();
  addRow(series);
  series.columns.recentExposure[0] = 1;
  return series.columns;
}

const usual = { mean: 600, deviation: 80 };

test("a lone count is learned as four deviations above its mean at most, whatever it was", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e300, noNaN: true }), (value) => {
      const tamed = tamedCount(table(), 0, { ...usual, value });
      expect(tamed).toBe(Math.min(value, 600 + 4 * 80));
    }),
  );
});

test("with each wild reading in a row the next is believed ten times as far, until what lasts is learned as it is", () => {
  const columns = table();
  const tamed = [1, 2, 3, 4].map(() => tamedCount(columns, 0, { ...usual, value: 100_000 }));
  expect(tamed).toEqual([600 + 320, 600 + 3200, 600 + 32_000, 100_000]);
  expect(tamedCount(columns, 0, { ...usual, value: 610 })).toBe(610);
  expect(tamedCount(columns, 0, { ...usual, value: 100_000 })).toBe(920);
});

test("a first event where none is expected, and counts far below, are learned as they are", () => {
  expect(tamedCount(table(), 0, { value: 4, mean: 0.001, deviation: 0.03 })).toBe(4);
  const columns = table();
  expect(tamedCount(columns, 0, { ...usual, value: 0 })).toBe(0);
  expect(isWild(columns, 0)).toBe(true);
});

test("before anything was seen nothing is wild", () => {
  const columns = table();
  columns.recentExposure[0] = 0;
  expect(tamedCount(columns, 0, { value: 5e7, mean: 0.001, deviation: 0.03 })).toBe(5e7);
  expect(tamedLatency(columns, 0, { value: 9, mean: 0, deviation: 0.1 })).toBe(9);
  expect(isWild(columns, 0)).toBe(false);
});

test("a log latency is tamed on both sides, and the other side begins a run of its own", () => {
  const columns = table();
  const seen = [9, 9, -9, 5.1].map((value) => tamedLatency(columns, 0, { value, mean: 5, deviation: 0.1 }));
  [5.4, 9, 4.6, 5.1].forEach((value, at) => expect(seen[at]).toBeCloseTo(value, 9));
});

describe("three wild readings in a row are a step; it asks for a finer season", () => {
  const quarterMs = 900_000;
  const dayMs = 96 * quarterMs;

  /** Whether the finer season is asked for at one of these steps, each up or down. */
  function asked(steps: readonly (readonly [timeMs: number, side: "up" | "down"])[]): readonly boolean[] {
    const columns = table();
    return steps.map(([timeMs, side]) => {
      const answers = [1, 2, 3, 4].map(() => {
        tamedCount(columns, 0, { ...usual, value: side === "up" ? 9000 : 0 });
        return stepsRecur(columns, 0, timeMs);
      });
      tamedCount(columns, 0, { ...usual, value: 600 });
      return answers.includes(true);
    });
  }
  const start = 20_000 * dayMs + 54 * quarterMs;

  test("where it comes on three days at the same time, but for a quarter of an hour, whatever comes between", () => {
    const days = [start, start + dayMs - quarterMs, start + 3 * dayMs];
    expect(asked(days.map((timeMs) => [timeMs, "up"]))).toEqual([false, false, true]);
    const closing = days.flatMap(
      (timeMs) =>
        [
          [timeMs, "up"],
          [timeMs + 26 * quarterMs, "down"],
        ] as const,
    );
    expect(asked(closing)).toEqual([false, false, false, false, true, false]);
  });

  test("a week apart, not longer", () => {
    expect(asked([0, 7, 14].map((day) => [start + day * dayMs, "down"]))).toEqual([false, false, true]);
    expect(asked([0, 8, 16].map((day) => [start + day * dayMs, "down"]))).toEqual([false, false, false]);
  });

  test("not where it comes at other times, on the other side, or again on the same day", () => {
    const apart = [0, 1, 2, 3, 4].map((day) => [start + day * dayMs + day * 5 * quarterMs, "up"] as const);
    expect(asked(apart)).not.toContain(true);
    const sides = [0, 1, 2].map((day) => [start + day * dayMs, day === 1 ? "down" : "up"] as const);
    expect(asked(sides)).toEqual([false, false, false]);
    expect(asked([start, start + quarterMs, start + quarterMs].map((timeMs) => [timeMs, "up"]))).toEqual([
      false,
      false,
      false,
    ]);
  });
});

test("only before a season is known do five wild readings in a row make what came before them forgotten", () => {
  const columns = table();
  const after = (readings: number): boolean => {
    for (let at = 0; at < readings; at += 1) tamedCount(columns, 0, { ...usual, value: 0 });
    return beginsAnew(columns, 0);
  };
  expect(after(4)).toBe(false);
  expect(after(1)).toBe(true);
  columns.slotClass[0] = 1;
  expect(beginsAnew(columns, 0)).toBe(false);
});
