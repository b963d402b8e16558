import fc from "fast-check";
import { expect, test } from "vitest";
import { modelMakers } from "../../../src/model/kinds/all-models.ts";
import { sizeOf } from "../../../src/model/kinds/count-size.ts";
import type { JudgedKind } from "../../../src/model/kinds/series-model.ts";
import { seriesTable } from "../../../src/model/series-table.ts";
import { countLogRatio } from "../../../src/model/likelihood/count.ts";
import { hardShift, latencyLogRatio, mildShift } from "../../../src/model/likelihood/latency.ts";
import { concentrationFor, oddsTimes, proportionLogRatio } from "../../../src/model/likelihood/proportion.ts";
import { addRow } from "../../../src/stats/table.ts";

interface Case {
  readonly kind: JudgedKind;
  readonly value: number;
  readonly predicted: number;
  readonly exposure?: number;
  readonly spread?: number;
  readonly deviation?: number;
  /** Trials of about the last hour; many unless given. */
  readonly recent?: number;
  /** The level before the incident, where the level now is 1, or 0 for latency. */
  readonly reference?: number;
}

/** The log likelihood ratios of one value held against one prediction. */
function scored({ kind, value, predicted, exposure, spread, deviation, recent, reference }: Case) {
  const series = seriesTable();
  addRow(series);
  if (spread !== undefined) series.columns.spread[0] = spread;
  series.columns.recentTrials[0] = recent ?? 1e6;
  series.columns.reference[0] = reference ?? 1;
  const one = (number: number) => [number];
  const batch = {
    rows: one(0),
    values: one(value),
    exposures: one(exposure ?? 1000),
    intervalsMs: one(60_000),
  };
  const prediction = {
    levels: one(kind === "latency" ? 0 : 1),
    bases: one(predicted),
    residuals: one(0),
    isTypical: one(1),
    means: one(predicted),
    deviations: one(deviation ?? 0.1),
    predicted: one(predicted),
  };
  const scores = modelMakers[kind](series, {}).score(batch, prediction, reference === undefined ? [] : [0]);
  const { first, second } = reference === undefined ? scores : scores.againstReference!;
  return { first: first[0]!, second: second[0]!, size: sizeOf(series.columns, 0) };
}

test("errors below a tenth of the requests are scored as counts, for 1.5 and 4 times the mean", () => {
  const { first, second, size } = scored({ kind: "count", value: 9, predicted: 4, exposure: 1000 });
  expect([first, second]).toEqual([countLogRatio(9, 4, size, 1.5), countLogRatio(9, 4, size, 4)]);
});

test("errors above a tenth of the requests are scored as a proportion, for 1.5 and 4 times the odds", () => {
  const { first, second, size } = scored({ kind: "count", value: 60, predicted: 30, exposure: 100 });
  const trial = { count: 60, exposure: 100, expected: 0.3, concentration: concentrationFor(0.3, size) };
  expect(first).toBeCloseTo(proportionLogRatio({ ...trial, shifted: oddsTimes(0.3, 1.5) }), 12);
  expect(second).toBeCloseTo(proportionLogRatio({ ...trial, shifted: oddsTimes(0.3, 4) }), 12);
});

test("slow messages of a histogram are scored as errors are", () => {
  const few = { value: 9, predicted: 4, exposure: 1000 };
  const many = { value: 60, predicted: 30, exposure: 100 };
  expect(scored({ kind: "histogram", ...few })).toEqual(scored({ kind: "count", ...few }));
  expect(scored({ kind: "histogram", ...many })).toEqual(scored({ kind: "count", ...many }));
});

test("reports are scored for 1.5 and 4 times the mean, and where they are very bursty for 4 and 10 times", () => {
  const calm = scored({ kind: "reports", value: 9, predicted: 4, exposure: 1, spread: 0.05 });
  expect([calm.first, calm.second]).toEqual([
    countLogRatio(9, 4, calm.size, 1.5),
    countLogRatio(9, 4, calm.size, 4),
  ]);
  const bursty = scored({ kind: "reports", value: 9, predicted: 4, exposure: 1, spread: 0.5 });
  expect(bursty.size).toBeLessThan(3);
  expect([bursty.first, bursty.second]).toEqual([
    countLogRatio(9, 4, bursty.size, 4),
    countLogRatio(9, 4, bursty.size, 10),
  ]);
});

test("traffic is scored downward only, for a tenth of the mean", () => {
  const { first, second, size } = scored({ kind: "traffic", value: 20, predicted: 1000 });
  expect(first).toBe(second);
  expect(first).toBe(Math.min(16, countLogRatio(20, 1000, size, 0.1)));
  expect(scored({ kind: "traffic", value: 3000, predicted: 1000 }).first).toBeLessThan(0);
});

test("latency is scored in scales, for a mild shift and a hard one", () => {
  const { first, second } = scored({ kind: "latency", value: 6, predicted: 5.7, deviation: 0.1 });
  expect(first).toBeCloseTo(latencyLogRatio(3, mildShift), 9);
  expect(second).toBeCloseTo(latencyLogRatio(3, hardShift), 9);
});

test("no single observation scores more than 16 nats, whatever it is", () => {
  const kinds = fc.constantFrom<JudgedKind>("count", "histogram", "reports", "traffic", "latency");
  fc.assert(
    fc.property(
      kinds,
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      (kind, value, predicted) => {
        const { first, second } = scored({ kind, value, predicted, exposure: 1_000_000 });
        expect(first).toBeLessThanOrEqual(16);
        expect(second).toBeLessThanOrEqual(16);
        expect(Number.isNaN(first) || Number.isNaN(second)).toBe(false);
      },
    ),
  );
});

test("requests that did not come say nothing of errors", () => {
  const { first, second } = scored({ kind: "count", value: 0, predicted: 1e-3, exposure: 0 });
  expect([first, second]).toEqual([0, 0]);
});

test("against a level before the incident of twice the level now, the expectation is twice as high", () => {
  const before = scored({ kind: "count", value: 9, predicted: 4, reference: 2 });
  const doubled = scored({ kind: "count", value: 9, predicted: 8 });
  expect(before.first).toBeCloseTo(doubled.first, 12);
  expect(before.second).toBeCloseTo(doubled.second, 12);
});

test("against a latency before the incident that was 0.3 nats higher, the expectation is 0.3 nats higher", () => {
  const before = scored({ kind: "latency", value: 6, predicted: 5.4, reference: 0.3 });
  const higher = scored({ kind: "latency", value: 6, predicted: 5.7 });
  expect(before.first).toBeCloseTo(higher.first, 9);
  expect(before.second).toBeCloseTo(higher.second, 9);
});
