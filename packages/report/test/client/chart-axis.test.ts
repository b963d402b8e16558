import fc from "fast-check";
import { expect, test } from "vitest";
import { valueRange, valueTicks } from "../../src/client/chart-axis.js";
import type { Chart } from "../../src/client/payload.ts";

const value = fc.double({ min: 1e-6, max: 1e9, noNaN: true });

function chart(scale: Chart["scale"], observed: readonly number[], expected: number): Chart {
  const same = observed.map(() => expected);
  return {
    scale,
    unit: "count",
    segments: [],
    marks: [],
    observed,
    expected: same,
    lower: same.map(() => 0),
    upper: same,
  };
}

test("everything observed lies within the range, and every tick, too", () => {
  const scale = fc.constantFrom<Chart["scale"]>("linear", "log", "log-with-zero");
  fc.assert(
    fc.property(scale, fc.array(value, { minLength: 1, maxLength: 9 }), value, (kind, observed, expected) => {
      const drawn = chart(kind, observed, expected);
      const [least, most] = valueRange(drawn);
      expect(observed.every((each) => each >= least && each <= most)).toBe(true);
      const ticks = valueTicks(drawn);
      expect(ticks.every((tick) => tick >= least * 0.999 && tick <= most * 1.001)).toBe(true);
      expect(ticks.length).toBeLessThanOrEqual(6);
    }),
  );
});

test("a chart in which nothing ever happened still has a range", () => {
  expect(valueRange(chart("linear", [0, 0], 0))).toEqual([0, 1]);
});
