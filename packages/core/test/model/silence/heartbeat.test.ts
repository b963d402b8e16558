import { expect, test } from "vitest";
import { entityTable } from "../../../src/model/entity-table.ts";
import { cadenceOf, isExpected, isTurn, sight } from "../../../src/model/silence/heartbeat.ts";
import { addRow } from "../../../src/stats/table.ts";

const minuteMs = 60_000;

function table() {
  const entities = entityTable();
  addRow(entities);
  return entities.columns;
}

/** Telemetry came in these windows, every `cadence`. */
function seen(columns: ReturnType<typeof table>, from: number, to: number, cadence = 1): void {
  for (let window = from; window < to; window += 1) {
    if (window % cadence === 0) sight(columns, 0, window, cadence);
  }
}

test("nobody is expected before sixty sightings", () => {
  const columns = table();
  seen(columns, 0, 59);
  expect(isExpected(columns, 0, { window: 59, windowMs: minuteMs })).toBe(false);
  seen(columns, 59, 60);
  expect(isExpected(columns, 0, { window: 60, windowMs: minuteMs })).toBe(true);
});

test("who reports every five minutes has its turn every fifth window, and whenever telemetry comes", () => {
  const columns = table();
  seen(columns, 0, 400, 5);
  expect(cadenceOf(columns, 0)).toBe(5);
  const windows = Array.from({ length: 20 }, (_, at) => 396 + at);
  expect(windows.filter((window) => isTurn(columns, 0, false, window))).toEqual([400, 405, 410, 415]);
  expect(isTurn(columns, 0, true, 397)).toBe(true);
});

test("who was never seen has no turn", () => {
  expect(isTurn(table(), 0, false, 9)).toBe(false);
});

test("a cadence that changes is followed", () => {
  const columns = table();
  seen(columns, 0, 300);
  seen(columns, 300, 2000, 3);
  expect(cadenceOf(columns, 0)).toBe(3);
});

test("a service that has been away for more than seven days is forgotten", () => {
  const columns = table();
  seen(columns, 0, 100);
  expect(isExpected(columns, 0, { window: 99 + 7 * 1440, windowMs: minuteMs })).toBe(true);
  expect(isExpected(columns, 0, { window: 100 + 7 * 1440, windowMs: minuteMs })).toBe(false);
});
