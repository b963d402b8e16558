import fc from "fast-check";
import { expect, test } from "vitest";
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

test("three wild readings in a row are a step, once an hour; a second within a week asks for a finer season", () => {
  const columns = table();
  const stepAt = (hour: number): boolean => {
    const answers = [1, 2, 3, 4].map(() => {
      tamedCount(columns, 0, { ...usual, value: 9000 });
      return stepsRecur(columns, 0, hour);
    });
    tamedCount(columns, 0, { ...usual, value: 600 });
    return answers.includes(true);
  };
  expect(stepAt(1000)).toBe(false);
  expect(stepAt(1000)).toBe(false);
  expect(stepAt(1169)).toBe(false);
  expect(stepAt(1337)).toBe(true);
  expect(stepAt(1338)).toBe(false);
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
