import fc from "fast-check";
import { expect, test } from "vitest";
import {
  cadenceOf,
  isExpected,
  learnHeartbeat,
  markHeartbeat,
  missProbability,
  sight,
} from "../../../src/model/silence/heartbeat.ts";
import { entityTable } from "../../../src/model/entity-table.ts";
import { addRow } from "../../../src/stats/table.ts";

const minuteMs = 60_000;

function table() {
  const entities = entityTable();
  addRow(entities);
  return entities.columns;
}

/** One window of an entity whose producer sends every `cadence` windows. */
function live(columns: ReturnType<typeof table>, window: number, seen: boolean, cadence = 1): void {
  markHeartbeat(columns, 0, seen, { window, windowMs: minuteMs });
  learnHeartbeat(columns, 0, true);
  if (seen) sight(columns, 0, window, cadence);
}

test("the miss probability is the batch share of due readings that did not come, after every window", () => {
  const hour = 60;
  fc.assert(
    fc.property(
      fc.array(
        fc.integer({ min: 0, max: 19 }).map((draw) => draw !== 0),
        { maxLength: 400 },
      ),
      (seen) => {
        const columns = table();
        for (let window = 0; window < hour; window += 1) live(columns, window, true);
        seen.forEach((came, index) => {
          live(columns, hour + index, came);
          const soFar = seen.slice(0, index + 1);
          const missed = soFar.filter((one) => !one).length;
          expect(missProbability(columns, 0)).toBeCloseTo(
            Math.max(0.001, (missed + 1) / (soFar.length + 1000)),
            12,
          );
        });
      },
    ),
    { numRuns: 40 },
  );
});

test("nothing is due before sixty sightings", () => {
  const columns = table();
  for (let window = 0; window < 60; window += 1) {
    live(columns, window, true);
    expect(columns.due[0]).toBe(0);
  }
  live(columns, 60, false);
  expect([columns.due[0], columns.missing[0]]).toEqual([1, 1]);
});

test("a service that reports every five minutes is due every fifth window, seen or not", () => {
  const columns = table();
  for (let window = 0; window < 400; window += 1) live(columns, window, window % 5 === 0, 5);
  expect(cadenceOf(columns, 0)).toBe(5);
  const due: number[] = [];
  for (let window = 400; window < 420; window += 1) {
    live(columns, window, false, 5);
    if (columns.missing[0] === 1) due.push(window);
  }
  expect(due).toEqual([400, 405, 410, 415]);
});

test("a cadence that changes is followed", () => {
  const columns = table();
  for (let window = 0; window < 300; window += 1) live(columns, window, true);
  for (let window = 300; window < 2000; window += 1) live(columns, window, window % 3 === 0);
  expect(cadenceOf(columns, 0)).toBe(3);
});

test("a service that has been away for more than seven days is forgotten", () => {
  const columns = table();
  for (let window = 0; window < 100; window += 1) live(columns, window, true);
  expect(isExpected(columns, 0, { window: 99 + 7 * 1440, windowMs: minuteMs })).toBe(true);
  expect(isExpected(columns, 0, { window: 100 + 7 * 1440, windowMs: minuteMs })).toBe(false);
});

test("a producer that loses one reading in five is not believed to miss one in a thousand, nor more than half", () => {
  const columns = table();
  for (let window = 0; window < 6000; window += 1) live(columns, window, window < 60 || window % 5 !== 0);
  expect(missProbability(columns, 0)).toBeGreaterThan(0.1);
  for (let window = 6000; window < 16_000; window += 1) {
    markHeartbeat(columns, 0, false, { window, windowMs: minuteMs });
    learnHeartbeat(columns, 0, true);
  }
  expect(missProbability(columns, 0)).toBe(0.5);
});
