import { describe, expect, test } from "vitest";
import { entityTable } from "../../../src/model/entity-table.ts";
import { isRunningLate, lateProbability, noteLate } from "../../../src/model/silence/lateness.ts";
import { addRow } from "../../../src/stats/table.ts";

const windowMs = 60_000;
const day = 1440;

/** An entity of every minute that was seen last in window `lastSeen`, after such late runs: each with its length and end. */
function entityAfter(
  runs: readonly { readonly end: number; readonly windows: number }[],
  lastSeen: number,
): ReturnType<typeof entityTable>["columns"] {
  const entities = entityTable();
  addRow(entities);
  const { columns } = entities;
  for (const { end, windows } of runs)
    for (let of = end - windows; of < end; of += 1) noteLate(columns, 0, of, { window: end, windowMs });
  columns.lastSeen[0] = lastSeen;
  return columns;
}

const runsOf = (count: number, windows: number) =>
  Array.from({ length: count }, (_, at) => ({ end: 1000 + 100 * at, windows }));
/** How likely it is that one who was seen last then is missing in a window, because it is late. */
const expected = (columns: ReturnType<typeof entityAfter>, window: number): number =>
  lateProbability(columns, 0, { window, windowMs });

describe("what late runs teach of a silence", () => {
  test("who was never late is not expected to be", () => {
    expect(expected(entityAfter([], 100), 103)).toBe(0);
  });

  test("from its second turn on it is the likelier a late run, the more there were: what a missing turn is worth", () => {
    const worth = (count: number): number => {
      const columns = entityAfter(runsOf(count, 20), 1000 + 100 * count);
      return Math.log(0.9 / expected(columns, 1000 + 100 * count + 2));
    };
    expect(worth(1)).toBeCloseTo(1.332, 2);
    expect(worth(10)).toBeCloseTo(0.209, 1);
    expect(worth(100)).toBeCloseTo(0, 9);
  });

  test("its first missing turn is judged as ever, and so is a silence of more than three usual runs", () => {
    const columns = entityAfter(runsOf(5, 10), 2000);
    expect(expected(columns, 2001)).toBe(0);
    expect(expected(columns, 2002)).toBeGreaterThan(0.5);
    expect(expected(columns, 2030)).toBeGreaterThan(0.5);
    expect(expected(columns, 2031)).toBe(0);
  });

  test("a buffer that is sent over some minutes is one run, as late as its first reading", () => {
    const columns = entityAfter([{ end: 1000, windows: 20 }], 1100);
    for (const window of [1003, 1006]) noteLate(columns, 0, 995, { window, windowMs });
    expect([columns.lateRuns[0], columns.lateBy[0]]).toEqual([1, 20]);
    noteLate(columns, 0, 1010, { window: 1020, windowMs });
    expect([columns.lateRuns[0], columns.lateBy[0]]).toEqual([expect.closeTo(2, 1), expect.closeTo(15, 1)]);
  });

  test("is forgotten in the course of weeks", () => {
    const columns = entityAfter(runsOf(5, 10), 0);
    const after = (days: number): number => {
      columns.lastSeen[0] = 1400 + days * day;
      return expected(columns, 1400 + days * day + 2);
    };
    expect(after(1)).toBeGreaterThan(0.5);
    expect(after(28)).toBeLessThan(0.2);
    expect(after(140)).toBeLessThan(0.001);
  });
});

test("telemetry runs late for two turns after some has come late, while nothing has come in time since", () => {
  const columns = entityAfter([{ end: 1000, windows: 5 }], 990);
  const isLate = (window: number): boolean => isRunningLate(columns, 0, { window });
  expect([1000, 1001, 1002, 1003].map(isLate)).toEqual([true, true, true, false]);
  columns.gapMean[0] = 5;
  expect([1005, 1010, 1011].map(isLate)).toEqual([true, true, false]);
  columns.lastSeen[0] = 1001;
  expect(isLate(1002)).toBe(false);
});
