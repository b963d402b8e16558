import fc from "fast-check";
import { expect, test } from "vitest";
import { sizeOf } from "../../src/baseline/count-baseline.ts";
import { expectationTable } from "../../src/baseline/expectation.ts";
import { type Model, modelNumber, seriesTable } from "../../src/baseline/series-table.ts";
import { countLogRatio } from "../../src/evidence/count-evidence.ts";
import { latencyLogRatio } from "../../src/evidence/latency-evidence.ts";
import { concentrationFor, oddsTimes, proportionLogRatio } from "../../src/evidence/proportion-evidence.ts";
import { weigh } from "../../src/evidence/weigh.ts";
import { addRow } from "../../src/stats/table.ts";

interface Case {
  readonly model: Model;
  readonly value: number;
  readonly predicted: number;
  readonly exposure?: number;
  readonly spread?: number;
  readonly deviation?: number;
  readonly shift?: number;
}

function weighed({ model, value, predicted, exposure, spread, deviation, shift }: Case) {
  const series = seriesTable();
  const expectation = expectationTable();
  addRow(series);
  addRow(expectation);
  series.columns.model[0] = modelNumber(model);
  if (spread !== undefined) series.columns.spread[0] = spread;
  expectation.columns.value[0] = value;
  expectation.columns.predicted[0] = predicted;
  expectation.columns.exposure[0] = exposure ?? 1000;
  expectation.columns.deviation[0] = deviation ?? 0.1;
  const into = { shift: shift ?? 0, first: 0, second: 0 };
  weigh(series.columns, 0, expectation.columns, into);
  return { first: into.first, second: into.second, size: sizeOf(series.columns, 0) };
}

test("errors below a tenth of the requests are weighed as counts, for 1.5 and 4 times the mean", () => {
  const { first, second, size } = weighed({ model: "excess", value: 9, predicted: 4, exposure: 1000 });
  expect([first, second]).toEqual([countLogRatio(9, 4, size, 1.5), countLogRatio(9, 4, size, 4)]);
});

test("errors above a tenth of the requests are weighed as a proportion, for 1.5 and 4 times the odds", () => {
  const { first, second, size } = weighed({ model: "excess", value: 60, predicted: 30, exposure: 100 });
  const trial = { count: 60, exposure: 100, expected: 0.3, concentration: concentrationFor(0.3, size) };
  expect(first).toBeCloseTo(proportionLogRatio({ ...trial, shifted: oddsTimes(0.3, 1.5) }), 12);
  expect(second).toBeCloseTo(proportionLogRatio({ ...trial, shifted: oddsTimes(0.3, 4) }), 12);
});

test("reports are weighed for 1.5 and 4 times the mean, and where they are very bursty for 4 and 10 times", () => {
  const calm = weighed({ model: "reports", value: 9, predicted: 4, exposure: 1, spread: 0.05 });
  expect([calm.first, calm.second]).toEqual([
    countLogRatio(9, 4, calm.size, 1.5),
    countLogRatio(9, 4, calm.size, 4),
  ]);
  const bursty = weighed({ model: "reports", value: 9, predicted: 4, exposure: 1, spread: 0.5 });
  expect(bursty.size).toBeLessThan(3);
  expect([bursty.first, bursty.second]).toEqual([
    countLogRatio(9, 4, bursty.size, 4),
    countLogRatio(9, 4, bursty.size, 10),
  ]);
});

test("traffic is weighed downward only, for a tenth of the mean", () => {
  const { first, second, size } = weighed({ model: "drop", value: 20, predicted: 1000 });
  expect(first).toBe(second);
  expect(first).toBe(Math.min(16, countLogRatio(20, 1000, size, 0.1)));
  expect(weighed({ model: "drop", value: 3000, predicted: 1000 }).first).toBeLessThan(0);
});

test("latency is weighed in scales, for shifts of 1.2 and 3.5", () => {
  const { first, second } = weighed({ model: "latency", value: 6, predicted: 5.7, deviation: 0.1 });
  expect(first).toBeCloseTo(latencyLogRatio(3, 1.2), 9);
  expect(second).toBeCloseTo(latencyLogRatio(3, 3.5), 9);
});

test("no single reading weighs more than 16 nats, whatever it is", () => {
  const models = fc.constantFrom<Model>("excess", "reports", "drop", "latency");
  fc.assert(
    fc.property(
      models,
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      (model, value, predicted) => {
        const { first, second } = weighed({ model, value, predicted, exposure: 1_000_000 });
        expect(first).toBeLessThanOrEqual(16);
        expect(second).toBeLessThanOrEqual(16);
        expect(Number.isNaN(first) || Number.isNaN(second)).toBe(false);
      },
    ),
  );
});

test("requests that did not come say nothing of errors", () => {
  const { first, second } = weighed({ model: "excess", value: 0, predicted: 1e-3, exposure: 0 });
  expect([first, second]).toEqual([0, 0]);
});

test("a shift moves the expectation by that many nats", () => {
  const shifted = weighed({ model: "excess", value: 9, predicted: 4, shift: Math.log(2) });
  const doubled = weighed({ model: "excess", value: 9, predicted: 8 });
  expect(shifted.first).toBeCloseTo(doubled.first, 12);
  expect(shifted.second).toBeCloseTo(doubled.second, 12);
});
