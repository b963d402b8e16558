import { expect, test } from "vitest";
import { countLevel } from "../../../src/model/kinds/count-level.ts";
import { beforeLevel, knowsBefore } from "../../../src/model/kinds/level-of-before.ts";
import { countLogRatio } from "../../../src/model/likelihood/count.ts";
import { sizeOf } from "../../../src/model/kinds/count-size.ts";
import type { Observation } from "../../../src/world/world-window.ts";
import { oneKind } from "../../support/one-kind.ts";
import { firstWindow, minuteMs } from "../../support/world-time.ts";

const observation = (value: number, exposure = 1000): Observation => ({
  series: 0,
  value,
  exposure,
  readings: 1,
  intervalMs: minuteMs,
  buckets: null,
});

/** Errors of a service that has had ten of a thousand for so many windows, and then as many as given. */
function errorsAfter(usual: number, later: readonly number[]) {
  const one = oneKind("count", "errors");
  const { columns } = one.series;
  const values = [...Array.from({ length: usual }, () => 10), ...later];
  values.forEach((value, window) => one.meet([observation(value)], { window: firstWindow + window }));
  const window = firstWindow + values.length;
  return {
    columns,
    one,
    levels: () => ({ now: countLevel(columns, 0), before: beforeLevel(columns, 0) }),
    lasting: (value: number) => {
      const { batch, prediction } = one.predict([observation(value)], { window });
      const scores = one.model.score(batch, prediction, []);
      return { ...one.model.lasting(batch, prediction, scores)!, predicted: prediction.predicted[0]! };
    },
  };
}

const doubled = Array.from({ length: 30 }, () => 20);
const day = 1440 + 60;

test("half an hour of double errors hardly moves the level of a day, and the two-hour level by much", () => {
  const { levels } = errorsAfter(day, doubled);
  expect(levels().now).toBeCloseTo(1.37, 2);
  expect(levels().before).toBeCloseTo(1.03, 2);
});

test("what lasts is held against the level now and against the level of before, for twice as many", () => {
  const { lasting, levels, columns } = errorsAfter(day, doubled);
  const { first, second, predicted } = lasting(20);
  const { now, before } = levels();
  const size = sizeOf(columns, 0);
  expect(first[0]).toBeCloseTo(countLogRatio(20, predicted, size, 2), 9);
  expect(second[0]).toBeCloseTo(countLogRatio(20, (predicted * before) / now, size, 2), 9);
  expect(second[0]).toBeGreaterThan(first[0]!);
});

test("on the first day nothing is remembered of before: both are held against the level now", () => {
  const { lasting, columns } = errorsAfter(90, doubled);
  expect(knowsBefore(columns, 0)).toBe(false);
  const { first, second } = lasting(20);
  expect(second).toEqual(first);
});

test("drifts of a third are no evidence of what lasts, whichever the level", () => {
  const { lasting } = errorsAfter(day, []);
  const { first, second } = lasting(13);
  expect(first[0]).toBeLessThan(0);
  expect(second[0]).toBeLessThan(0);
});

test.each([
  ["an incident that is over", (of: ReturnType<typeof errorsAfter>) => of.one.model.settle(0)],
  [
    "a level that is learned after six hours",
    (of: ReturnType<typeof errorsAfter>) => of.one.model.release(0, true),
  ],
])("%s makes the level now the level of before", (_, happens) => {
  const of = errorsAfter(day, doubled);
  happens(of);
  expect(of.levels().before).toBeCloseTo(of.levels().now, 9);
});

test("a level that is restored is the level of before too", () => {
  const of = errorsAfter(day, doubled);
  of.columns.reference[0] = 0.7;
  of.one.model.restore(0);
  expect(of.levels().before).toBeCloseTo(0.7, 9);
});

test("traffic and reports do not last: recent windows alone judge them", () => {
  for (const kind of ["traffic", "reports"] as const) {
    const one = oneKind(kind, kind);
    const { batch, prediction } = one.predict([observation(10, 1)], { window: firstWindow });
    expect(one.model.lasting(batch, prediction, one.model.score(batch, prediction, []))).toBeNull();
  }
});

test("latency lasts by its larger shift, a probe by its smaller probability, with no level of before", () => {
  const scores = { first: [1], second: [2], againstReference: null };
  const lasting = (kind: "latency" | "probe") => {
    const one = oneKind(kind, kind === "latency" ? "latency" : "errors");
    const { batch, prediction } = one.predict([observation(1, 1)], { window: firstWindow });
    return one.model.lasting(batch, prediction, scores);
  };
  expect(lasting("latency")).toEqual({ first: [2], second: [2] });
  expect(lasting("probe")).toEqual({ first: [1], second: [1] });
});
