import fc from "fast-check";
import { expect, test } from "vitest";
import { clipped, contains, lengthMs, merged, type TimeSpan } from "../../src/evaluate/time-span.ts";

const spans = fc.array(
  fc.record({ fromMs: fc.integer({ min: 0, max: 50 }), toMs: fc.integer({ min: 0, max: 50 }) }),
);
const moments = Array.from({ length: 52 }, (_, at) => at);
const within = (list: readonly TimeSpan[], at: number): boolean =>
  list.some((span) => span.fromMs <= at && at < span.toMs);

test("merged spans hold the same moments, none twice", () => {
  fc.assert(
    fc.property(spans, (list) => {
      const result = merged(list);
      expect(moments.filter((at) => contains(result, at))).toEqual(moments.filter((at) => within(list, at)));
      expect(lengthMs(result)).toBe(moments.filter((at) => within(list, at)).length);
    }),
  );
});

test("clipped spans hold the moments that lie in both", () => {
  const bounds = { fromMs: 10, toMs: 30 };
  fc.assert(
    fc.property(spans, (list) => {
      const result = clipped(merged(list), bounds);
      expect(moments.filter((at) => contains(result, at))).toEqual(
        moments.filter((at) => within(list, at) && at >= 10 && at < 30),
      );
    }),
  );
});
