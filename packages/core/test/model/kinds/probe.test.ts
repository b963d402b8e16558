import { expect, test } from "vitest";
import { probeLogRatio } from "../../../src/model/likelihood/probe.ts";
import { evidenceOf } from "../../support/battery.ts";
import { oneKind } from "../../support/one-kind.ts";
import { firstWindow, minuteMs } from "../../support/world-time.ts";

/** So many monitors in each window, of which so many found it down; what the last window said. */
function probed(monitors: number, failures: readonly number[], referred = false) {
  const one = oneKind("probe", "errors");
  const met = failures.map((value, at) =>
    one.meet(
      [{ series: 0, value, exposure: monitors, readings: monitors, intervalMs: minuteMs, buckets: null }],
      { window: firstWindow + at, referred },
    ),
  );
  return { ...met.at(-1)!, columns: one.series.columns };
}

const times = (windows: number, failures: number): readonly number[] =>
  Array.from({ length: windows }, () => failures);

test("a failure after passes is 6.856 nats, the next after it 0.642: what is repeated says little", () => {
  expect(probed(1, [...times(2000, 0), 1]).scores.second[0]).toBeCloseTo(6.856, 3);
  expect(probed(1, [...times(2000, 0), 1, 1]).scores.second[0]).toBeCloseTo(0.642, 3);
});

test("against the level before the incident a failure is expected with probability one half", () => {
  const { scores } = probed(1, [...times(100, 0), 1, 1], true);
  expect(scores.againstReference!.first[0]).toBeCloseTo(probeLogRatio(1, 1, 0.5, 0.5), 12);
  expect(scores.againstReference!.second[0]).toBeCloseTo(probeLogRatio(1, 1, 0.5, 0.95), 12);
});

test("what is shown is how many failures are expected, and a band up to that, or up to all of them where failing is usual", () => {
  const usuallyUp = probed(3, times(2000, 0)).columns;
  expect([usuallyUp.expected[0], usuallyUp.upper[0]]).toEqual([0.003, 0.003]);
  const downForAnHour = probed(1, [...times(1980, 0), ...times(19, 1), 0, 1]).columns;
  expect(downForAnHour.expected[0]).toBeCloseTo(0.01, 3);
  const usuallyDown = probed(3, times(100, 3)).columns;
  expect(usuallyDown.expected[0]).toBeGreaterThan(2.5);
  expect(usuallyDown.upper[0]).toBe(3);
});

test("of a service that is down as a rule, a probe that passes does not speak for a failure", () => {
  expect(evidenceOf(probed(1, [...times(100, 1), 0]).scores)[0]).toBeLessThanOrEqual(0);
});

test("where one monitor of twelve is always down, that it is down again is no evidence, and that all are down is", () => {
  expect(evidenceOf(probed(12, times(100, 1)).scores)[0]).toBeLessThanOrEqual(0);
  expect(evidenceOf(probed(12, [...times(100, 1), 12]).scores)[0]).toBeGreaterThan(2);
});

test("a thousand monitors that find it down in each of an hour's windows are a finite number of nats, at most 16 a window", () => {
  const { scores } = probed(1000, [...times(100, 0), ...times(60, 1000)]);
  const first = probed(1000, [...times(100, 0), 1000]).scores;
  expect(Math.max(...Array.from(first.first), ...Array.from(first.second))).toBe(16);
  for (const nats of [...Array.from(scores.first), ...Array.from(scores.second)]) {
    expect(nats).toBeLessThanOrEqual(16);
    expect(Number.isFinite(nats)).toBe(true);
  }
});

test("a probe that comes once an hour says more by failing again than one that comes every minute", () => {
  const said = (intervalMs: number) => {
    const one = oneKind("probe", "errors");
    const met = [...times(100, 0), 1, 1].map((value, at) =>
      one.meet([{ series: 0, value, exposure: 1, readings: 1, intervalMs, buckets: null }], {
        window: firstWindow + (at * intervalMs) / minuteMs,
      }),
    );
    return evidenceOf(met.at(-1)!.scores)[0]!;
  };
  expect(said(minuteMs)).toBeCloseTo(Math.log((1 + 0.95 / 0.5) / 2), 9);
  expect(said(60 * minuteMs)).toBeCloseTo(Math.log((0.5 + 0.95) / 0.05 / 2), 1);
});
