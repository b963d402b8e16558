import { describe, expect, test } from "vitest";
import { chooseModel, reconsiderModel } from "../../src/baseline/choose-model.ts";
import { models, seriesTable } from "../../src/baseline/series-table.ts";
import type { Observation, Signal } from "../../src/join/world-window.ts";
import { addRow } from "../../src/stats/table.ts";

const observation = (value: number, exposure: number, rest: Partial<Observation> = {}): Observation => ({
  series: 0,
  value,
  exposure,
  readings: 1,
  intervalMs: 60_000,
  buckets: null,
  ...rest,
});

function chosen(signal: Signal, ...observations: readonly Observation[]): string | undefined {
  const series = seriesTable();
  addRow(series);
  observations.forEach((one, index) => {
    if (index === 0) chooseModel(series.columns, 0, signal, one);
    else reconsiderModel(series.columns, 0, signal, one);
  });
  return models[series.columns.model[0]!];
}

describe("how a series is judged by its first reading", () => {
  test.each([
    ["errors of many requests", "errors", observation(3, 1000), "excess"],
    ["errors of no requests", "errors", observation(0, 0), "excess"],
    ["errors of one request", "errors", observation(1, 1), "probe"],
    ["errors of one request each in three readings", "errors", observation(1, 3, { readings: 3 }), "probe"],
    ["many requests", "traffic", observation(1000, 1), "drop"],
    ["no requests", "traffic", observation(0, 1), "drop"],
    ["the one request of a probe", "traffic", observation(1, 1), "ignored"],
    ["undelivered messages", "undelivered", observation(0, 1), "excess"],
    ["deliveries", "deliveries", observation(1, 1), "drop"],
    ["user reports", "reports", observation(1, 1), "reports"],
    ["a latency percentile", "latency", observation(250, 10), "latency"],
    ["a latency histogram", "latency", observation(0, 10, { buckets: [100, 9, 200, 10] }), "excess"],
  ] as const)("%s", (_title, signal, first, model) => {
    expect(chosen(signal, first)).toBe(model);
  });
});

test("a quiet service that began with a single request is judged by counts once it has more", () => {
  expect(chosen("errors", observation(0, 1), observation(0, 1), observation(1, 7))).toBe("excess");
  expect(chosen("traffic", observation(1, 1), observation(7, 1))).toBe("drop");
});

test("a probe stays a probe, and a count is not mistaken for a probe in a quiet minute", () => {
  expect(chosen("errors", observation(0, 1), observation(1, 1))).toBe("probe");
  expect(chosen("errors", observation(0, 50), observation(1, 1))).toBe("excess");
});
