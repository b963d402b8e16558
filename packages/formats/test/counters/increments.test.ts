import type { TelemetryMapping } from "@tocsin/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decoderFor } from "@tocsin/formats";
import { json, type SumPoint, sumMessage } from "../support/otlp-json.ts";
import { byStatus, minute, noon, outcome, readAll } from "../support/read-all.ts";

const at = (minutes: number): number => noon + minutes * minute;

describe("a counter", () => {
  test("counts what it grew by between two points, in the interval between them", () => {
    const points = [100, 160, 190].map((value, index) => ({ atMs: at(index), value, startMs: at(-600) }));
    const { values } = readAll([sumMessage(points, "cumulative")]);
    expect(values).toEqual([
      { service: "checkout", ts: at(0), intervalMs: minute, requests: 60, errors: 0 },
      { service: "checkout", ts: at(1), intervalMs: minute, requests: 30, errors: 0 },
    ]);
  });

  test("never counts a lifetime's total: its first point says nothing where its start is unknown or long ago", () => {
    const { values, refused } = readAll([
      sumMessage([{ atMs: at(1), value: 1e9 }], "cumulative"),
      sumMessage([{ atMs: at(1), value: 1e9, startMs: at(-60), instance: "b" }], "cumulative"),
    ]);
    expect({ values, refused }).toEqual({ values: [], refused: {} });
  });

  test("counts from its start where that is known", () => {
    const { values } = readAll([sumMessage([{ startMs: at(0), atMs: at(1), value: 7 }], "cumulative")]);
    expect(values).toMatchObject([{ ts: at(0), requests: 7 }]);
  });

  test("that says its start is its time does not know it, and counts from there", () => {
    const points = [
      { startMs: at(0), atMs: at(0), value: 1e6 },
      { startMs: at(0), atMs: at(1), value: 1e6 + 5 },
    ];
    expect(readAll([sumMessage(points, "cumulative")]).values).toMatchObject([{ ts: at(0), requests: 5 }]);
  });

  test("is one series in whatever order its attributes are written, and known again by either", () => {
    const counter = (minutes: number, value: number, swapped: boolean): Uint8Array => {
      const pairs = [
        { key: "service.name", value: { stringValue: "checkout" } },
        { key: "status", value: { stringValue: "200" } },
        { key: "path", value: { stringValue: "/a" } },
      ];
      const attributes = swapped ? pairs.toReversed() : pairs;
      const point = { attributes, timeUnixNano: `${at(minutes)}000000`, asInt: `${value}` };
      const sum = { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] };
      return json({ resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: "requests", sum }] }] }] });
    };
    const written = [false, true, false, true, true, false];
    const messages = written.map((swapped, index) => counter(index, 10 * index, swapped));
    const { values, refused } = readAll(messages);
    expect(values).toHaveLength(written.length - 1);
    expect(values).toMatchObject(values.map(() => ({ service: "checkout", requests: 10 })));
    expect(refused).toEqual({});
  });

  test("that fell was reset, and what it shows was counted since", () => {
    const points = [500, 540, 12].map((value, index) => ({ atMs: at(index), value }));
    const { values } = readAll([sumMessage(points, "cumulative")]);
    expect(values).toMatchObject([{ requests: 40 }, { requests: 12 }]);
  });

  test("that was restarted with a new start counts from it, also where it is higher than before", () => {
    const points = [
      { startMs: at(-600), atMs: at(0), value: 5 },
      { startMs: at(-600), atMs: at(1), value: 8 },
      { startMs: at(1) + 30_000, atMs: at(2), value: 20 },
    ];
    expect(readAll([sumMessage(points, "cumulative")]).values).toMatchObject([
      { ts: at(0), requests: 3 },
      { ts: at(1), requests: 20 },
    ]);
  });

  test("does not tell what happened while it was not heard of for long", () => {
    const points = [10, 9000].map((value, index) => ({ atMs: at(index * 30), value }));
    const { values, refused } = readAll([sumMessage(points, "cumulative")]);
    expect({ values, refused }).toEqual({ values: [], refused: { "sample-gap": 1 } });
  });
});

test("instances are added up, named or not, and the producer need not do it", () => {
  const instance = (name: string, start: number): SumPoint[] =>
    [1, 2].map((index) => ({ startMs: at(0) + start, atMs: at(index), value: 10 * index, instance: name }));
  const named = readAll([sumMessage([...instance("a", 1), ...instance("b", 2)], "cumulative")]);
  const unnamed = [...instance("a", 1), ...instance("b", 2)].map(({ instance: _name, ...point }) => point);
  expect(named.values).toMatchObject([{ requests: 20 }, { requests: 20 }]);
  expect(readAll([sumMessage(unnamed, "cumulative")]).values).toEqual(named.values);
});

test("a share of what was counted goes to each interval in which it was, and no request is lost by rounding", () => {
  const points = Array.from({ length: 31 }, (_, index) => ({ atMs: at(index) + 20_000, value: index * 100 }));
  const { values } = readAll([sumMessage(points, "cumulative")]);
  const requests = values.map((value) => ("requests" in value ? value.requests : 0));
  expect(requests.reduce((sum, count) => sum + count, 0)).toBe(3000);
  expect(new Set(requests.slice(1, -1))).toEqual(new Set([100]));
});

test("levels and deltas that overlap others are told and not counted twice", () => {
  const { values, refused } = readAll([
    sumMessage(
      [
        { startMs: at(0), atMs: at(1), value: 10 },
        { startMs: at(0), atMs: at(2), value: 30 },
      ],
      "delta",
    ),
  ]);
  expect(values).toMatchObject([{ requests: 10 }]);
  expect(refused).toEqual({ "sample-disorder": 1 });
});

/** What two processes of a service counted, minute by minute, and at which second of them they were restarted. */
const lives = fc.array(
  fc.record({
    instance: fc.constantFrom("a", "b"),
    ok: fc.array(fc.nat(1000), { minLength: 3, maxLength: 12 }),
    failed: fc.nat(5),
    restarts: fc.uniqueArray(fc.integer({ min: 1, max: 11 }), { maxLength: 2 }),
    phaseMs: fc.integer({ min: 0, max: 59_999 }),
  }),
  { minLength: 1, maxLength: 2 },
);

type Life = Parameters<
  Parameters<typeof fc.property<[typeof lives extends fc.Arbitrary<infer T> ? T : never]>>[1]
>[0];

/** The same life as each of the two temporalities tells it. */
function exported(all: Life, temporality: "delta" | "cumulative"): SumPoint[] {
  return all.flatMap(({ ok, failed, restarts, phaseMs }, index) => {
    const instance = `i${index}`;
    let startMs = at(0) + phaseMs;
    const totals = { ok: 0, failed: 0 };
    return ok.flatMap((count, minuteIndex) => {
      const beginMs = at(minuteIndex) + phaseMs;
      if (restarts.includes(minuteIndex)) {
        startMs = beginMs;
        totals.ok = 0;
        totals.failed = 0;
      }
      totals.ok += count;
      totals.failed += failed;
      const [since, values] = temporality === "delta" ? [beginMs, { ok: count, failed }] : [startMs, totals];
      const times = { startMs: since, atMs: beginMs + minute, instance };
      return [
        { ...times, value: values.ok, status: 200 },
        { ...times, value: values.failed, status: 503 },
      ];
    });
  });
}

/** In another order, but none later than six places behind where it was; some twice. */
const disturbance = fc.array(fc.record({ delay: fc.integer({ min: 0, max: 5 }), twice: fc.boolean() }), {
  minLength: 60,
  maxLength: 60,
});

function disturbed(
  points: readonly SumPoint[],
  by: readonly { delay: number; twice: boolean }[],
): SumPoint[] {
  return points
    .map((point, index) => ({
      point,
      at: index + by[index % by.length]!.delay,
      twice: by[index % by.length]!.twice,
    }))
    .toSorted((one, other) => one.at - other.at)
    .flatMap(({ point, twice }) => (twice ? [point, point] : [point]));
}

test("a delta and a cumulative export of one service give the same readings, reordered, doubled or restarted", () => {
  fc.assert(
    fc.property(lives, disturbance, (all, by) => {
      const delta = readAll(exported(all, "delta").map((point) => sumMessage([point], "delta")));
      const disturbedPoints = disturbed(exported(all, "cumulative"), by);
      const cumulative = readAll(disturbedPoints.map((point) => sumMessage([point], "cumulative")));
      expect(cumulative.values).toEqual(delta.values);
      expect(Object.keys(cumulative.refused).filter((code) => code !== "duplicate")).toEqual([]);
      const total = all.flatMap(({ ok, failed }) => ok.map((count) => count + failed));
      const requests = delta.values.map((value) => ("requests" in value ? value.requests : 0));
      const sum = (counts: readonly number[]): number => counts.reduce((one, other) => one + other, 0);
      expect(Math.abs(sum(requests) - sum(total))).toBeLessThanOrEqual(1);
      for (const value of delta.values)
        if ("errors" in value) expect(value.errors).toBeLessThanOrEqual(value.requests);
    }),
  );
});

test("a decoder that is cut anywhere and goes on from its state gives the same", () => {
  fc.assert(
    fc.property(lives, fc.nat(), (all, where) => {
      const messages = exported(all, "cumulative").map((point) => sumMessage([point], "cumulative"));
      const cut = where % (messages.length + 1);
      const before = decoderFor("auto", byStatus);
      for (const message of messages.slice(0, cut)) before.take(message);
      const state: unknown = JSON.parse(JSON.stringify(before.state()));
      const after = decoderFor("auto", byStatus, { state: state as ReturnType<typeof before.state> });
      expect(outcome(after, messages.slice(cut)).values).toEqual(readAll(messages).values);
    }),
    { numRuns: 40 },
  );
});

test.each(["requests", "errors", "delivered", "undelivered", "reports", "oldestUndelivered", "p95"] as const)(
  "a zero that is written with a minus is zero, and no sum is less: %s",
  (as) => {
    const isHighest = as === "oldestUndelivered" || as === "p95";
    for (const kind of isHighest ? (["gauge"] as const) : (["counter", "delta"] as const)) {
      const beside = as === "errors" ? "requests" : "delivered";
      const mapping: TelemetryMapping = {
        metrics: [
          { metric: "what", as, kind },
          { metric: "all", as: beside, kind: isHighest ? "counter" : kind },
        ],
      };
      const lines = ["5", "-0", "-0"].map((value, index) => {
        return ["what", "all"].map((name) => `${name}{service="a"} ${value} ${at(index) / 1000}\n`).join("");
      });
      const decoder = decoderFor("openmetrics", mapping);
      decoder.take(Buffer.from(lines.join("")));
      const { readings } = decoder.close(Infinity);
      expect(readings.length).toBeGreaterThan(0);
      const numbers = readings.flatMap(({ value }) => Object.values(value).filter(Number.isFinite));
      expect(numbers.filter((number) => Object.is(number, -0))).toEqual([]);
    }
  },
);

test("what comes for an interval that was closed is told, and changes nothing before", () => {
  const decoder = decoderFor("otlp-json", byStatus);
  decoder.take(sumMessage([{ startMs: at(0), atMs: at(1), value: 10, instance: "a" }], "delta"));
  expect(decoder.close(at(1)).readings).toMatchObject([{ arrivalMs: at(1), value: { requests: 10 } }]);
  const late = decoder.take(sumMessage([{ startMs: at(0), atMs: at(1), value: 5, instance: "b" }], "delta"));
  expect(late.refused).toMatchObject([{ code: "sample-late", count: 1 }]);
  expect(decoder.close(Infinity).readings).toEqual([]);
});
