import { describe, expect, test } from "vitest";
import { type WorldAssembly, worldAssembly } from "../../src/world/world-assembly.ts";
import type { WorldWindow } from "../../src/world/world-window.ts";
import type { Frame } from "../../src/window/frame.ts";
import { frameOf, readingsOfWindow, windowMs } from "../support/make-frames.ts";

const atOnce = { windowMs, newcomerWaitMs: 0 };

/** Steps an assembly through frames and names every observation, so that a test can be read. */
function observed(
  frames: readonly Frame[],
  assembly: WorldAssembly = worldAssembly(atOnce),
): readonly Record<string, unknown>[] {
  const windows = [...frames.flatMap((frame) => assembly.step(frame)), ...assembly.end()];
  return windows.map((window) => named(window, assembly));
}

function named(window: WorldWindow, assembly: WorldAssembly): Record<string, unknown> {
  return Object.fromEntries(
    window.observations.map(({ series, value, exposure, buckets }) => {
      const { entity, signal, source } = assembly.series[series]!;
      const key = source === null ? `${entity} ${signal}` : `${entity} ${signal} by ${source}`;
      return [key, buckets ?? [value, exposure]];
    }),
  );
}

const now = readingsOfWindow(0);

describe("what each stream gives", () => {
  test("error rates give errors out of requests, and traffic", () => {
    expect(observed([frameOf(0, [now.requests({}, 200, 7)])])).toEqual([
      { "a errors": [7, 200], "a traffic": [200, 1] },
    ]);
  });

  test("delivery gives latency, deliveries, and undelivered messages where they are told", () => {
    const told = now.delivery({}, { delivered: 90, undelivered: 10, p95Ms: 400 });
    const silent = now.delivery({ service: "b" }, { delivered: 90, p95Ms: 400 });
    expect(observed([frameOf(0, [told, silent])])).toEqual([
      {
        "a latency": [400, 90],
        "a undelivered": [10, 100],
        "a deliveries": [90, 1],
        "b latency": [400, 90],
        "b deliveries": [90, 1],
      },
    ]);
  });

  test("a stall is not empty: nothing delivered has no latency, but undelivered messages and zero deliveries", () => {
    const stalled = now.delivery({}, { delivered: 0, undelivered: 500, p95Ms: 100 });
    expect(observed([frameOf(0, [stalled])])).toEqual([
      { "a undelivered": [500, 500], "a deliveries": [0, 1] },
    ]);
  });

  test("report volumes give reports", () => {
    expect(observed([frameOf(0, [now.reports({ source: "web" }, 17)])])).toEqual([
      { "a reports by web": [17, 1] },
    ]);
  });
});

describe("what is added up", () => {
  test("regions are", () => {
    const regions = [now.requests({ region: "eu" }, 100, 1), now.requests({ region: "us" }, 50, 2)];
    expect(observed([frameOf(0, regions)])).toEqual([{ "a errors": [3, 150], "a traffic": [150, 1] }]);
  });

  test("readings shorter than the window are, and count as one window", () => {
    const ten = now.requests({ intervalMs: 10_000 }, 5, 1);
    const parts = [0, 1, 2, 3, 4, 5].map((part) => ({ ...ten, ts: part * 10_000 }));
    expect(observed([frameOf(0, parts)])).toEqual([{ "a errors": [6, 30], "a traffic": [30, 1] }]);
  });

  test("a longer reading is exposed for as many windows as it covers", () => {
    expect(observed([frameOf(9, [readingsOfWindow(9).requests({ intervalMs: 600_000 }, 5000, 1)])])).toEqual([
      { "a errors": [1, 5000], "a traffic": [5000, 10] },
    ]);
  });

  test("categories of reports are", () => {
    const categories = [now.reports({ category: "app" }, 3), now.reports({ category: "web" }, 4)];
    expect(observed([frameOf(0, categories)])).toEqual([{ "a reports": [7, 1] }]);
  });

  test("sources are not: what each sees is a series of its own", () => {
    const observers = [now.requests({ source: "east" }, 1, 1), now.requests({ source: "west" }, 1, 0)];
    expect(observed([frameOf(0, observers)])).toEqual([
      {
        "a errors by east": [1, 1],
        "a traffic by east": [1, 1],
        "a errors by west": [0, 1],
        "a traffic by west": [1, 1],
      },
    ]);
  });
});

describe("operations", () => {
  const media = now.requests({ operation: "media" }, 10, 1);
  const login = now.requests({ operation: "login" }, 20, 2);

  test("each is an entity of its own, and their sum is the service while it says nothing itself", () => {
    expect(observed([frameOf(0, [media, login])])).toEqual([
      {
        "a/media errors": [1, 10],
        "a/media traffic": [10, 1],
        "a/login errors": [2, 20],
        "a/login traffic": [20, 1],
        "a errors": [3, 30],
        "a traffic": [30, 1],
      },
    ]);
  });

  test("a service that sends readings of its own is what it says, in whatever order they come", () => {
    const own = now.requests({}, 100, 5);
    const [window] = observed([frameOf(0, [media, own, login])]);
    expect(window).toMatchObject({ "a errors": [5, 100], "a traffic": [100, 1] });
  });

  test("it stays so when its own reading is missing: that is silence and not the sum of operations", () => {
    const next = readingsOfWindow(1).requests({ operation: "media" }, 10, 1);
    const [, window] = observed([frameOf(0, [media, now.requests({}, 100, 5)]), frameOf(1, [next])]);
    expect(window).toEqual({ "a/media errors": [1, 10], "a/media traffic": [10, 1] });
  });

  test("it stays so after a restart from a snapshot", () => {
    const before = worldAssembly(atOnce);
    before.step(frameOf(0, [media, now.requests({}, 100, 5)]));
    const next = readingsOfWindow(1).requests({ operation: "media" }, 10, 1);
    const [window] = observed([frameOf(1, [next])], worldAssembly(atOnce, before.snapshot()));
    expect(window).toEqual({ "a/media errors": [1, 10], "a/media traffic": [10, 1] });
  });

  test("it is told apart by stream and by source", () => {
    const own = now.requests({}, 100, 5);
    const reports = now.reports({ operation: "media" }, 4);
    const seen = now.requests({ operation: "media", source: "east" }, 1, 0);
    const [window] = observed(
      [frameOf(0, [own, media, seen]), frameOf(0, [reports])],
      worldAssembly({ windowMs, newcomerWaitMs: windowMs }),
    );
    expect(window).toMatchObject({ "a reports": [4, 1], "a errors by east": [0, 1], "a errors": [5, 100] });
  });
});

describe("several partitions", () => {
  test("a window waits for every known partition's frame", () => {
    const assembly = worldAssembly({ windowMs, newcomerWaitMs: windowMs });
    expect(assembly.step(frameOf(0, [now.requests({}, 1, 0)]))).toEqual([]);
    expect(assembly.step(frameOf(0, [], { partition: 1 }))).toEqual([]);
    expect(assembly.step(frameOf(1, []))).toHaveLength(1);
    expect(assembly.step(frameOf(2, []))).toEqual([]);
    expect(assembly.awaited()).toEqual([{ topic: "error-rate", partition: 1 }]);
    expect(assembly.step(frameOf(1, [], { partition: 1 }))).toHaveLength(1);
  });

  test("a window waits for newcomers: for frames that run ahead of it by as much as is configured", () => {
    const assembly = worldAssembly({ windowMs, newcomerWaitMs: 3 * windowMs });
    const given = [0, 1, 2, 3, 4].map((window) => assembly.step(frameOf(window, [])).length);
    expect(given).toEqual([0, 0, 0, 1, 1]);
    expect(assembly.end().map((window) => window.windowStart / windowMs)).toEqual([2, 3, 4]);
  });

  test("a partition takes part from its first frame on", () => {
    const assembly = worldAssembly(atOnce);
    const first = [0, 1].flatMap((window) => assembly.step(frameOf(window, [])));
    expect(
      assembly.step(frameOf(2, [readingsOfWindow(2).requests({ service: "b" }, 1, 0)], { partition: 1 })),
    ).toEqual([]);
    expect(assembly.step(frameOf(2, [])).map((window) => window.observations.length)).toEqual([2]);
    expect(first).toHaveLength(2);
  });

  test("one reading in two partitions of a topic counts once; with other values the lower partition's stays", () => {
    const frames = [
      frameOf(0, [now.requests({}, 100, 9), now.requests({ service: "b" }, 5, 0)], { partition: 1 }),
      frameOf(0, [now.requests({}, 100, 1), now.requests({ service: "b" }, 5, 0)], { partition: 0 }),
    ];
    const assembly = worldAssembly({ windowMs, newcomerWaitMs: windowMs });
    const [window] = [...frames.flatMap((frame) => assembly.step(frame)), ...assembly.end()];
    expect(window).toMatchObject({ duplicates: 1, conflicts: 1 });
    expect(named(window!, assembly)).toMatchObject({ "a errors": [1, 100], "b errors": [0, 5] });
  });

  test("the same names in two topics are two things", () => {
    const frames = [frameOf(0, [now.reports({}, 4)]), frameOf(0, [now.requests({}, 4, 4)])];
    expect(observed(frames, worldAssembly({ windowMs, newcomerWaitMs: windowMs }))[0]).toEqual({
      "a errors": [4, 4],
      "a traffic": [4, 1],
      "a reports": [4, 1],
    });
  });

  test("a frame in parts is complete when all of them are there", () => {
    const [one, two] = [now.requests({}, 1, 0), now.requests({ service: "b" }, 1, 0)].map(
      (reading, part) => ({
        ...frameOf(0, [reading]),
        part,
        parts: 2,
      }),
    );
    const assembly = worldAssembly(atOnce);
    expect(assembly.step(two!)).toEqual([]);
    expect(assembly.step(two!)).toEqual([]);
    expect(assembly.step(one!).map((window) => window.observations.length)).toEqual([4]);
  });

  test("frames that come again change nothing", () => {
    const assembly = worldAssembly(atOnce);
    const frame = frameOf(0, [now.requests({}, 1, 0)]);
    expect([frame, frame, frame].map((one) => assembly.step(one).length)).toEqual([1, 0, 0]);
  });

  test("a frame that is missing for good is an empty part, once the partition's next one is there", () => {
    const assembly = worldAssembly(atOnce);
    assembly.step(frameOf(0, []));
    const windows = assembly.step(frameOf(2, [readingsOfWindow(2).requests({}, 1, 0)]));
    expect(windows.map((window) => [window.windowStart / windowMs, window.observations.length])).toEqual([
      [1, 0],
      [2, 2],
    ]);
  });

  test("after the end it can be asked whose frames are missing", () => {
    const assembly = worldAssembly({ windowMs, newcomerWaitMs: windowMs });
    assembly.step(frameOf(0, []));
    assembly.step(frameOf(0, [], { partition: 1 }));
    assembly.step(frameOf(1, []));
    expect(assembly.end()).toEqual([]);
    expect(assembly.awaited()).toEqual([{ topic: "error-rate", partition: 1 }]);
  });

  test("frames of another window length are a programmer's error", () => {
    expect(() => worldAssembly({ windowMs: 30_000, newcomerWaitMs: 0 }).step(frameOf(0, []))).toThrow(
      "60000 ms windows",
    );
  });
});

describe("the list of series", () => {
  test("new series are listed by entity, signal and source, and announced in their window", () => {
    const assembly = worldAssembly(atOnce);
    const readings = [
      now.requests({ service: "b" }, 1, 0),
      now.requests({ source: "web" }, 1, 0),
      now.requests({}, 1, 0),
    ];
    const [first] = assembly.step(frameOf(0, readings));
    const later = readingsOfWindow(1);
    const [second] = assembly.step(
      frameOf(1, [later.requests({ service: "a.a" }, 1, 0), later.requests({}, 1, 0)]),
    );
    const names = assembly.series.map(({ entity, signal, source }) => `${entity} ${signal} ${source ?? "-"}`);
    expect(names).toEqual([
      "a errors -",
      "a errors web",
      "a traffic -",
      "a traffic web",
      "b errors -",
      "b traffic -",
      "a.a errors -",
      "a.a traffic -",
    ]);
    expect(assembly.series.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(first?.newSeries).toEqual(assembly.series.slice(0, 6));
    expect(second?.newSeries).toEqual(assembly.series.slice(6));
    expect(second?.observations.map(({ series }) => series)).toEqual([0, 2, 6, 7]);
  });

  test("an observation says how many readings it is made of, and over what interval", () => {
    const parts = [now.requests({ region: "eu" }, 1, 0), now.requests({ region: "us" }, 1, 0)];
    const [window] = worldAssembly(atOnce).step(frameOf(0, parts));
    expect(window?.observations[0]).toEqual({
      series: 0,
      value: 0,
      exposure: 2,
      readings: 2,
      intervalMs: windowMs,
      buckets: null,
    });
  });
});
