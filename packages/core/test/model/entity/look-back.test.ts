import fc from "fast-check";
import { expect, test } from "vitest";
import {
  beginStarts,
  forgetHeartbeat,
  forgetSeries,
  heartbeatProducts,
  multiply,
  multiplyHeartbeat,
  seriesProducts,
} from "../../../src/model/entity/look-back.ts";
import { seriesTable } from "../../../src/model/series-table.ts";
import { startsKept } from "../../../src/model/starts.ts";
import { addRow } from "../../../src/stats/table.ts";

function table(rows: number) {
  const series = seriesTable();
  for (let row = 0; row < rows; row += 1) addRow(series);
  return series.columns.products;
}

const byLag = (products: ReturnType<typeof table>, row: number, window: number): readonly number[] => {
  const into = new Float64Array(startsKept);
  seriesProducts(products, row, window, into);
  return Array.from(into);
};

const product = (values: readonly number[]): number => values.reduce((sum, value) => sum * value, 1);
const evidence = fc.double({ min: -16, max: 16, noNaN: true }).map((nats) => Math.exp(nats));
const windows = fc.array(fc.tuple(evidence, evidence), { minLength: startsKept, maxLength: 60 });

test("after every window the products are the direct products from each of the last 21 starts, averaged over effect sizes", () => {
  fc.assert(
    fc.property(windows, fc.integer({ min: 0, max: 30_000_000 }), (list, first) => {
      const products = table(1);
      list.forEach(([small, large], index) => {
        beginStarts(products, 1, first + index);
        multiply(products, 0, small, large);
        if (index < startsKept - 1) return;
        byLag(products, 0, first + index).forEach((value, lag) => {
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
  const products = table(1);
  for (let window = 0; window < 40; window += 1) {
    beginStarts(products, 1, window);
    multiply(products, 0, Math.exp(16), Math.exp(16));
  }
  byLag(products, 0, 39).forEach((value, lag) => expect(Math.log(value)).toBeCloseTo(16 * (lag + 1), 6));
});

test("a window without a reading leaves every product as it was, one start further back", () => {
  const products = table(1);
  for (let window = 0; window < 30; window += 1) {
    beginStarts(products, 1, window);
    multiply(products, 0, 1.5, 0.5);
  }
  const before = byLag(products, 0, 29);
  beginStarts(products, 1, 30);
  const after = byLag(products, 0, 30);
  expect(after[0]).toBe(1);
  expect(after.slice(1)).toEqual(before.slice(0, -1));
});

test("evidence of one series does not touch its neighbours, and is forgotten for it alone", () => {
  const products = table(3);
  for (let window = 0; window < 25; window += 1) {
    beginStarts(products, 3, window);
    multiply(products, 1, 2, 1);
    multiply(products, 2, 1, 3);
  }
  const ones = Array.from({ length: startsKept }, () => 1);
  expect(byLag(products, 0, 24)).toEqual(ones);
  expect(byLag(products, 1, 24)[4]).toBeCloseTo((2 ** 5 + 1) / 2, 6);
  forgetSeries(products, 1);
  expect(byLag(products, 1, 24)).toEqual(ones);
  expect(byLag(products, 2, 24)[4]).toBeCloseTo((3 ** 5 + 1) / 2, 6);
});

test("a heartbeat's products are the direct products of its e-values, and are forgotten for its entity alone", () => {
  fc.assert(
    fc.property(fc.array(evidence, { minLength: startsKept, maxLength: 60 }), (list) => {
      const heartbeat = new Float64Array(3 * startsKept).fill(1);
      const into = new Float64Array(startsKept);
      list.forEach((value, window) => {
        multiplyHeartbeat(heartbeat, 1, window, value);
        multiplyHeartbeat(heartbeat, 2, window, 2);
      });
      heartbeatProducts(heartbeat, 1, list.length - 1, into);
      into.forEach((value, lag) => expect(value / product(list.slice(-1 - lag))).toBeCloseTo(1, 9));
      forgetHeartbeat(heartbeat, 1);
      heartbeatProducts(heartbeat, 1, list.length - 1, into);
      expect(new Set(into)).toEqual(new Set([1]));
      heartbeatProducts(heartbeat, 2, list.length - 1, into);
      expect([...into]).toEqual(Array.from(into, (_, lag) => 2 ** (lag + 1)));
    }),
  );
});
