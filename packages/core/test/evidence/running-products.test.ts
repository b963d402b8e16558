import fc from "fast-check";
import { expect, test } from "vitest";
import { seriesTable, startsKept } from "../../src/baseline/series-table.ts";
import {
  beginStart,
  forgetEvidence,
  multiplyProducts,
  productsByLag,
} from "../../src/evidence/running-products.ts";
import { addRow } from "../../src/stats/table.ts";

function table(rows: number) {
  const series = seriesTable();
  for (let row = 0; row < rows; row += 1) addRow(series);
  return series.columns;
}

const byLag = (columns: ReturnType<typeof table>, row: number, window: number): readonly number[] => {
  const into = new Float64Array(startsKept);
  productsByLag(columns, row, window, into);
  return Array.from(into);
};

const product = (values: readonly number[]): number => values.reduce((sum, value) => sum * value, 1);
const evidence = fc.double({ min: -16, max: 16, noNaN: true }).map((nats) => Math.exp(nats));
const windows = fc.array(fc.tuple(evidence, evidence), { minLength: startsKept, maxLength: 60 });

test("after every window the products are the direct products from each of the last 21 starts, averaged over effect sizes", () => {
  fc.assert(
    fc.property(windows, fc.integer({ min: 0, max: 30_000_000 }), (list, first) => {
      const columns = table(1);
      list.forEach(([small, large], index) => {
        beginStart(columns, 0, first + index);
        multiplyProducts(columns, 0, 0, small);
        multiplyProducts(columns, 0, 1, large);
        if (index < startsKept - 1) return;
        byLag(columns, 0, first + index).forEach((value, lag) => {
          const since = list.slice(index - lag, index + 1);
          const direct = (product(since.map(([one]) => one)) + product(since.map(([, other]) => other))) / 2;
          expect(value / direct).toBeCloseTo(1, 6);
        });
      });
    }),
    { numRuns: 40 },
  );
});

test("twenty-one windows of the most evidence that a window may carry still tell one start from the next", () => {
  const columns = table(1);
  for (let window = 0; window < 40; window += 1) {
    beginStart(columns, 0, window);
    multiplyProducts(columns, 0, 0, Math.exp(16));
    multiplyProducts(columns, 0, 1, Math.exp(16));
  }
  byLag(columns, 0, 39).forEach((value, lag) => expect(Math.log(value)).toBeCloseTo(16 * (lag + 1), 6));
});

test("a window without a reading leaves every product as it was, one start further back", () => {
  const columns = table(1);
  for (let window = 0; window < 30; window += 1) {
    beginStart(columns, 0, window);
    multiplyProducts(columns, 0, 0, 1.5);
    multiplyProducts(columns, 0, 1, 0.5);
  }
  const before = byLag(columns, 0, 29);
  beginStart(columns, 0, 30);
  const after = byLag(columns, 0, 30);
  expect(after[0]).toBe(1);
  expect(after.slice(1)).toEqual(before.slice(0, -1));
});

test("evidence of one series does not touch its neighbours, and is forgotten for it alone", () => {
  const columns = table(3);
  for (let window = 0; window < 25; window += 1) {
    for (let row = 0; row < 3; row += 1) beginStart(columns, row, window);
    multiplyProducts(columns, 1, 0, 2);
    multiplyProducts(columns, 2, 1, 3);
  }
  const ones = Array.from({ length: startsKept }, () => 1);
  expect(byLag(columns, 0, 24)).toEqual(ones);
  expect(byLag(columns, 1, 24)[4]).toBeCloseTo((2 ** 5 + 1) / 2, 6);
  forgetEvidence(columns, 1);
  expect(byLag(columns, 1, 24)).toEqual(ones);
  expect(byLag(columns, 2, 24)[4]).toBeCloseTo((3 ** 5 + 1) / 2, 6);
});
