import { expect, test } from "vitest";
import { worldAssembly } from "../../src/world/world-assembly.ts";
import { frameOf, readingsOfWindow, windowMs } from "../support/make-frames.ts";

const config = { windowMs, newcomerWaitMs: 0 };
const topic = "error-rate";
const frame = (window: number, partition: number) =>
  frameOf(window, [readingsOfWindow(window).requests({ service: `s${partition}` }, 10, 0)], {
    topic,
    partition,
  });
const declared = [0, 1].map((partition) => ({ topic, partition }));

test("no window is given before every declared partition has sent a frame", () => {
  const assembly = worldAssembly(config);
  assembly.declarePartitions(declared);
  expect(assembly.step(frame(0, 0))).toEqual([]);
  expect(assembly.step(frame(1, 0))).toEqual([]);
  expect(assembly.awaited()).toEqual([declared[1]]);
  expect(assembly.step(frame(0, 1)).map(({ windowStart }) => windowStart)).toEqual([0]);
});

test("before any frame all declared partitions are awaited", () => {
  const assembly = worldAssembly(config);
  assembly.declarePartitions(declared);
  expect(assembly.awaited()).toEqual(declared);
});

test("the first window is the earliest of all, whichever partition is read first", () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const assembly = worldAssembly(config);
    assembly.declarePartitions(declared);
    const frames = { 0: [frame(5, 0), frame(6, 0)], 1: [frame(3, 1), frame(4, 1), frame(5, 1)] };
    const windows = order.flatMap((partition) =>
      frames[partition as 0 | 1].flatMap((one) => assembly.step(one)),
    );
    expect(windows.map(({ windowStart }) => windowStart / windowMs)).toEqual([3, 4, 5]);
  }
});

test("a partition that is declared later holds back the next window, also after a restart", () => {
  let assembly = worldAssembly(config);
  assembly.declarePartitions(declared.slice(0, 1));
  expect(assembly.step(frame(0, 0))).toHaveLength(1);
  assembly.declarePartitions(declared);
  assembly = worldAssembly(config, structuredClone(assembly.snapshot()));
  expect(assembly.step(frame(1, 0))).toEqual([]);
  expect(assembly.awaited()).toEqual([declared[1]]);
  expect(assembly.step(frame(0, 1))).toEqual([]);
  const [window] = assembly.step(frame(1, 1));
  expect(window?.observations).toHaveLength(4);
});

test("declaring a partition that takes part already changes nothing", () => {
  const assembly = worldAssembly(config);
  assembly.step(frame(0, 0));
  assembly.declarePartitions(declared.slice(0, 1));
  expect(assembly.step(frame(1, 0))).toHaveLength(1);
});

test.each([[[0, 1]], [[1, 0]]])(
  "a frame of more than 100 days before the others begins nothing, whichever is read first (%j)",
  (order) => {
    const assembly = worldAssembly(config);
    assembly.declarePartitions(declared);
    const year = 365 * 1440;
    const frames = [
      [frame(5, 0), frame(year, 0), frame(year + 1, 0)],
      [frame(year, 1), frame(year + 1, 1)],
    ];
    const windows = order.flatMap((partition) => frames[partition]!.flatMap((one) => assembly.step(one)));
    expect(windows.map(({ windowStart }) => windowStart / windowMs)).toEqual([year, year + 1]);
  },
);
