import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countLogRatio } from "../../../src/model/likelihood/count.ts";
import { sizeOf } from "../../../src/model/kinds/count-size.ts";
import { evidenceOf } from "../../support/battery.ts";
import { type Met, oneKind } from "../../support/one-kind.ts";
import { firstWindow, minuteMs } from "../../support/world-time.ts";

/** So many requests, of which so many failed, in a reading of so many minutes. */
interface Reading {
  readonly requests: number;
  readonly failed: number;
  readonly held?: true;
  readonly referred?: true;
}

/** A series of errors in which each reading is of so many minutes. */
function readings(everyMinutes: number) {
  const one = oneKind("count", "errors");
  let window = firstWindow;
  const see = ({ requests, failed, ...how }: Reading): Met => {
    window += everyMinutes;
    const intervalMs = everyMinutes * minuteMs;
    return one.meet(
      [{ series: 0, value: failed, exposure: requests, readings: 1, intervalMs, buckets: null }],
      { window, ...how },
    );
  };
  const times = (count: number, reading: Reading): readonly Met[] =>
    Array.from({ length: count }, () => see(reading));
  return { one, see, times, columns: one.series.columns };
}

const natsOf = ({ scores }: Met): number => evidenceOf(scores)[0]!;
const passes = { requests: 1, failed: 0 };
const fails = { requests: 1, failed: 1 };
const nothing = { requests: 0, failed: 0 };

test("after 100 requests an hour apart that passed, failures say 4.70, 3.56, 3.55 and 3.49 nats", () => {
  const { times } = readings(60);
  times(100, passes);
  const nats = times(4, fails).map(natsOf);
  expect(nats.map((each) => Number(each.toFixed(2)))).toEqual([4.7, 3.56, 3.55, 3.49]);
});

test("a second failure a minute after the first says 0.405 nats, and one after half an hour of failures over 1.4", () => {
  const { see, times } = readings(1);
  for (let hour = 0; hour < 100; hour += 1) {
    see(passes);
    times(59, nothing);
  }
  see(fails);
  expect(natsOf(see(fails))).toBeCloseTo(0.405, 2);
  times(28, { ...fails, held: true });
  expect(natsOf(see(fails))).toBeGreaterThan(1.4);
});

test("what was counted is no probability yet: the first failure of five requests says less than that of five hundred", () => {
  const firstAfter = (requests: number): number => {
    const { see, times } = readings(60);
    times(requests, passes);
    return natsOf(see(fails));
  };
  expect(firstAfter(5)).toBeLessThan(2.6);
  expect(firstAfter(500)).toBeGreaterThan(5);
});

test("where a fifth of rare requests fails as a rule, a failing fifth is not looked for, and one that fails says little", () => {
  const { see, times } = readings(60);
  for (let cycle = 0; cycle < 100; cycle += 1) {
    times(4, passes);
    see(fails);
  }
  see(passes);
  const { scores } = see(fails);
  expect(scores.first[0]).toBeLessThanOrEqual(Math.log(1.5));
  expect(evidenceOf(scores)[0]).toBeLessThanOrEqual(1.2);
});

test("failures of one window share a cause: twenty of twenty say little more than one of one", () => {
  const { one, times } = readings(60);
  times(100, passes);
  const nats = [fails, { requests: 20, failed: 20 }].map(({ requests, failed }) => {
    const { batch, prediction } = one.predict(
      [{ series: 0, value: failed, exposure: requests, readings: 1, intervalMs: minuteMs, buckets: null }],
      { window: firstWindow + 60 * 101 },
    );
    return evidenceOf(one.model.score(batch, prediction, []))[0]!;
  });
  expect(nats[1]! - nats[0]!).toBeGreaterThan(1);
  expect(nats[1]! - nats[0]!).toBeLessThan(6);
});

describe("an outage of rare requests", () => {
  test("is hardly learned even while nobody is held: a tenth of what follows a failure", () => {
    const { times, columns } = readings(60);
    times(100, passes);
    times(11, fails);
    expect(columns.trialFailures[0]).toBeCloseTo(2, 1);
  });

  test("is not learned at all while held, and becomes usual at a release, which going back undoes", () => {
    const { one, times, columns } = readings(60);
    times(100, passes);
    const before = [columns.trials[0], columns.trialFailures[0]];
    times(6, { ...fails, held: true });
    expect([columns.trials[0], columns.trialFailures[0]]).toEqual(before);
    one.model.release(0, true);
    expect(natsOf(times(1, { ...fails, referred: true })[0]!)).toBeLessThan(0.2);
    one.model.restore(0);
    expect([columns.trials[0], columns.trialFailures[0]]).toEqual(before);
  });
});

test("a series of sixty requests an hour or more is scored as counts are, bit for bit", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 60, max: 1e6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (requests, share) => {
        const { see, times, columns } = readings(60);
        times(30, { requests, failed: Math.floor(requests / 50) });
        const failed = Math.round(share * requests);
        const size = sizeOf(columns, 0);
        const { scores, prediction } = see({ requests, failed });
        const mean = prediction.predicted[0]!;
        fc.pre(mean <= 0.1 * requests);
        expect(scores.first[0]).toBe(Math.min(16, Math.max(-100, countLogRatio(failed, mean, size, 1.5))));
        expect(scores.second[0]).toBe(Math.min(16, Math.max(-100, countLogRatio(failed, mean, size, 4))));
      },
    ),
    { numRuns: 30 },
  );
});

test("more failures than requests count as all of them", () => {
  const all = readings(60);
  const more = readings(60);
  for (const { times } of [all, more]) times(50, passes);
  expect(natsOf(more.see({ requests: 1, failed: 7 }))).toBe(natsOf(all.see(fails)));
});
