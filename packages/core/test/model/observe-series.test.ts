import { describe, expect, test } from "vitest";
import { nextPenalty } from "../../src/model/baseline/penalty.ts";
import { startsKept } from "../../src/model/index.ts";
import { seriesKinds } from "../../src/model/kinds/series-model.ts";
import { signals } from "../../src/world/world-window.ts";
import { ofEach, type Observed } from "../support/one-world.ts";
import { oneModel } from "../support/one-model.ts";

const eight = ["ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen"];
const errorsSignal = signals.indexOf("errors");
const trafficSignal = signals.indexOf("traffic");
const kindOf = (model: ReturnType<typeof oneModel>, row: number) => seriesKinds[model.column("kind")[row]!];

describe("a series speaks", () => {
  /** In which of so many windows the first series has said anything. */
  const spoken = (windows: number, of: (window: number) => Observed, everyMinutes = 1): readonly number[] => {
    const model = oneModel();
    return Array.from({ length: windows }, (_, window) => window).filter(
      (window) => model.next(of(window), everyMinutes).series.logEvidence[0] !== 0,
    );
  };

  test("from its 61st window on where it is observed in every one", () => {
    expect(spoken(63, () => ({ "ant errors": [5, 1000] }))).toEqual([60, 61, 62]);
  });

  test("from its twentieth observation on where that comes later, and only where it is observed", () => {
    const everyFive = (window: number): Observed => (window % 5 === 0 ? { "ant errors": [5, 1000] } : {});
    expect(spoken(101, everyFive, 5)[0]).toBe(95);
  });

  test("from its twentieth observation after its edge is known where it is a histogram", () => {
    const histogram = { exposure: 1000, buckets: [100, 500, 200, 900, 400, 1000] };
    expect(spoken(82, () => ({ "ant latency": histogram }))).toEqual([79, 80, 81]);
  });
});

describe("a series that is taken for a probe", () => {
  test("is judged as a count once it counts more, and warms up anew", () => {
    const model = oneModel();
    model.after(100, { "ant errors": [0, 1], "ant traffic": 1 });
    expect([kindOf(model, 0), kindOf(model, 1)]).toEqual(["probe", "ignored"]);
    expect(model.column("ready")).toEqual([1, 1]);
    const evidence = model.next({ "ant errors": [3, 500], "ant traffic": 500 });
    expect([kindOf(model, 0), kindOf(model, 1)]).toEqual(["count", "traffic"]);
    expect([...model.column("ready"), ...model.column("readings")]).toEqual([0, 0, 1, 1]);
    expect([evidence.series.measureOf(0), evidence.series.measureOf(1)]).toEqual(["share", "count"]);
    model.after(59, { "ant errors": [3, 500], "ant traffic": 500 });
    expect(model.column("ready")).toEqual([0, 0]);
    model.next({ "ant errors": [3, 500], "ant traffic": 500 });
    expect(model.column("ready")).toEqual([1, 1]);
  });

  test("carries nothing in its traffic: it has no measure, and nothing is shown of it", () => {
    const model = oneModel();
    const { series } = model.after(100, { "ant errors": [0, 1], "ant traffic": 1 });
    expect([series.measureOf(0), series.measureOf(1)]).toEqual(["share", null]);
    expect([series.observed[1], series.logEvidence[1]]).toEqual([0, 0]);
  });
});

describe("what all services have in common", () => {
  const calm = ofEach(eight, { traffic: 1000 });
  /** The common factor of traffic in a window after two hours of another. */
  const factorOf = (before: Observed, now: Observed): number => {
    const model = oneModel();
    model.after(120, before);
    return model.next(now).factors[trafficSignal]!;
  };

  test("is the middle of what is unexpected of eight services, for each signal by itself", () => {
    const model = oneModel();
    model.after(120, { ...calm, ...ofEach(eight, { errors: [50, 1000] }) });
    const { factors } = model.next({ ...ofEach(eight, { traffic: 1100, errors: [50, 1000] }) });
    expect(factors[trafficSignal]).toBeCloseTo(Math.log(1.1), 2);
    expect(factors[errorsSignal]).toBeCloseTo(0, 2);
  });

  test("is nothing of seven", () => {
    const seven = eight.slice(1);
    expect(factorOf(ofEach(seven, { traffic: 1000 }), ofEach(seven, { traffic: 1100 }))).toBe(0);
  });

  test("counts a service once, however many sources observe it, and its operations not at all", () => {
    const sources = { "traffic east": 1000, "traffic west": 1000 };
    const seven = eight.slice(1);
    const before = { ...ofEach(seven, sources), "bee/media traffic": 1000 };
    const after = Object.fromEntries(Object.keys(before).map((name) => [name, 1100]));
    expect(factorOf(before, after)).toBe(0);
    expect(factorOf({ ...before, "ant traffic": 1000 }, { ...after, "ant traffic": 1100 })).toBeGreaterThan(
      0.05,
    );
  });

  test("does not count a service that expects less than five, or that is new", () => {
    const quiet = { ...calm, "ant traffic": 4 };
    expect(factorOf(quiet, { ...ofEach(eight, { traffic: 1100 }), "ant traffic": 5 })).toBe(0);
    expect(factorOf(ofEach(eight.slice(1), { traffic: 1000 }), ofEach(eight, { traffic: 1100 }))).toBe(0);
  });

  test("does not count a service that is held", () => {
    const model = oneModel();
    const failing = { ...calm, ...ofEach(eight, { errors: [5, 1000] }), "ant errors": [500, 1000] } as const;
    model.after(120, { ...calm, ...ofEach(eight, { errors: [5, 1000] }) });
    const { entities } = model.after(2, failing);
    expect([entities.heldSince[0]! > 0, entities.heldSince[1]]).toEqual([true, -1]);
    expect(model.next({ ...failing, ...ofEach(eight, { traffic: 1100 }) }).factors[trafficSignal]).toBe(0);
  });
});

describe("the penalty of a series", () => {
  const calm = { "ant errors": [5, 1000], "bee errors": [5, 1000] } as const;

  test("follows its evidence once it is warm, and not before", () => {
    const model = oneModel();
    model.after(60, calm);
    expect(model.column("penalty")).toEqual([0.05, 0.05]);
    const { logEvidence } = model.next({ ...calm, "ant errors": [15, 1000] }).series;
    expect(model.column("penalty")[0]).toBeCloseTo(nextPenalty(0.05, Math.exp(logEvidence[0]!)), 6);
    expect(model.column("penalty")[0]).toBeGreaterThan(0.05);
    expect(model.column("penalty")[1]).toBeLessThan(0.05);
  });

  test("stays while its service is held", () => {
    const model = oneModel();
    model.after(70, calm);
    model.after(3, { ...calm, "ant errors": [500, 1000] });
    const before = model.column("penalty");
    model.next({ ...calm, "ant errors": [500, 1000] });
    expect(model.column("penalty")[0]).toBe(before[0]);
    expect(model.column("penalty")[1]).toBeLessThan(before[1]!);
  });
});

describe("a window", () => {
  const calm = ofEach(eight, { errors: [5, 1000], traffic: 1000 });

  test("that is blind says nothing of any series and teaches nothing", () => {
    const model = oneModel();
    const learned = () => ["levelValue", "penalty", "readings", "hourValue", "freshValue"].map(model.column);
    model.after(100, calm);
    const before = learned();
    const { blind, products, window, entities } = model.next({ "ant errors": [900, 1000] });
    expect([blind, products[window % startsKept], entities.heldSince[0]]).toEqual([true, 1, -1]);
    expect(learned()).toEqual(before);
    expect(model.next({ ...calm, "ant errors": [900, 1000] }).entities.heldSince[0]).toBeGreaterThan(0);
  });

  test("in which a series is not observed leaves what was last seen of it", () => {
    const model = oneModel();
    const { window: last } = model.after(100, { ...calm, "ant errors": [7, 1000] });
    const { series, window } = model.next({
      "ant traffic": 1000,
      ...ofEach(eight.slice(1), { traffic: 1000 }),
    });
    expect([series.observed[0], series.observedWindow[0], window]).toEqual([7, last, last + 1]);
    expect(series.observedWindow[1]).toBe(window);
  });
});
