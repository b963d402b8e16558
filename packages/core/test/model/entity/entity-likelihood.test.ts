import fc from "fast-check";
import { expect, test } from "vitest";
import {
  bestSeriesEvidence,
  bestSignalEvidence,
  heartbeatLikelihoodAt,
  lagScratch,
  type LookBack,
  logLikelihoodAt,
  longLikelihoods,
  noLikelihoods,
  speaksTwice,
  onsetLikelihoods,
  writeLikelihoods,
} from "../../../src/model/entity/entity-likelihood.ts";
import { lookBackOf } from "../../../src/model/entity/entities-step.ts";
import { addLongProducts, beginAnchors, multiplyLong } from "../../../src/model/entity/long-look-back.ts";
import { beginStarts, multiply, multiplyHeartbeat } from "../../../src/model/entity/look-back.ts";
import { entityTable } from "../../../src/model/entity-table.ts";
import { seriesTable } from "../../../src/model/series-table.ts";
import {
  anchorLag,
  anchorsKept,
  anchorSlots,
  lagGrid,
  lagOf,
  onsetsTried,
  startsKept,
} from "../../../src/model/starts.ts";
import { addRow } from "../../../src/stats/table.ts";
import { growingDirectory } from "../../../src/world/directory.ts";
import { type Signal, signals } from "../../../src/world/world-window.ts";
import { handMadeEvidence } from "../../support/evidence-of.ts";

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
const mild = fc.double({ min: -0.2, max: 0.3, noNaN: true }).map((nats) => Math.exp(nats));
const histories = fc.array(
  fc.array(fc.tuple(evidence, evidence), { minLength: shown.length, maxLength: shown.length }),
  { minLength: startsKept, maxLength: 30 },
);

/** One entity after a history; its heartbeat has had this e-value in every window. */
function entityAfter(history: History, heartbeat = 1) {
  const growing = growingDirectory();
  const series = seriesTable();
  const entities = entityTable();
  addRow(entities);
  shown.forEach(({ signal, source }, index) => {
    growing.add({ index, entity: "chat", service: "chat", operation: null, source, signal });
    addRow(series);
  });
  const { products, longProducts } = series.columns;
  history.forEach((values, window) => {
    beginStarts(products, series.rows, window);
    beginAnchors(longProducts, series.rows, window);
    values.forEach(([small, large], row) => {
      multiply(products, row, small, large);
      multiplyLong(longProducts, row, small, large);
    });
    multiplyHeartbeat(entities.columns.heartbeat, 0, window, heartbeat);
  });
  const window = history.length - 1;
  const slots = anchorSlots(window);
  const lookBack = { window, products, longProducts, slots, heartbeat: entities.columns.heartbeat };
  return { lookBack, entity: growing.directory.entities[0]! };
}

/** Mean over effect sizes and sources of the product of one signal's e-values over the last `lag + 1` windows. */
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

test("an entity's likelihood ratio is the product over its signals of 1 - q + q A, with and without reports", () => {
  fc.assert(
    fc.property(histories, (history) => {
      const { lookBack, entity } = entityAfter(history);
      const into = noLikelihoods(1);
      writeLikelihoods(lookBack, entity, into, lagScratch());
      lagGrid.forEach((lag, index) => {
        expect(into.all[index]! / likelihood(history, everything, lag)).toBeCloseTo(1, 5);
        expect(into.withoutReports[index]! / likelihood(history, telemetry, lag)).toBeCloseTo(1, 5);
      });
    }),
    { numRuns: 40 },
  );
});

/** Errors and latency last; the mean over sources of both processes from an old start. */
function lastingLikelihood({ longProducts }: LookBack, anchor: number): number {
  const product = (row: number): number => {
    const byStart = new Float64Array(anchorsKept);
    addLongProducts(longProducts, row, anchorSlots(longWindow), byStart);
    return byStart[anchor]!;
  };
  return (0.6 + (0.4 * (product(0) + product(1))) / 2) * (0.6 + 0.4 * product(3));
}

const longWindow = 199;
const long = fc.array(fc.array(fc.tuple(mild, mild), { minLength: shown.length, maxLength: shown.length }), {
  minLength: longWindow + 1,
  maxLength: longWindow + 1,
});

test("at old starts it is that of what lasts alone: silence, lost traffic and reports say nothing there", () => {
  fc.assert(
    fc.property(long, (history) => {
      const { lookBack, entity } = entityAfter(history, 2);
      const into = noLikelihoods(1);
      writeLikelihoods(lookBack, entity, into, lagScratch());
      for (let anchor = 1; anchor < anchorsKept; anchor += 1) {
        const direct = lastingLikelihood(lookBack, anchor);
        const index = lagGrid.length + anchor - 1;
        expect(lagOf(longWindow, index)).toBe(anchorLag(longWindow, anchor));
        expect([into.all[index]! / direct, into.withoutReports[index]! / direct]).toEqual([
          expect.closeTo(1, 9),
          expect.closeTo(1, 9),
        ]);
        expect(longLikelihoods(lookBack, entity)[anchor]).toBeCloseTo(Math.log(direct), 9);
      }
    }),
    { numRuns: 20 },
  );
});

/** An entity whose errors and latency have had the first e-value, and whose heartbeat has had the second. */
const entityOf = (lasting: number, heartbeat: number) =>
  entityAfter(
    Array.from({ length: longWindow + 1 }, () =>
      shown.map(({ signal }) => (signal === "traffic" ? ([1, 1] as const) : ([lasting, lasting] as const))),
    ),
    heartbeat,
  );

test("before the recent starts the likelihood is that of the nearest old one, or of lag 20 if that says more", () => {
  const lags = Array.from({ length: anchorsKept }, (_, anchor) => anchorLag(longWindow, anchor));
  expect(lags).toEqual([7, 15, 23, 31, 39, 55, 71, 103]);
  const mildly = entityOf(1.2, 1);
  const old = longLikelihoods(mildly.lookBack, mildly.entity);
  const at = (lag: number): number => logLikelihoodAt(mildly.lookBack, mildly.entity, lag);
  expect([22, 26, 28, 46, 48, 500].map(at)).toEqual(
    [2, 2, 3, 4, 5, 7].map((anchor): unknown => expect.closeTo(old[anchor]!, 9)),
  );
  const silent = entityOf(0.9, 2);
  const recent = logLikelihoodAt(silent.lookBack, silent.entity, startsKept - 1);
  expect(logLikelihoodAt(silent.lookBack, silent.entity, 40)).toBe(recent);
});

test("the likelihood at any lag from 0 to 20 is the same formula, without reports", () => {
  fc.assert(
    fc.property(histories, fc.integer({ min: 0, max: startsKept - 1 }), (history, lag) => {
      const { lookBack, entity } = entityAfter(history);
      expect(logLikelihoodAt(lookBack, entity, lag)).toBeCloseTo(
        Math.log(likelihood(history, telemetry, lag)),
        4,
      );
    }),
    { numRuns: 40 },
  );
});

test("the likelihood of an onset is taken without delays, which would pull it early", () => {
  fc.assert(
    fc.property(histories, (history) => {
      const { lookBack, entity } = entityAfter(history);
      onsetLikelihoods(lookBack, entity).forEach((value, lag) => {
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
      const { lookBack, entity } = entityAfter(history);
      const best = Math.log(Math.max(...lagGrid.map((lag) => jittered(history, "errors", lag))));
      expect(bestSignalEvidence(lookBack, entity, signals.indexOf("errors"))).toBeCloseTo(best, 4);
      const alone = Math.log(Math.max(1, ...lagGrid.map((lag) => jittered(history, "traffic", lag))));
      expect(bestSeriesEvidence(lookBack, 2, lagScratch())).toBeCloseTo(alone, 4);
      expect(bestSignalEvidence(lookBack, entity, signals.indexOf("undelivered"))).toBeNull();
    }),
    { numRuns: 40 },
  );
});

test("all signals at the most that a window may carry, for twenty-one windows, stay finite numbers", () => {
  const most = Math.exp(16);
  const history = Array.from({ length: 30 }, () => shown.map(() => [most, most] as const));
  const { lookBack, entity } = entityAfter(history);
  const into = noLikelihoods(1);
  writeLikelihoods(lookBack, entity, into, lagScratch());
  expect(into.all.every((value) => Number.isFinite(value))).toBe(true);
  expect(Number.isFinite(logLikelihoodAt(lookBack, entity, startsKept - 1))).toBe(true);
});

test("a heartbeat counts as one more signal, and its part can be told from the rest", () => {
  fc.assert(
    fc.property(histories, fc.constantFrom(0.1, 2), (history, heartbeat) => {
      const without = entityAfter(history);
      const { lookBack, entity } = entityAfter(history, heartbeat);
      // At lag 4 all delays are within: 0.4, 0.3, 0.2, 0.1 of the last five to two windows.
      const product = [5, 4, 3, 2].reduce(
        (sum, windows, delay) => sum + [0.4, 0.3, 0.2, 0.1][delay]! * heartbeat ** windows,
        0,
      );
      const part = heartbeatLikelihoodAt(lookBack, entity, 4);
      expect(part).toBeCloseTo(Math.log(0.6 + 0.4 * product), 9);
      expect(logLikelihoodAt(lookBack, entity, 4)).toBeCloseTo(
        logLikelihoodAt(without.lookBack, without.entity, 4) + part,
        9,
      );
    }),
    { numRuns: 20 },
  );
});

test("likelihoods of an entity are written at its place, and nowhere else", () => {
  const { lookBack, entity } = entityAfter([shown.map(() => [3, 3] as const)]);
  const third = { ...entity, index: 2 };
  const into = noLikelihoods(4);
  writeLikelihoods(
    { ...lookBack, heartbeat: new Float64Array(4 * startsKept).fill(1) },
    third,
    into,
    lagScratch(),
  );
  const touched = (at: number): boolean => at >= 2 * onsetsTried && at < 3 * onsetsTried;
  expect([...into.all].map((value) => value > 0)).toEqual([...into.all.keys()].map(touched));
});

test.each<[string, readonly number[], boolean]>([
  ["in both of the last windows", [1, 9, 4], true],
  ["in this one and when it was observed before", [1, 9, 1, 1, 1, 4], true],
  ["in this one alone", [9, 0.5, 4], false],
  ["before, but not in this one", [9, 9, 1], false],
  ["in this one, and before that was too long ago", [9, ...Array.from({ length: 21 }, () => 1), 4], false],
])("whether a signal speaks twice for a failure: %s", (_title, eValues, speaks) => {
  const { step, state, entity } = handMadeEvidence(["ant errors"]);
  for (const eValue of eValues) step({ "ant errors": eValue });
  expect(speaksTwice(lookBackOf(state), entity("ant"), signals.indexOf("errors"))).toBe(speaks);
  expect(speaksTwice(lookBackOf(state), entity("ant"), signals.indexOf("traffic"))).toBe(false);
});
