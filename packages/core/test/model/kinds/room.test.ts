import { expect, test } from "vitest";
import { batchRoom, room } from "../../../src/model/kinds/room.ts";
import { batchOf } from "../../../src/model/kinds/series-model.ts";
import type { Observation } from "../../../src/world/world-window.ts";

const observation = (series: number, exposure: number): Observation => ({
  series,
  value: series * 10,
  exposure,
  readings: 1,
  intervalMs: 60_000,
  buckets: null,
});

test("room gives a column of the length that is asked for, and the same memory again", () => {
  const column = room();
  const first = column(3);
  first.fill(7);
  expect(first).toHaveLength(3);
  expect(column(3)).toBe(first);
  expect(column(2)).toEqual(Float64Array.of(7, 7));
  expect(column(0)).toHaveLength(0);
});

test("a column that is longer than any before begins with zeros", () => {
  const column = room();
  column(2).fill(7);
  expect(column(5)).toEqual(new Float64Array(5));
});

test("a batch holds the observations that are judged, in their order, and nothing of the window before", () => {
  const into = batchRoom();
  batchOf(
    [1, 2, 3, 4].map((series) => observation(series, 1)),
    into,
  );
  const batch = batchOf(
    [observation(5, 0), observation(9, 2), observation(6, 4)],
    into,
    ({ exposure }) => exposure > 0,
  );
  expect(Array.from(batch.rows)).toEqual([9, 6]);
  expect(Array.from(batch.values)).toEqual([90, 60]);
  expect(Array.from(batch.exposures)).toEqual([2, 4]);
  expect(Array.from(batch.intervalsMs)).toEqual([60_000, 60_000]);
});

test("two rooms share nothing", () => {
  const [one, other] = [room(), room()];
  one(2).fill(1);
  expect(other(2)).toEqual(new Float64Array(2));
});
