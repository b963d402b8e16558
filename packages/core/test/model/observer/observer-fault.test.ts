import { describe, expect, test } from "vitest";
import { createModel, type Evidence, type ModelSnapshot } from "../../../src/model/index.ts";
import { type Observed, oneWorld } from "../../support/one-world.ts";
import { minuteMs } from "../../support/world-time.ts";

const services = ["ant", "bee", "cat", "dog"];
type Sees = (service: string) => boolean;
const well: Sees = () => false;
const all: Sees = () => true;

/** One probe of each service by each of these sources; `sees`: which of them fail for it. */
const probes = (sees: Readonly<Record<string, Sees>>): Observed =>
  Object.fromEntries(
    Object.entries(sees).flatMap(([source, fails]) =>
      services.map((service) => [`${service} errors ${source}`, [fails(service) ? 1 : 0, 1] as const]),
    ),
  );

interface Watched {
  readonly next: (sees: Readonly<Record<string, Sees>>, windows?: number) => Evidence;
  readonly snapshot: () => ModelSnapshot;
}

/** A world in which both sources have seen all well for two hours. */
function watched(): Watched {
  const world = oneWorld();
  const model = createModel(minuteMs);
  const next: Watched["next"] = (sees, windows = 1) => {
    let evidence = model.observe(world.next(probes(sees)));
    for (let window = 1; window < windows; window += 1) evidence = model.observe(world.next(probes(sees)));
    return evidence;
  };
  next({ east: well, west: well }, 120);
  return { next, snapshot: () => model.snapshot() };
}

const faultOf = ({ sources, window }: Evidence, source = 0) =>
  sources.faultSince[source]! < 0 ? null : window - sources.faultSince[source]!;
const strongest = ({ likelihoods }: Evidence) =>
  Math.log(Math.max(...Array.from(likelihoods.withoutReports)));

describe("a source that sees every service fail while another sees all well", () => {
  test("is at fault in the first window, and nothing speaks for the failure of a service", () => {
    const evidence = watched().next({ east: all, west: well });
    expect(faultOf(evidence)).toBe(0);
    expect(evidence.sources.faultEvidence[0]).toBeCloseTo(25.85, 1);
    expect(strongest(evidence)).toBeLessThan(1);
    expect(faultOf(evidence, 1)).toBeNull();
  });

  test("is believed again ten windows after it, and what it saw is forgotten", () => {
    const { next } = watched();
    next({ east: all, west: well }, 30);
    const still = next({ east: well, west: well }, 10);
    expect(faultOf(still)).not.toBeNull();
    const after = next({ east: well, west: well }, 5);
    expect(faultOf(after)).toBeNull();
    expect(strongest(after)).toBeLessThan(1);
  });

  test("teaches nothing meanwhile", () => {
    const { next, snapshot } = watched();
    const failuresOf = () => Array.from(snapshot().kinds.probe!.columns["failuresAfterPass"]!).slice(0, 4);
    const before = failuresOf();
    next({ east: all, west: well }, 30);
    expect(failuresOf()).toEqual(before);
  });

  test("is cleared as soon as the other sees the services fail as well", () => {
    const { next } = watched();
    next({ east: all, west: well }, 3);
    const evidence = next({ east: all, west: all }, 8);
    expect(faultOf(evidence)).toBeNull();
    expect(strongest(evidence)).toBeGreaterThan(5);
  });
});

describe("services are to blame", () => {
  test("where the other sees them fail too", () => {
    expect(faultOf(watched().next({ east: all, west: all }, 5))).toBeNull();
  });

  test("where the source sees some of them work", () => {
    const some: Sees = (service) => service !== "dog";
    expect(faultOf(watched().next({ east: some, west: well }, 5))).toBeNull();
  });

  test("where nobody else observes them", () => {
    const world = oneWorld();
    const model = createModel(minuteMs);
    for (let window = 0; window < 120; window += 1) model.observe(world.next(probes({ east: well })));
    expect(faultOf(model.observe(world.next(probes({ east: all }))))).toBeNull();
  });

  test("where others observe another signal: they may be blind to this one", () => {
    const world = oneWorld();
    const model = createModel(minuteMs);
    const traffic = Object.fromEntries(services.map((service) => [`${service} traffic west`, 1000] as const));
    for (let window = 0; window < 120; window += 1) {
      model.observe(world.next({ ...probes({ east: well }), ...traffic }));
    }
    expect(faultOf(model.observe(world.next({ ...probes({ east: all }), ...traffic })))).toBeNull();
  });
});

test("two sources of which each sees other services fail are both believed", () => {
  const evidence = watched().next({ east: (one) => one < "cat", west: (one) => one >= "cat" }, 5);
  expect([faultOf(evidence), faultOf(evidence, 1)]).toEqual([null, null]);
});
