import { describe, expect, test } from "vitest";
import type { SeriesBounds } from "../../src/world/series-bounds.ts";
import { type WorldAssembly, worldAssembly } from "../../src/world/world-assembly.ts";
import type { WorldWindow } from "../../src/world/world-window.ts";
import { frameOf, readingsOfWindow, windowMs } from "../support/make-frames.ts";

const hour = 60;
const dayMs = 86_400_000;
const roomy: SeriesBounds = { maxSeries: 1000, maxNewSeriesPerHour: 1000, keepSeriesMs: 35 * dayMs };

const worldOf = (bounds: Partial<SeriesBounds>): WorldAssembly =>
  worldAssembly({ windowMs, newcomerWaitMs: 0, bounds: { ...roomy, ...bounds } });

/** A window in which these services, or operations of them, answer requests. */
function requestsOf(window: number, units: readonly string[]) {
  const of = readingsOfWindow(window);
  return frameOf(
    window,
    units.map((unit) => {
      const [service, operation] = unit.split("/") as [string, string?];
      return of.requests(operation === undefined ? { service } : { service, operation }, 10, 0);
    }),
    { stream: "error-rate" },
  );
}

function stepOne(
  world: WorldAssembly,
  window: number,
  units: readonly string[],
  kept: readonly string[] = [],
) {
  world.add(requestsOf(window, units));
  let last: WorldWindow | null = null;
  const how = { isKept: (service: string) => kept.includes(service) };
  for (let next = world.next(how); next !== null; next = world.next(how)) last = next;
  return last as WorldWindow;
}

const unitsOf = (world: WorldAssembly) => [...new Set(world.series.map(({ entity }) => entity))];

describe("new series", () => {
  test("are refused above the limit, whole measurements at a time, and never cost a known one", () => {
    const world = worldOf({ maxSeries: 5 });
    expect(stepOne(world, 0, ["a", "b"]).refused).toBeUndefined();
    const second = stepOne(world, 1, ["a", "b", "c", "d"]);
    expect(unitsOf(world)).toEqual(["a", "b"]);
    expect(second.refused).toEqual({ series: 4, byCode: { "series-limit": 4 }, examples: ["c", "d"] });
    expect(second.observations).toHaveLength(4);
  });

  test("a measurement of one series still fits where one of two did not", () => {
    const world = worldOf({ maxSeries: 5 });
    stepOne(world, 0, ["a", "b"]);
    const of = readingsOfWindow(1);
    world.add(
      frameOf(1, [of.requests({ service: "c" }, 10, 0)], { topic: "error-rate", stream: "error-rate" }),
    );
    world.add(frameOf(1, [of.reports({ service: "d" }, 3)], { topic: "r", stream: "report-volume" }));
    expect(unitsOf(world)).toEqual(["a", "b"]);
    world.next();
    world.end();
    expect(unitsOf(world)).toEqual(["a", "b", "d"]);
  });

  test("are taken without count in the first hour, and at most so many an hour of the clock from then on", () => {
    const world = worldOf({ maxNewSeriesPerHour: 4 });
    const names = (count: number, of: string) => Array.from({ length: count }, (_, index) => `${of}${index}`);
    stepOne(world, 0, names(20, "early"));
    stepOne(world, hour - 1, names(20, "still"));
    expect(world.series).toHaveLength(80);
    const later = stepOne(world, hour, names(3, "late"));
    expect(later.refused).toEqual({ series: 2, byCode: { "new-series-limit": 2 }, examples: ["late2"] });
    expect(stepOne(world, 2 * hour - 1, ["late2"]).refused?.series).toBe(2);
    expect(stepOne(world, 2 * hour, ["late2"]).refused).toBeUndefined();
    expect(world.series).toHaveLength(86);
  });

  test("which are taken depends on their names, not on the order of partitions", () => {
    const [one, other] = [0, 1].map((first) => {
      const world = worldOf({ maxSeries: 4 });
      const of = readingsOfWindow(0);
      world.declarePartitions([0, 1].map((partition) => ({ topic: "error-rate", partition })));
      for (const partition of [first, 1 - first]) {
        const service = partition === 0 ? ["b", "d"] : ["a", "c"];
        world.add(
          frameOf(
            0,
            service.map((name) => of.requests({ service: name }, 1, 0)),
            { topic: "error-rate", partition },
          ),
        );
      }
      return { window: world.next(), units: unitsOf(world) };
    });
    expect(one).toEqual(other);
    expect(one!.units).toEqual(["a", "b"]);
  });

  test("an operation that is refused counts for its service, and leaves nothing behind", () => {
    const world = worldOf({ maxSeries: 4 });
    stepOne(world, 0, ["a/x"]);
    const sizes: number[] = [];
    const totals = Array.from({ length: 40 }, (_, index) => {
      const window = stepOne(world, index + 1, ["a/x", `a/${index}`]);
      sizes.push(JSON.stringify(world.snapshot()).length);
      return window.observations.find(({ series }) => world.series[series]!.entity === "a")!.exposure;
    });
    expect(new Set(totals)).toEqual(new Set([20]));
    expect(sizes.at(-1)! - sizes[19]!).toBeLessThan(10);
  });
});

describe("series of which nothing comes", () => {
  const keptFor = { keepSeriesMs: 2 * hour * windowMs };

  test("are dropped in the first window of an hour once they are silent for longer than they are kept", () => {
    const world = worldOf(keptFor);
    stepOne(world, 17, ["a", "b"]);
    stepOne(world, 3 * hour - 1, ["a"]);
    expect(unitsOf(world)).toEqual(["a", "b"]);
    const dropping = stepOne(world, 3 * hour, ["a"]);
    expect(dropping.dropped).toEqual([2, 3]);
    expect(world.series).toEqual(world.series.map((series, index) => ({ ...series, index, entity: "a" })));
  });

  test("leave their numbers to those behind them, and come as new when they come again", () => {
    const world = worldOf(keptFor);
    stepOne(world, 0, ["a", "b"]);
    stepOne(world, 1, ["c"]);
    for (let window = 2; window < 2 * hour; window += 1) stepOne(world, window, ["b", "c"]);
    const dropping = stepOne(world, 2 * hour + hour, ["b", "c", "a"]);
    expect(dropping.dropped).toEqual([0, 1]);
    expect(world.series.map(({ entity, index }) => `${index} ${entity}`)).toEqual([
      "0 b",
      "1 b",
      "2 c",
      "3 c",
      "4 a",
      "5 a",
    ]);
    expect(dropping.newSeries.map(({ index }) => index)).toEqual([4, 5]);
    expect(dropping.observations.map(({ series }) => series)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("of services that stay known those that came last stay", () => {
    const world = worldOf(keptFor);
    stepOne(world, 0, ["a/old", "b/old"]);
    stepOne(world, 1, ["a/new", "c"]);
    stepOne(world, 4 * hour, ["c"], ["a"]);
    expect(unitsOf(world)).toEqual(["a", "a/new", "c"]);
  });

  test("a snapshot anywhere changes nothing of what follows", () => {
    const windows = Array.from({ length: 8 * hour }, (_, window) => [
      "steady",
      `pod-${Math.floor(window / 30)}`,
      ...(window % 100 === 0 ? ["rare"] : []),
    ]);
    const runOf = (cut: (window: number) => boolean) => {
      const config = { windowMs, newcomerWaitMs: 0, bounds: { ...roomy, ...keptFor, maxSeries: 10 } };
      let world = worldAssembly(config);
      return windows.map((units, window) => {
        const stepped = stepOne(world, window, units);
        if (cut(window)) world = worldAssembly(config, structuredClone(world.snapshot()));
        return JSON.stringify(stepped);
      });
    };
    const whole = runOf(() => false);
    expect(runOf((window) => window % 7 === 0)).toEqual(whole);
    expect(whole.some((bytes) => bytes.includes("dropped"))).toBe(true);
    expect(whole.some((bytes) => bytes.includes("series-limit"))).toBe(true);
  });
});
