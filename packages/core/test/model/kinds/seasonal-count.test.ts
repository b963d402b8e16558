import { plainTime } from "../../../src/knowledge/wall-clock.ts";
import { describe, expect, test } from "vitest";
import { hourlySeason } from "../../../src/model/baseline/season.ts";
import { countLevel, setCountLevel } from "../../../src/model/kinds/count-level.ts";
import { sizeOf } from "../../../src/model/kinds/count-size.ts";
import { negativeBinomial, randomStream } from "../../../../worlds/src/random/index.ts";
import { type Met, oneSeries } from "../../support/one-series.ts";
import { minuteMs, worldStartMs } from "../../support/world-time.ts";

const counts = (seed: number, windows: number, mean: number): readonly number[] => {
  const random = randomStream(seed, "counts");
  return Array.from({ length: windows }, () => negativeBinomial(random, mean, 20));
};

const clip = (value: number, reach: number): number => Math.min(reach, Math.max(-reach, value));

/**
 * (2 + a) / (2 + b) over all readings at once; what came before a change of slot weighs a tenth. What the common factor
 * explains is left out of b, or a factor that lasts would be learned into the level.
 */
function levelOracle(met: readonly Met[], next: number, keep: number): number {
  let [a, b, kept, slotClass] = [0, 0, 1, next];
  for (let index = met.length - 1; index >= 0; index -= 1) {
    const { value, base, mean, deviation, level } = met[index]!;
    if (met[index]!.slotClass !== slotClass) {
      kept *= 0.1;
      slotClass = met[index]!.slotClass;
    }
    const unit = base / level;
    const weight = kept / Math.max(1, unit / 20);
    a += weight * (mean + clip(value - mean, 2.5 * deviation));
    b += weight * unit;
    kept *= keep;
  }
  return (2 + a) / (2 + b);
}

/** The exponential mean of clipped excess dispersion over all readings at once. */
function spreadOracle(met: readonly Met[]): number {
  return met.reduce((spread, { value, mean, deviation }, at) => {
    const residual = clip(value - mean, 4 * deviation);
    const excess = (residual * residual - mean) / (mean * mean + 1);
    return spread + Math.max(0.003, 1 / (at + 1 + 10)) * Math.min(1, mean) * (excess - spread);
  }, 0.05);
}

describe.each([
  ["count", 3, 1 - 1 / 120],
  ["count", 4e6, 1 - 1 / 120],
  ["reports", 6, 1 - 1 / 180],
  ["traffic", 900, 1 - 1 / 120],
] as const)("a series of kind %s with a mean of %d", (kind, mean, keep) => {
  test("level and spread are their batch oracles after every reading", () => {
    const series = oneSeries(kind);
    const met: Met[] = [];
    counts(7, 400, mean).forEach((value, window) => {
      const now = series.meet({ window, value, factor: 0.1 * Math.sin(window / 30) });
      expect(now.level / levelOracle(met, now.slotClass, keep)).toBeCloseTo(1, 9);
      const spread = Math.max(2e-4, 1.4 * spreadOracle(met));
      expect(now.deviation / Math.sqrt(now.mean + now.mean ** 2 * spread)).toBeCloseTo(1, 6);
      met.push(now);
    });
    expect(sizeOf(series.columns, 0)).toBeCloseTo(1 / Math.max(2e-4, 1.4 * spreadOracle(met)), 3);
  });
});

test("the mean is exposure times seasonal rate times level", () => {
  const series = oneSeries("count");
  counts(8, 300, 5).forEach((value, window) => {
    const exposure = 1000 + (window % 7);
    const seasonal = hourlySeason(
      series.columns,
      0,
      plainTime(worldStartMs + (window + 0.5) * minuteMs),
    ).value;
    const { base, level } = series.meet({ window, value, exposure });
    expect(base).toBeCloseTo(Math.max(1e-3, exposure * seasonal * level), 9);
  });
  const before = series.meet({ window: 300, value: 5, exposure: 1000 });
  const twice = series.meet({ window: 301, value: 10, exposure: 2000 });
  expect(twice.mean / before.mean).toBeCloseTo(2, 1);
});

test("the common factor moves the mean by its loading, which starts at 1", () => {
  const series = oneSeries("count");
  counts(9, 100, 50).forEach((value, window) => series.meet({ window, value }));
  const { base, mean } = series.meet({ window: 100, value: 50, factor: 0.1 });
  expect(mean / base).toBeCloseTo(Math.exp(0.1), 6);
});

test("what the residual before says moves the prediction by at most 1.5 x 0.9 deviations and never below a third", () => {
  const series = oneSeries("count");
  counts(10, 3000, 20).forEach((value, window) => {
    const { predicted, mean, deviation } = series.meet({
      window,
      value: window % 40 < 20 ? value * 2 : value,
    });
    expect(predicted).toBeLessThanOrEqual(mean + 1.35 * deviation + 1e-9);
    expect(predicted).toBeGreaterThanOrEqual(mean / 3 - 1e-9);
  });
});

test("a first event where none ever was is surprising but possible: the mean is never zero", () => {
  const series = oneSeries("count");
  for (let window = 0; window < 600; window += 1) {
    expect(series.meet({ window, value: 0, exposure: 1000 }).predicted).toBeGreaterThanOrEqual(1e-3);
  }
});

test("a level that is set is the level, and moves on from there", () => {
  const series = oneSeries("count");
  counts(11, 200, 30).forEach((value, window) => series.meet({ window, value }));
  setCountLevel(series.columns, 0, 7);
  expect(countLevel(series.columns, 0)).toBeCloseTo(7, 9);
  counts(12, 300, 30).forEach((value, window) => series.meet({ window: 200 + window, value }));
  expect(countLevel(series.columns, 0)).toBeLessThan(3);
});
