import { describe, expect, test } from "vitest";
import { kindOf, reconsideredKind } from "../../../src/model/kinds/choose-kind.ts";
import { seriesKinds } from "../../../src/model/kinds/series-model.ts";
import { type Observation, type Signal, signals } from "../../../src/world/world-window.ts";

const observation = (value: number, exposure: number, rest: Partial<Observation> = {}): Observation => ({
  series: 0,
  value,
  exposure,
  readings: 1,
  intervalMs: 60_000,
  buckets: null,
  ...rest,
});

/** The kind after these observations, the first of which chose it. */
const chosen = (signal: Signal, first: Observation, ...others: readonly Observation[]): string =>
  others.reduce((kind, one) => reconsideredKind(kind, signal, one), kindOf(signal, first));

describe("how a series is judged by its first observation", () => {
  test.each([
    ["errors of many requests", "errors", observation(3, 1000), "count"],
    ["errors of no requests", "errors", observation(0, 0), "count"],
    ["errors of one request", "errors", observation(1, 1), "probe"],
    ["errors of one request each in three readings", "errors", observation(1, 3, { readings: 3 }), "probe"],
    ["many requests", "traffic", observation(1000, 1), "traffic"],
    ["no requests", "traffic", observation(0, 1), "traffic"],
    ["the one request of a probe", "traffic", observation(1, 1), "ignored"],
    ["undelivered messages", "undelivered", observation(0, 1), "count"],
    ["deliveries", "deliveries", observation(1, 1), "traffic"],
    ["user reports", "reports", observation(1, 1), "reports"],
    ["a latency percentile", "latency", observation(250, 10), "latency"],
    ["a latency histogram", "latency", observation(0, 10, { buckets: [100, 9, 200, 10] }), "histogram"],
  ] as const)("%s", (_title, signal, first, kind) => {
    expect(chosen(signal, first)).toBe(kind);
  });
});

test("a quiet service that began with a single request is judged by counts once it has more", () => {
  expect(chosen("errors", observation(0, 1), observation(0, 1), observation(1, 7))).toBe("count");
  expect(chosen("traffic", observation(1, 1), observation(7, 1))).toBe("traffic");
});

test("a probe stays a probe, and a count is not mistaken for a probe in a quiet minute", () => {
  expect(chosen("errors", observation(0, 1), observation(1, 1))).toBe("probe");
  expect(chosen("errors", observation(0, 50), observation(1, 1))).toBe("count");
});

test("all that is neither a probe nor its traffic stays what it is, whatever comes", () => {
  const others = seriesKinds.filter((kind) => kind !== "probe" && kind !== "ignored");
  const wild = [observation(1, 1), observation(7, 9), observation(0, 10, { buckets: [100, 9] })];
  for (const kind of others) {
    const kinds = signals.flatMap((signal) => wild.map((one) => reconsideredKind(kind, signal, one)));
    expect(new Set(kinds)).toEqual(new Set([kind]));
  }
});
