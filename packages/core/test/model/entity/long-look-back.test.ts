import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addLongProducts,
  beginAnchors,
  forgetLong,
  multiplyLong,
} from "../../../src/model/entity/long-look-back.ts";
import { seriesTable } from "../../../src/model/series-table.ts";
import { anchorLag, anchorsKept, anchorSlots } from "../../../src/model/starts.ts";
import { addRow } from "../../../src/stats/table.ts";

function table(rows: number) {
  const series = seriesTable();
  for (let row = 0; row < rows; row += 1) addRow(series);
  return series.columns.longProducts;
}

function byStart(products: ReturnType<typeof table>, row: number, window: number): readonly number[] {
  const into = new Float64Array(anchorsKept);
  addLongProducts(products, row, anchorSlots(window), into);
  return Array.from(into);
}

const product = (values: readonly number[]): number => values.reduce((all, value) => all * value, 1);
const evidence = fc.double({ min: -0.3, max: 0.4, noNaN: true }).map((nats) => Math.exp(nats));
const windows = fc.array(fc.tuple(evidence, evidence), { minLength: 130, maxLength: 300 });

test("after every window the products are the direct products from each old start, averaged over both processes", () => {
  fc.assert(
    fc.property(windows, fc.integer({ min: 0, max: 30_000_000 }), (list, first) => {
      const products = table(1);
      list.forEach(([now, before], index) => {
        const window = first + index;
        beginAnchors(products, 1, window);
        multiplyLong(products, 0, now, before);
        if (index < 128) return;
        byStart(products, 0, window).forEach((value, anchor) => {
          const since = list.slice(index - anchorLag(window, anchor), index + 1);
          const direct = (product(since.map(([one]) => one)) + product(since.map(([, other]) => other))) / 2;
          expect(value / direct).toBeCloseTo(1, 4);
        });
      });
    }),
    { numRuns: 20 },
  );
});

test("in every window there is an old start for each of the last two hours, the younger the denser", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 30_000_000 }), (window) => {
      const lags = Array.from({ length: anchorsKept }, (_, anchor) => anchorLag(window, anchor));
      expect(lags.every((lag) => Math.abs((window - lag) % 8) === 0)).toBe(true);
      const steps = lags.slice(1).map((lag, at) => lag - lags[at]!);
      expect(lags[0]).toBeLessThan(8);
      expect(steps.slice(0, 3)).toEqual([8, 8, 8]);
      expect(steps.every((step) => step >= 8 && step <= 40)).toBe(true);
      expect(lags.at(-1)).toBeGreaterThanOrEqual(96);
      expect(lags.at(-1)).toBeLessThan(128);
      expect(new Set(anchorSlots(window)).size).toBe(anchorsKept);
    }),
  );
});

test("evidence of one series does not touch its neighbours, is bounded, and is forgotten for it alone", () => {
  const products = table(3);
  for (let window = 0; window < 200; window += 1) {
    beginAnchors(products, 3, window);
    multiplyLong(products, 1, Math.exp(16), Math.exp(16));
    multiplyLong(products, 2, 1, 1.1);
  }
  const ones = Array.from({ length: anchorsKept }, () => 1);
  expect(byStart(products, 0, 199)).toEqual(ones);
  expect(byStart(products, 1, 199)[5]! / 1e30).toBeCloseTo(1, 5);
  forgetLong(products, 1);
  expect(byStart(products, 1, 199)).toEqual(ones);
  expect(byStart(products, 2, 199)[0]).toBeCloseTo((1 + 1.1 ** 8) / 2, 5);
});
