import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { negativeBinomial, randomStream } from "../../../../worlds/src/random/index.ts";
import { oneKind } from "../../support/one-kind.ts";
import { oneSeries } from "../../support/one-series.ts";
import { firstWindow, minuteMs } from "../../support/world-time.ts";

const dayMinutes = 1440;
const counts = (seed: number) => {
  const random = randomStream(seed, "seasons");
  return (mean: number): number => (mean === 0 ? 0 : negativeBinomial(random, mean, 30));
};

/** Largest expectation of what follows, where 600 a minute is usual and one reading was something else. */
function worstAfter(wildAt: number, wild: number, windows: number, from: number): readonly number[] {
  const series = oneSeries("traffic");
  const draw = counts(3);
  const means: number[] = [];
  for (let window = 0; window < windows; window += 1) {
    const { mean } = series.meet({ window, value: window === wildAt ? wild : draw(600) });
    if (window > wildAt && window >= from) means.push(mean);
  }
  return [Math.min(...means), Math.max(...means)];
}

describe("a counter that sends its lifetime total once", () => {
  test.each([50_000_000, 1e12, 1e300])("of %d moves no later expectation, today or tomorrow", (total) => {
    const [lowest, highest] = worstAfter(300, total, 2 * dayMinutes, 0);
    expect(lowest).toBeGreaterThan(300);
    expect(highest).toBeLessThan(1200);
  });

  test("in its very first reading is forgotten before its warm-up is over, and its hour of tomorrow is right", () => {
    const [lowest, highest] = worstAfter(0, 50_000_000, 2 * dayMinutes, 60);
    expect(lowest).toBeGreaterThan(300);
    expect(highest).toBeLessThan(1200);
  });

  test("after some minutes of a life moves nothing either", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), (at) => {
        const [, highest] = worstAfter(at, 50_000_000, at + 90, Math.max(60, at));
        expect(highest).toBeLessThan(1500);
      }),
      { numRuns: 20, seed: 4 },
    );
  });
});

/** Minutes of a day in which it is open: not on weekends (the world begins on a Monday). */
const openFrom = 13.5 * 60;
const openTo = 20 * 60;
const trade = (window: number): number => {
  const minute = window % dayMinutes;
  const isWeekend = Math.floor(window / dayMinutes) % 7 >= 5;
  return !isWeekend && minute >= openFrom && minute < openTo ? 1000 : 0;
};

/**
 * Two weeks of a series whose entity is held for six hours whenever most of what was expected is missing, as the gate does;
 * the largest expectation of each day while nothing comes, and the smallest share of what is usual while it is open.
 */
function weeksOf(usual: (window: number) => number, days: number) {
  const one = oneKind("traffic", "traffic");
  const draw = counts(5);
  const expectedWhileNone: number[] = [];
  const shareWhileOpen: number[] = [];
  const level: number[] = [];
  let heldTo = -1;
  for (let window = 0; window < days * dayMinutes; window += 1) {
    const day = Math.floor(window / dayMinutes);
    const value = draw(usual(window));
    const observation = { series: 0, value, exposure: 1, readings: 1, intervalMs: minuteMs, buckets: null };
    const isHeld = window < heldTo;
    const { prediction } = one.meet([observation], { window: firstWindow + window, held: isHeld });
    const expected = prediction.predicted[0]!;
    if (!isHeld && window > 60 && expected > 20 && value < 0.05 * expected) heldTo = window + 360;
    if (usual(window) === 0) expectedWhileNone[day] = Math.max(expectedWhileNone[day] ?? 0, expected);
    else {
      shareWhileOpen[day] = Math.min(shareWhileOpen[day] ?? 9, expected / usual(window));
      level[day] = Math.max(level[day] ?? 0, expected / usual(window));
    }
  }
  return { expectedWhileNone, shareWhileOpen, mostWhileOpen: level, state: one.state() };
}

test("trading hours with zeros outside are right from the second week on, though what follows a closing is held", () => {
  const { expectedWhileNone, shareWhileOpen, mostWhileOpen } = weeksOf(trade, 15);
  for (let day = 8; day < 15; day += 1) {
    expect(expectedWhileNone[day]).toBeLessThan(5);
    if (shareWhileOpen[day] === undefined) continue;
    expect(shareWhileOpen[day]).toBeGreaterThan(0.3);
    expect(mostWhileOpen[day]).toBeLessThan(2.5);
  }
});

test("a step inside a quarter is none either, some days later: to seven minutes past the hour", () => {
  const odd = (window: number): number => trade(window - 7);
  const { expectedWhileNone } = weeksOf(odd, 15);
  for (let day = 10; day < 15; day += 1) expect(expectedWhileNone[day]).toBeLessThan(5);
});

test("a batch at 03:00 is expected from the third day on, before it and after it nothing of it", () => {
  const batch = (window: number): number =>
    window % dayMinutes >= 180 && window % dayMinutes < 210 ? 600 : 60;
  const series = oneSeries("traffic");
  const draw = counts(6);
  for (let window = 0; window < 6 * dayMinutes; window += 1) {
    const { mean } = series.meet({ window, value: draw(batch(window)) });
    if (window < 3 * dayMinutes) continue;
    expect(mean / batch(window)).toBeGreaterThan(0.35);
    expect(mean / batch(window)).toBeLessThan(2.5);
  }
});

test("a series without steps keeps no season by quarters", () => {
  const smooth = (window: number): number => 500 + 400 * Math.sin((2 * Math.PI * window) / dayMinutes);
  const { state } = weeksOf(smooth, 8);
  expect(state.kinds.fineSeasons?.traffic?.rows).toBe(0);
});

test("while an entity is held nothing is carried from the reading that was learned last", () => {
  const one = oneKind("count", "errors");
  const observation = (value: number) => [
    { series: 0, value, exposure: 1000, readings: 1, intervalMs: minuteMs, buckets: null },
  ];
  const draw = counts(7);
  let window = firstWindow;
  for (let turn = 0; turn < 2000; turn += 1) {
    const value = draw(turn % 40 < 20 ? 30 : 10);
    one.meet(observation(value), { window });
    window += 1;
  }
  one.meet(observation(60), { window });
  const carried = one.predict(observation(10), { window: window + 1 }).prediction;
  expect(carried.predicted[0]! / carried.means[0]!).toBeGreaterThan(1.1);
  one.meet(observation(10), { window: window + 1, held: true });
  const { prediction } = one.predict(observation(10), { window: window + 2 });
  expect(prediction.predicted[0]).toBeCloseTo(prediction.means[0]!, 9);
});

test("failures out of none say nothing, and count for no reading of the warm-up", () => {
  const one = oneKind("count", "errors");
  const none = { series: 0, value: 0, exposure: 0, readings: 2, intervalMs: minuteMs, buckets: null };
  expect(one.meet([none], { window: firstWindow }).batch.rows).toEqual([]);
});
