import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { latencyTotal, quantileOfBuckets } from "../../src/world/latency-total.ts";
import type { DeliveryLatencyReading } from "../../src/reading/reading.ts";
import { type DeliveryValues, readingsOfWindow } from "../support/make-frames.ts";

const delivery = (values: DeliveryValues): DeliveryLatencyReading =>
  readingsOfWindow(0).delivery({}, values) as DeliveryLatencyReading;

describe("one reading", () => {
  test("its 95th percentile is taken as it is", () => {
    expect(latencyTotal([delivery({ delivered: 7, p95Ms: 410.5 })])).toEqual({
      p95Ms: 410.5,
      delivered: 7,
      buckets: null,
    });
  });

  test("its histogram is taken rather than its percentile", () => {
    expect(latencyTotal([delivery({ delivered: 7, p95Ms: 410, buckets: [500, 7] })])).toEqual({
      p95Ms: 0,
      delivered: 7,
      buckets: [500, 7],
    });
  });

  test("nothing delivered, or no word on how long it took, is no latency at all", () => {
    expect(latencyTotal([delivery({ delivered: 0, p95Ms: 410 })])).toBeNull();
    expect(latencyTotal([delivery({ delivered: 7 })])).toBeNull();
    expect(latencyTotal([])).toBeNull();
  });
});

describe("several readings", () => {
  test("histograms with equal edges are summed", () => {
    const parts = [
      delivery({ delivered: 10, buckets: [100, 4, 200, 9] }),
      delivery({ delivered: 30, buckets: [100, 20, 200, 30] }),
    ];
    expect(latencyTotal(parts)).toEqual({ p95Ms: 0, delivered: 40, buckets: [100, 24, 200, 39] });
  });

  test("percentiles become their mean weighted by delivered messages", () => {
    const parts = [delivery({ delivered: 100, p95Ms: 200 }), delivery({ delivered: 300, p95Ms: 400 })];
    expect(latencyTotal(parts)).toEqual({ p95Ms: 350, delivered: 400, buckets: null });
  });

  test("a histogram among percentiles counts with the percentile it gives", () => {
    const parts = [
      delivery({ delivered: 100, buckets: [100, 90, 200, 100] }),
      delivery({ delivered: 100, p95Ms: 250 }),
    ];
    expect(latencyTotal(parts)).toEqual({ p95Ms: 200, delivered: 200, buckets: null });
  });

  test("parts that delivered nothing or say nothing do not count", () => {
    const silent = [delivery({ delivered: 0, p95Ms: 9999 }), delivery({ delivered: 50 })];
    expect(latencyTotal([...silent, delivery({ delivered: 5, p95Ms: 80 })])?.p95Ms).toBe(80);
  });

  test("their order does not matter, to the last bit", () => {
    const part = fc.record({
      delivered: fc.integer({ min: 1, max: 1e6 }),
      p95Ms: fc.double({ min: 0.1, max: 1e5, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 2 }), (parts) => {
        const readings = parts.map(delivery);
        expect(latencyTotal(readings.toReversed())).toEqual(latencyTotal(readings));
      }),
    );
  });
});

describe("the percentile of a histogram", () => {
  test("the worked example: rank 95 lies half-way through the second bucket", () => {
    expect(quantileOfBuckets([100, 90, 200, 100], 100)).toBe(150);
  });

  test("above the last edge it is the last edge, which is all that is known", () => {
    expect(quantileOfBuckets([100, 50, 200, 80], 100)).toBe(200);
  });

  test("it never lies outside the bucket that holds the rank", () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.nat(50)), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(steps, fc.nat(20), (drawn, beyond) => {
        const buckets: number[] = [];
        for (const [edge, count] of drawn)
          buckets.push((buckets.at(-2) ?? 0) + edge, (buckets.at(-1) ?? 0) + count);
        const delivered = (buckets.at(-1) as number) + beyond;
        fc.pre(delivered > 0);
        const found = quantileOfBuckets(buckets, delivered);
        const pairs = drawn.map(
          (_, at) => [buckets[2 * at] as number, buckets[2 * at + 1] as number] as const,
        );
        const holding = pairs.findIndex(([, count]) => count >= 0.95 * delivered);
        const [lower, upper] =
          holding < 0
            ? [pairs.at(-1)![0], pairs.at(-1)![0]]
            : [pairs[holding - 1]?.[0] ?? 0, pairs[holding]![0]];
        expect(found >= lower && found <= upper).toBe(true);
      }),
    );
  });
});
