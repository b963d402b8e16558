import fc from "fast-check";
import { expect, test } from "vitest";
import {
  carriedResidual,
  largestResidual,
  learnResidual,
} from "../../../src/model/baseline/autocorrelation.ts";
import { seriesTable } from "../../../src/model/series-table.ts";
import { addRow } from "../../../src/stats/table.ts";

function table() {
  const series = seriesTable();
  addRow(series);
  return series.columns;
}

const clip = (value: number): number => Math.min(largestResidual, Math.max(-largestResidual, value));
const residuals = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 1, maxLength: 80 });

/** Exponentially weighted mean of all values at once. */
const weighted = (values: readonly number[], start: number): number =>
  values.reduce(
    (sum, value, index) => sum + 0.001 * 0.999 ** (values.length - 1 - index) * value,
    start * 0.999 ** values.length,
  );

test("the carried residual is lag-1 autocorrelation times the clipped residual, as a batch has it, after every reading", () => {
  fc.assert(
    fc.property(residuals, fc.constantFrom(1, 30), (list, scale) => {
      const columns = table();
      list.forEach((residual, index) => {
        learnResidual(columns, 0, residual * scale);
        columns.previousWindow[0] = index;
        const clipped = list.slice(0, index + 1).map((value) => clip(value * scale));
        const product = weighted(
          clipped.map((value, at) => value * (clipped[at - 1] ?? 0)),
          0,
        );
        const square = weighted(
          clipped.map((value) => value * value),
          0.3,
        );
        const correlation = Math.min(0.9, Math.max(0, product / square));
        expect(carriedResidual(columns, 0, 1, 1)).toBeCloseTo(correlation * clipped.at(-1)!, 4);
      });
    }),
  );
});

test("nothing is carried over a missing reading, nor before the first", () => {
  const columns = table();
  expect(carriedResidual(columns, 0, 1, 1)).toBe(0);
  for (let index = 0; index < 2000; index += 1) learnResidual(columns, 0, 1);
  columns.previousWindow[0] = 2000;
  expect(carriedResidual(columns, 0, 1, 1)).toBeGreaterThan(0.5);
  expect(carriedResidual(columns, 0, 2, 1)).toBe(0);
  expect(carriedResidual(columns, 0, 5, 5)).toBeGreaterThan(0.5);
});

test("an outage cannot be predicted away: at most 1.35 deviations are carried", () => {
  const columns = table();
  for (let index = 0; index < 5000; index += 1) learnResidual(columns, 0, 1000);
  columns.previousWindow[0] = 1;
  expect(carriedResidual(columns, 0, 1, 1)).toBeCloseTo(0.9 * 1.5, 5);
});
