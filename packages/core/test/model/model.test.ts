import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createModel,
  type Evidence,
  type Feedback,
  hasReference,
  type Model,
  type ModelSnapshot,
} from "../../src/model/index.ts";
import { oneModel } from "../support/one-model.ts";
import { type Observed, ofEach, oneWorld } from "../support/one-world.ts";
import { minuteMs } from "../support/world-time.ts";

const calm = ofEach(["ant", "bee", "cat"], { errors: [5, 1000], "traffic east": 1000 });
const failing: Observed = { ...calm, "ant errors": [80, 1000], "bee errors": [80, 1000] };
const nothing: Feedback = { over: [], failing: [], resumed: [], heard: [], eased: [], drifted: [] };
const told = (feedback: Partial<Feedback>): Feedback => ({ ...nothing, ...feedback });

/** What evidence says, as text; the rest of what is remembered is in the snapshot. */
function textOf({ series, likelihoods, factors, sources, completeness, blind }: Evidence): string {
  const { observed, expected, lower, upper, logEvidence } = series;
  const said = { observed, expected, lower, upper, logEvidence, ...likelihoods, factors, sources };
  return JSON.stringify([completeness, blind, said]);
}

/** Of the first service: since when it is held (never: -1), and whether anything speaks for its failure. */
const gateOf = (snapshot: ModelSnapshot) => {
  const { heldSince, heartbeat } = snapshot.tables.entities.columns;
  const { products, longProducts } = snapshot.tables.series.columns;
  const first = (column: ArrayLike<number>, count: number) => Array.from(column).slice(0, count);
  const kept = [...first(products!, 42), ...first(longProducts!, 16), ...first(heartbeat!, 21)];
  const isQuiet = kept.every((product) => product === 1);
  return [heldSince![0]! >= 0, isQuiet];
};

describe("cut and resumed", () => {
  const kinds: readonly Observed[] = [
    { "ant errors": [5, 1000], "ant traffic": 1000 },
    { "ant errors": [90, 1000], "bee errors": [0, 1], "bee traffic": 1 },
    { "cat latency": 250, "cat undelivered": [3, 700], "cat deliveries east": 700 },
    { "cat latency west": { exposure: 100, buckets: [100, 50, 200, 90] }, "bee errors": [1, 1] },
    { "ant/media reports": 9, "bee errors": [40, 50] },
    {},
  ];
  const services = ["ant", "bee", "cat"];
  const feedback = fc.record({
    over: fc.subarray(services),
    failing: fc.subarray(services),
    resumed: fc.subarray(services),
    heard: fc.constantFrom([], ["east"]),
    eased: fc.subarray(services),
    drifted: fc.subarray(services),
  });
  const warmUp = 65;
  const resumed = (model: Model): Model => createModel(minuteMs, structuredClone(model.snapshot()));
  const steps = fc.array(fc.tuple(fc.subarray([...kinds]), fc.option(feedback, { freq: 4 })), {
    minLength: 1,
    maxLength: 30,
  });

  test("a model continues bit for bit, whatever was observed and fed back", () => {
    fc.assert(
      fc.property(steps, fc.nat({ max: 100 }), (list, at) => {
        const world = oneWorld();
        const all = ofEach(services, { errors: [5, 1000] });
        const windows = [
          ...Array.from({ length: warmUp }, () =>
            world.next({ ...all, "cat latency west": kinds[3]!["cat latency west"]! }),
          ),
          ...list.map(([observed]) =>
            world.next(Object.fromEntries(observed.flatMap(Object.entries)) as Observed),
          ),
        ];
        const whole = createModel(minuteMs);
        let cut = createModel(minuteMs);
        windows.forEach((window, index) => {
          if (index === at) cut = resumed(cut);
          const [one, other] = [cut.observe(window), whole.observe(window)];
          if (index >= at) expect(textOf(one)).toBe(textOf(other));
          const fed = list[index - warmUp]?.[1] ?? nothing;
          for (const model of [whole, cut]) model.apply(fed);
        });
        expect(JSON.stringify(cut.snapshot())).toBe(JSON.stringify(whole.snapshot()));
        expect(cut.seen()).toEqual(whole.seen());
      }),
      { numRuns: 20 },
    );
  });

  test("a snapshot does not change as the model goes on", () => {
    const { model, after } = oneModel();
    after(100, calm);
    const snapshot = model.snapshot();
    const text = JSON.stringify(snapshot);
    after(3, { ...failing, "new errors": [1, 2] });
    expect(JSON.stringify(snapshot)).toBe(text);
  });
});

test("an observation is scored against what was before: a first failure is as surprising as it is", () => {
  const model = oneModel();
  model.after(100, calm);
  const { series, factors } = model.next(failing);
  expect(series.expected[0]).toBeCloseTo(5, 0);
  expect(series.logEvidence[0]).toBeGreaterThan(10);
  expect(new Set(Array.from(factors))).toEqual(new Set([0]));
});

describe("feedback", () => {
  /** Two services that have failed for a quarter of an hour, and what is held of the first after this feedback. */
  const gateAfter = (feedback: Partial<Feedback>) => {
    const { model, after } = oneModel();
    after(100, calm);
    after(15, failing);
    model.apply(told(feedback));
    return gateOf(model.snapshot());
  };

  test("that an incident is over forgets its evidence, and learns its services again", () => {
    expect(gateAfter({})).toEqual([true, false]);
    expect(gateAfter({ over: ["ant"] })).toEqual([false, true]);
    expect(gateAfter({ over: ["bee", "cat"] })).toEqual([true, false]);
  });

  test("that a service has recovered before the others learns it again, and forgets nothing", () => {
    expect(gateAfter({ resumed: ["ant"] })).toEqual([false, false]);
    expect(gateAfter({ resumed: ["bee"] })).toEqual([true, false]);
  });

  test("that the incident of a source is over forgets the evidence of its silence", () => {
    const { model, after } = oneModel();
    after(100, calm);
    after(20, ofEach(["ant", "bee", "cat"], { errors: [5, 1000] }));
    const silenceOf = () => model.snapshot().tables.sources.columns.logEvidence![0]!;
    expect(silenceOf()).toBeGreaterThan(50);
    model.apply(told({ heard: ["east"] }));
    expect(silenceOf()).toBe(0);
  });

  test("that services fail counts until the next feedback", () => {
    const { model, after } = oneModel();
    after(1, { ...calm, "ant/media errors": [5, 1000] });
    const isFailing = (feedback: Partial<Feedback>) => {
      model.apply(told(feedback));
      return Array.from(model.snapshot().tables.entities.columns.failing!);
    };
    expect(isFailing({ failing: ["ant", "cat"] })).toEqual([1, 0, 1, 1]);
    expect(isFailing({ failing: ["bee"] })).toEqual([0, 1, 0, 0]);
    expect(isFailing({})).toEqual([0, 0, 0, 0]);
  });

  test("that an incident is over brings back the level before, where it was given up after six hours", () => {
    const model = oneModel();
    model.after(100, calm);
    const { expected } = model.after(361, failing).series;
    expect(expected[0]).toBeLessThan(10);
    const { series, entities } = model.after(3, failing);
    expect([hasReference(entities, 0), series.expected[0]! > 70]).toEqual([true, true]);
    model.model.apply(told({ over: ["ant"] }));
    expect(hasReference(entities, 0)).toBe(false);
    expect(model.next(calm).series.expected[0]).toBeLessThan(10);
  });
});

test("evidence is forgotten of all on demand, and what was learned stays", () => {
  const { model, after, next } = oneModel();
  after(100, calm);
  after(15, failing);
  const level = model.snapshot().tables.series.columns.levelValue;
  model.forgetEvidence();
  const { tables } = model.snapshot();
  expect(new Set(Array.from(tables.series.columns.products!))).toEqual(new Set([1]));
  expect(new Set(Array.from(tables.series.columns.longProducts!))).toEqual(new Set([1]));
  expect(
    [tables.entities.columns.heldSince!, tables.entities.columns.signalCusum!]
      .flatMap((column) => Array.from(column))
      .every((one) => one <= 0),
  ).toBe(true);
  expect(tables.series.columns.levelValue).toEqual(level);
  expect(next(calm).series.expected[0]).toBeCloseTo(5, 0);
});

test("a model has seen the services and series of all windows", () => {
  const { model, next } = oneModel();
  next(calm);
  next({ "ant errors": [5, 1000], "dog/walk errors": [5, 1000] });
  expect(model.seen()).toEqual({ services: ["ant", "bee", "cat", "dog"], series: 7 });
});
