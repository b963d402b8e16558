import fc from "fast-check";
import { expect, test } from "vitest";
import { register, registry } from "../../src/baseline/registry.ts";
import { seriesTable, startsKept } from "../../src/baseline/series-table.ts";
import { unitTable } from "../../src/baseline/unit-table.ts";
import { beginStart, multiplyProducts } from "../../src/evidence/running-products.ts";
import {
  bestRowEvidence,
  bestSignalEvidence,
  lagGrid,
  logLikelihoodAt,
  onsetLikelihoods,
  unitLikelihoods,
} from "../../src/evidence/unit-evidence.ts";
import { type Signal, signals } from "../../src/join/world-window.ts";
import { addRow } from "../../src/stats/table.ts";

const shown: readonly { readonly signal: Signal; readonly source: string | null }[] = [
  { signal: "errors", source: "east" },
  { signal: "errors", source: "west" },
  { signal: "traffic", source: null },
  { signal: "latency", source: null },
  { signal: "reports", source: null },
];

/** Two e-values, one for each effect size, of every series in every window. */
type History = readonly (readonly (readonly [number, number])[])[];

const evidence = fc.double({ min: -2, max: 6, noNaN: true }).map((nats) => Math.exp(nats));
const histories = fc.array(
  fc.array(fc.tuple(evidence, evidence), { minLength: shown.length, maxLength: shown.length }),
  { minLength: startsKept, maxLength: 30 },
);

function worldOf(history: History) {
  const known = registry();
  const series = seriesTable();
  const units = unitTable();
  addRow(units);
  shown.forEach(({ signal, source }, index) => {
    register(known, { index, unit: "chat", service: "chat", operation: null, source, signal });
    addRow(series);
  });
  history.forEach((values, window) => {
    values.forEach(([small, large], row) => {
      beginStart(series.columns, row, window);
      multiplyProducts(series.columns, row, 0, small);
      multiplyProducts(series.columns, row, 1, large);
    });
  });
  const window = history.length - 1;
  return { world: { series: series.columns, units: units.columns, window }, unit: known.units[0]! };
}

/** Mean over effect sizes and witnesses of the product of one signal's e-values over the last `lag + 1` windows. */
function signalProduct(history: History, signal: Signal, lag: number): number {
  const rows = shown.flatMap((one, row) => (one.signal === signal ? [row] : []));
  const since = history.slice(history.length - 1 - lag);
  const products = rows.flatMap((row) =>
    [0, 1].map((effect) => since.reduce((product, values) => product * values[row]![effect]!, 1)),
  );
  return products.reduce((sum, value) => sum + value, 0) / products.length;
}

/** A(lag): the signal begins with the onset or up to three windows later, weights 0.4, 0.3, 0.2, 0.1. */
const jittered = (history: History, signal: Signal, lag: number): number =>
  [0.4, 0.3, 0.2, 0.1].reduce(
    (sum, weight, delay) => sum + weight * (delay > lag ? 1 : signalProduct(history, signal, lag - delay)),
    0,
  );

const likelihood = (history: History, spoken: readonly Signal[], lag: number): number =>
  spoken.reduce((product, signal) => product * (0.6 + 0.4 * jittered(history, signal, lag)), 1);

const telemetry: readonly Signal[] = ["errors", "traffic", "latency"];
const everything: readonly Signal[] = [...telemetry, "reports"];

test("a unit's likelihood ratio is the product over its signals of 1 - q + q A, with and without reports", () => {
  fc.assert(
    fc.property(histories, (history) => {
      const { world, unit } = worldOf(history);
      const into = {
        all: new Float64Array(lagGrid.length),
        withoutReports: new Float64Array(lagGrid.length),
      };
      unitLikelihoods(world, unit, into);
      lagGrid.forEach((lag, index) => {
        expect(into.all[index]! / likelihood(history, everything, lag)).toBeCloseTo(1, 5);
        expect(into.withoutReports[index]! / likelihood(history, telemetry, lag)).toBeCloseTo(1, 5);
      });
    }),
    { numRuns: 40 },
  );
});

test("the likelihood at any lag from 0 to 20 is the same formula, without reports", () => {
  fc.assert(
    fc.property(histories, fc.integer({ min: 0, max: startsKept - 1 }), (history, lag) => {
      const { world, unit } = worldOf(history);
      expect(logLikelihoodAt(world, unit, lag)).toBeCloseTo(Math.log(likelihood(history, telemetry, lag)), 4);
    }),
    { numRuns: 40 },
  );
});

test("the likelihood of an onset is taken without delays, which would pull it early", () => {
  fc.assert(
    fc.property(histories, (history) => {
      const { world, unit } = worldOf(history);
      const into = new Float64Array(startsKept);
      onsetLikelihoods(world, unit, into);
      into.forEach((value, lag) => {
        const direct = telemetry.reduce(
          (sum, signal) => sum + Math.log(0.6 + 0.4 * signalProduct(history, signal, lag)),
          0,
        );
        expect(value).toBeCloseTo(direct, 4);
      });
    }),
    { numRuns: 40 },
  );
});

test("the evidence of a signal is the largest over the lags that are tried", () => {
  fc.assert(
    fc.property(histories, (history) => {
      const { world, unit } = worldOf(history);
      const best = Math.log(Math.max(...lagGrid.map((lag) => jittered(history, "errors", lag))));
      expect(bestSignalEvidence(world, unit, signals.indexOf("errors"))).toBeCloseTo(best, 4);
      const alone = Math.log(Math.max(1, ...lagGrid.map((lag) => jittered(history, "traffic", lag))));
      expect(bestRowEvidence(world.series, 2, world.window)).toBeCloseTo(alone, 4);
      expect(bestSignalEvidence(world, unit, signals.indexOf("undelivered"))).toBeNull();
    }),
    { numRuns: 40 },
  );
});

test("all signals at the most that a window may carry, for twenty-one windows, stay finite numbers", () => {
  const most = Math.exp(16);
  const history = Array.from({ length: 30 }, () => shown.map(() => [most, most] as const));
  const { world, unit } = worldOf(history);
  const into = { all: new Float64Array(lagGrid.length), withoutReports: new Float64Array(lagGrid.length) };
  unitLikelihoods(world, unit, into);
  expect(into.all.every((value) => Number.isFinite(value))).toBe(true);
  expect(Number.isFinite(logLikelihoodAt(world, unit, startsKept - 1))).toBe(true);
});
