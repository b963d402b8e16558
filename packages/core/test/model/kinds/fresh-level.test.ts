import { expect, test } from "vitest";
import { freshCountShift, freshLatencyShift, keepFresh } from "../../../src/model/kinds/fresh-level.ts";
import { seriesTable } from "../../../src/model/series-table.ts";
import { addRow } from "../../../src/stats/table.ts";

function table() {
  const series = seriesTable();
  addRow(series);
  return series.columns;
}

test("300 counted where 100 were expected are a level of 2.99 times the old one", () => {
  const columns = table();
  keepFresh(columns, 0, { value: 300, expected: 100, minutes: 60 });
  expect(Math.exp(freshCountShift(columns, 0))).toBeCloseTo(2.99, 2);
});

test("sums are those of about an hour: each minute a sixtieth of what was before goes", () => {
  const columns = table();
  for (const value of [6, 12, 18]) keepFresh(columns, 0, { value, expected: 10, minutes: 1 });
  const keep = 59 / 60;
  expect(columns.freshValue[0]).toBeCloseTo((6 * keep + 12) * keep + 18, 9);
  expect(columns.freshExpected[0]).toBeCloseTo((10 * keep + 10) * keep + 10, 9);
});

test("an interval of an hour or more leaves nothing of what was before", () => {
  const columns = table();
  keepFresh(columns, 0, { value: 1000, expected: 1, minutes: 1 });
  keepFresh(columns, 0, { value: 7, expected: 5, minutes: 90 });
  expect([columns.freshValue[0], columns.freshExpected[0]]).toEqual([7, 5]);
});

test("a latency moves by the mean of its residuals", () => {
  const columns = table();
  for (const value of [0.2, 0.4]) keepFresh(columns, 0, { value, expected: 1, minutes: 30 });
  expect(freshLatencyShift(columns, 0)).toBeCloseTo((0.2 / 2 + 0.4) / (1 / 2 + 1), 9);
});

test("where nothing was seen nothing moves", () => {
  expect([freshCountShift(table(), 0), freshLatencyShift(table(), 0)]).toEqual([0, 0]);
});
