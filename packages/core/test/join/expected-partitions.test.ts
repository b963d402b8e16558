import { expect, test } from "vitest";
import { worldJoin } from "../../src/join/world-join.ts";
import { frameOf, readingsOfWindow, windowMs } from "../support/make-frames.ts";

const config = { windowMs, newcomerWaitMs: 0 };
const topic = "error-rate";
const frame = (window: number, partition: number) =>
  frameOf(window, [readingsOfWindow(window).requests({ service: `s${partition}` }, 10, 0)], {
    topic,
    partition,
  });
const expected = [0, 1].map((partition) => ({ topic, partition }));

test("no window is given before every expected partition has sent a frame", () => {
  const join = worldJoin(config);
  join.expect(expected);
  expect(join.step(frame(0, 0))).toEqual([]);
  expect(join.step(frame(1, 0))).toEqual([]);
  expect(join.awaited()).toEqual([expected[1]]);
  expect(join.step(frame(0, 1)).map(({ windowStart }) => windowStart)).toEqual([0]);
});

test("before any frame all expected partitions are awaited", () => {
  const join = worldJoin(config);
  join.expect(expected);
  expect(join.awaited()).toEqual(expected);
});

test("the first window is the earliest of all, whichever partition is read first", () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const join = worldJoin(config);
    join.expect(expected);
    const frames = { 0: [frame(5, 0), frame(6, 0)], 1: [frame(3, 1), frame(4, 1), frame(5, 1)] };
    const windows = order.flatMap((partition) => frames[partition as 0 | 1].flatMap((one) => join.step(one)));
    expect(windows.map(({ windowStart }) => windowStart / windowMs)).toEqual([3, 4, 5]);
  }
});

test("a partition that is expected later holds back the next window, also after a restart", () => {
  let join = worldJoin(config);
  join.expect(expected.slice(0, 1));
  expect(join.step(frame(0, 0))).toHaveLength(1);
  join.expect(expected);
  join = worldJoin(config, structuredClone(join.snapshot()));
  expect(join.step(frame(1, 0))).toEqual([]);
  expect(join.awaited()).toEqual([expected[1]]);
  expect(join.step(frame(0, 1))).toEqual([]);
  const [window] = join.step(frame(1, 1));
  expect(window?.observations).toHaveLength(4);
});

test("expecting a partition that takes part already changes nothing", () => {
  const join = worldJoin(config);
  join.step(frame(0, 0));
  join.expect(expected.slice(0, 1));
  expect(join.step(frame(1, 0))).toHaveLength(1);
});
