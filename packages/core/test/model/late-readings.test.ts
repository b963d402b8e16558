import { describe, expect, test } from "vitest";
import {
  bestSeriesEvidence,
  createModel,
  type Evidence,
  lagScratch,
  logLikelihoodAt,
} from "../../src/model/index.ts";
import type { ModelSnapshot } from "../../src/model/model-state.ts";
import type { WorldWindow } from "../../src/world/world-window.ts";
import { type Delay, delayed } from "../support/late-world.ts";
import { minuteMs, type SyntheticService, worldWindows } from "../support/synthetic-world.ts";
import type { Disturbance } from "../support/disturbance.ts";
import { hard, tenNames, usualService } from "../support/usual-world.ts";

const lateFrom = 100;
const lateTo = 108;
const services = tenNames.slice(0, 3).map(usualService);

interface Case {
  readonly services?: readonly SyntheticService[];
  readonly disturbances?: readonly Disturbance[];
  readonly delays?: readonly Delay[];
  readonly windows?: number;
}

const ofAnt: Delay = { services: ["ant"], from: lateFrom, to: lateTo };

function windowsOf(of: Case): readonly WorldWindow[] {
  const { disturbances = [], windows = lateTo + 1 } = of;
  const world = worldWindows({ seed: 5, services: of.services ?? services, windows, disturbances });
  return delayed(world, of.delays ?? []);
}

interface Run {
  readonly evidence: Evidence;
  readonly snapshot: ModelSnapshot;
}

function run(windows: readonly WorldWindow[]): Run {
  const model = createModel(minuteMs);
  const all = windows.map((window) => model.observe(window));
  return { evidence: all.at(-1)!, snapshot: model.snapshot() };
}

/** ln Lambda of a service for an onset so many windows ago. */
const logLikelihood = ({ evidence }: Run, service: string, lag: number): number =>
  logLikelihoodAt(evidence, evidence.directory.entities[evidence.directory.entityByName.get(service)!]!, lag);

/** The same windows, but what came late never comes. */
const withoutLate = (windows: readonly WorldWindow[]): readonly WorldWindow[] =>
  windows.map(({ late: _, ...world }) => world);

describe("late readings correct the evidence of their windows", () => {
  const quiet = windowsOf({ delays: [ofAnt] });

  test("what was missed speaks for a failure until it comes, and against one then, as if it had come in time", () => {
    const [missed, came, inTime] = [withoutLate(quiet), quiet, windowsOf({})].map(run) as [Run, Run, Run];
    expect(logLikelihood(missed, "ant", 8)).toBeGreaterThan(20);
    expect(logLikelihood(came, "ant", 8)).toBeLessThan(0);
    expect(Math.abs(logLikelihood(came, "ant", 8) - logLikelihood(inTime, "ant", 8))).toBeLessThan(1);
  });

  test("a failure that came late shows about as it does in time, and more than silence alone", () => {
    const disturbances = [{ services: ["ant"], from: lateFrom, to: lateTo, ...hard }];
    const came = run(windowsOf({ disturbances, delays: [ofAnt] }));
    const inTime = run(windowsOf({ disturbances }));
    const silent = run(withoutLate(windowsOf({ disturbances, delays: [ofAnt] })));
    expect(logLikelihood(came, "ant", 8)).toBeGreaterThan(logLikelihood(silent, "ant", 8));
    expect(logLikelihood(came, "ant", 8) / logLikelihood(inTime, "ant", 8)).toBeCloseTo(1, 0);
  });

  test("but of starts after its window: those stay as they were", () => {
    const first = [{ services: ["ant"], from: lateFrom, to: lateFrom + 1, ...hard }];
    const one = { ...ofAnt, to: lateFrom + 1, at: () => lateTo };
    const came = run(windowsOf({ disturbances: first, delays: [one] }));
    const never = run(withoutLate(windowsOf({ disturbances: first, delays: [one] })));
    const since = lateTo - lateFrom;
    expect(logLikelihood(came, "ant", since)).toBeGreaterThan(logLikelihood(never, "ant", since) + 3);
    for (const lag of [0, 3, since - 4])
      expect(logLikelihood(came, "ant", lag)).toBeCloseTo(logLikelihood(never, "ant", lag), 9);
  });

  test("of nobody else", () => {
    const came = run(quiet);
    const never = run(withoutLate(quiet));
    for (const lag of [0, 4, 8, 15])
      expect(logLikelihood(came, "bee", lag)).toBe(logLikelihood(never, "bee", lag));
  });

  test("what it was before is told of those of whom something came, in that window alone", () => {
    const { evidence } = run(quiet);
    expect([...evidence.beforeLate.keys()]).toEqual([evidence.directory.entityByName.get("ant")]);
    expect(run(withoutLate(quiet)).evidence.beforeLate.size).toBe(0);
  });
});

/** Of the table of series what says how it usually is. */
const learned = [
  "profile",
  "hourValue",
  "levelValue",
  "levelWeight",
  "spread",
  "lagProduct",
  "previousResidual",
  "previousWindow",
  "penalty",
  "slotClass",
  "readings",
  "freshValue",
  "observed",
  "observedWindow",
];

test("and never what was learned: with them in the last window, nothing of a series differs but evidence", () => {
  const disturbances = [{ services: ["ant"], from: lateFrom, to: lateTo, errorShare: 0.02 }];
  const windows = windowsOf({
    services: [...services, { name: "probe", probe: true }],
    disturbances,
    delays: [{ services: ["ant", "probe"], from: lateFrom, to: lateTo, at: () => lateTo }],
  });
  // The last window brings nothing else, so that nothing is learned in it.
  const last = { ...windows.at(-2)!, observations: [] };
  const came = run([...windows.slice(0, -2), last]);
  const never = run(withoutLate([...windows.slice(0, -2), last]));
  for (const column of learned)
    expect(came.snapshot.tables.series.columns[column]).toEqual(never.snapshot.tables.series.columns[column]);
  expect(came.snapshot.kinds.fineSeasons).toEqual(never.snapshot.kinds.fineSeasons);
});

describe("a late reading says nothing", () => {
  const saysNothing = (of: Case): void => {
    const came = run(windowsOf(of));
    const never = run(withoutLate(windowsOf(of)));
    const { products } = came.snapshot.tables.series.columns;
    expect(products).toEqual(never.snapshot.tables.series.columns["products"]);
    expect(came.snapshot.tables.entities.columns["heartbeat"]).toEqual(
      never.snapshot.tables.entities.columns["heartbeat"],
    );
  };

  test("while its series warms up", () => {
    saysNothing({ delays: [{ services: ["ant"], from: 20, to: 24 }], windows: 25 });
  });

  test("of a window that is more than 31 windows back", () => {
    const old = { ...ofAnt, to: lateFrom + 1, at: () => lateFrom + 32 };
    saysNothing({ delays: [old], windows: lateFrom + 33 });
  });

  test("of a window in which its series was there", () => {
    const windows = windowsOf({});
    const again = { windowStart: windows.at(-3)!.windowStart, observations: windows.at(-3)!.observations };
    const came = run([...windows.slice(0, -1), { ...windows.at(-1)!, late: [again] }]);
    expect(came.snapshot.tables.series.columns["products"]).toEqual(
      run(windows).snapshot.tables.series.columns["products"],
    );
  });

  test("of what was forgotten since: it is over", () => {
    const forgotten = (windows: readonly WorldWindow[]): ModelSnapshot => {
      const model = createModel(minuteMs);
      for (const window of windows.slice(0, -1)) model.observe(window);
      model.apply({ over: ["ant"], failing: [], resumed: [], heard: [], eased: [], drifted: [] });
      model.observe(windows.at(-1)!);
      return model.snapshot();
    };
    const windows = windowsOf({ delays: [ofAnt] });
    expect(forgotten(windows).tables.series.columns["products"]).toEqual(
      forgotten(withoutLate(windows)).tables.series.columns["products"],
    );
  });
});

test("of a plain count that is made of fewer readings than usual, only what speaks against a failure counts", () => {
  const few = (windows: readonly WorldWindow[]) =>
    windows.map((world) => ({
      ...world,
      ...(world.late === undefined
        ? {}
        : {
            late: world.late.map((one) => ({
              ...one,
              observations: one.observations.map((seen) => ({ ...seen, value: 1, readings: 1 })),
            })),
          }),
      observations: world.observations.map((seen) => ({ ...seen, readings: 4 })),
    }));
  const windows = few(windowsOf({ delays: [ofAnt] }));
  const { evidence } = run(windows);
  const traffic = evidence.directory.series.find(
    ({ entity, signal }) => entity === "ant" && signal === "traffic",
  )!;
  expect(bestSeriesEvidence(evidence, traffic.index, lagScratch())).toBe(0);
});

test("a probe that failed again and again says as little late as it does in time", () => {
  const probes = ["p", "q"].map((name): SyntheticService => ({ name, probe: true }));
  const disturbances = [{ services: ["p"], from: lateFrom, to: lateTo + 9, down: true } as const];
  const world = { services: probes, disturbances };
  const late = run(windowsOf({ ...world, delays: [{ ...ofAnt, services: ["p"] }] }));
  const inTime = run(windowsOf(world));
  expect(logLikelihood(late, "p", 8)).toBeGreaterThan(3);
  expect(logLikelihood(late, "p", 8)).toBeLessThan(logLikelihood(inTime, "p", 8) + 3);
});
