import fc from "fast-check";
import { expect, test } from "vitest";
import { initialLoading, learnLoading, loadingOf } from "../../../src/model/baseline/factor-loading.ts";
import { seriesTable } from "../../../src/model/series-table.ts";
import { addRow } from "../../../src/stats/table.ts";

function table() {
  const series = seriesTable();
  addRow(series);
  return series.columns;
}

const rate = 0.0003;
const weighted = (values: readonly number[]): number =>
  values.reduce(
    (sum, value, index) => sum + rate * (1 - rate) ** (values.length - 1 - index) * value,
    initialLoading * (1 - rate) ** values.length,
  );

test("the loading is the weighted regression through the origin of a batch, after every window", () => {
  const pair = fc.tuple(
    fc.double({ min: -0.3, max: 0.3, noNaN: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 80 }), (pairs) => {
      const columns = table();
      pairs.forEach(([factor, residual], index) => {
        learnLoading(columns, 0, factor, residual);
        const seen = pairs.slice(0, index + 1);
        const slope = weighted(seen.map(([f, r]) => f * r)) / weighted(seen.map(([f]) => f * f));
        expect(loadingOf(columns, 0)).toBeCloseTo(Math.min(2, Math.max(0, slope)), 4);
      });
    }),
  );
});

test("a series starts with a loading of 1, learns what it follows by half, and never leaves 0 to 2", () => {
  const columns = table();
  expect(loadingOf(columns, 0)).toBe(1);
  for (let window = 0; window < 20_000; window += 1) learnLoading(columns, 0, 0.2, 0.1);
  expect(loadingOf(columns, 0)).toBeCloseTo(0.5, 1);
  for (let window = 0; window < 20_000; window += 1) learnLoading(columns, 0, 0.2, 5);
  expect(loadingOf(columns, 0)).toBe(2);
  for (let window = 0; window < 40_000; window += 1) learnLoading(columns, 0, 0.2, -5);
  expect(loadingOf(columns, 0)).toBe(0);
});
