import { describe, expect, test } from "vitest";
import { scalePerDeviation } from "../../../src/model/kinds/latency.ts";
import { latencyLevel, setLatencyLevel } from "../../../src/model/kinds/latency-level.ts";
import { randomStream, studentT } from "../../../../worlds/src/random/index.ts";
import { type Met, oneSeries } from "../../support/one-series.ts";

const latencies = (seed: number, windows: number, p95Ms: number): readonly number[] => {
  const random = randomStream(seed, "latency");
  return Array.from({ length: windows }, () => p95Ms * Math.exp(0.1 * studentT(random, 5)));
};

const clip = (value: number, reach: number): number => Math.min(reach, Math.max(-reach, value));

function levelOracle(met: readonly Met[], next: number): number {
  let [a, b, kept, slotClass] = [0, 0, 1, next];
  for (let index = met.length - 1; index >= 0; index -= 1) {
    const { value, base, mean, deviation, level } = met[index]!;
    if (met[index]!.slotClass !== slotClass) {
      kept *= 0.1;
      slotClass = met[index]!.slotClass;
    }
    a += kept * (clip(value - mean, 2.5 * deviation) + mean - base + level);
    b += kept;
    kept *= 1 - 1 / 120;
  }
  return a / (2 + b);
}

const scaleOracle = (met: readonly Met[]): number =>
  Math.max(
    0.01,
    scalePerDeviation *
      met.reduce(
        (spread, { value, mean, deviation }, at) =>
          spread +
          Math.max(0.003, 1 / (at + 1 + 10)) * (Math.min(Math.abs(value - mean), 4 * deviation) - spread),
        0.1,
      ),
  );

describe.each([250, 3e9])("a 95th percentile of about %d ms", (p95Ms) => {
  test("level and scale are their batch oracles after every reading", () => {
    const series = oneSeries("latency");
    const met: Met[] = [];
    latencies(3, 400, p95Ms).forEach((value, window) => {
      const now = series.meet({ window, value, factor: 0.05 * Math.sin(window / 30) });
      expect(Math.abs(now.level - levelOracle(met, now.slotClass))).toBeLessThan(1e-8);
      expect(now.deviation / scaleOracle(met)).toBeCloseTo(1, 8);
      met.push(now);
    });
  });
});

test("a one-off reading of a minute instead of 250 ms leaves the expectation where it was, within a fifth", () => {
  const calm = oneSeries("latency");
  const shaken = oneSeries("latency");
  latencies(4, 240, 250).forEach((value, window) => {
    const wild = window === 200 ? 60_000 : value;
    const expected = calm.meet({ window, value }).mean;
    const disturbed = shaken.meet({ window, value: wild }).mean;
    if (window > 210) expect(Math.abs(disturbed - expected)).toBeLessThan(Math.log(1.2));
  });
});

test("a level that is set is the level, in nats", () => {
  const series = oneSeries("latency");
  latencies(5, 200, 250).forEach((value, window) => series.meet({ window, value }));
  setLatencyLevel(series.columns, 0, 1.5);
  expect(latencyLevel(series.columns, 0)).toBeCloseTo(1.5, 9);
});
