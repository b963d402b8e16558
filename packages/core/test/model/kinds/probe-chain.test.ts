import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  adoptProbe,
  expectedFailure,
  learnProbe,
  probeTable,
  usualFailure,
} from "../../../src/model/kinds/probe-chain.ts";
import { addRow } from "../../../src/stats/table.ts";

/** Counts of transitions over all probes of one chain at once, with the priors of the design. */
function oracle(failed: readonly boolean[]): number {
  const pairs = failed.slice(1).map((now, index) => ({ before: failed[index]!, now }));
  const after = (before: boolean) => pairs.filter((pair) => pair.before === before);
  const failures = (before: boolean): number => after(before).filter(({ now }) => now).length;
  const usuallyDown = pairs.filter(({ now }) => now).length > 0.5 * pairs.length;
  if (failed.at(-1) !== true)
    return Math.min(0.98, Math.max(0.001, (failures(false) + 0.5) / (after(false).length + 500)));
  return Math.min(usuallyDown ? 0.98 : 0.5, Math.max(0.05, (failures(true) + 2) / (after(true).length + 4)));
}

/** The chain of one series, whose windows have so many probes, so many minutes apart. */
function chain(trials = 1, minutes = 1) {
  const probes = probeTable();
  addRow(probes);
  const { columns } = probes;
  const see = (windows: number, failures: number, learning = true): void => {
    for (let window = 0; window < windows; window += 1)
      learnProbe(columns, 0, { failures, trials, learning });
  };
  return {
    see,
    adopt: () => adoptProbe(columns, 0),
    usual: () => usualFailure(columns, 0),
    expected: () => expectedFailure(columns, 0, { trials, minutes }),
  };
}

test("the expected failure is the batch share of failures after the same outcome, after every probe", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 120 }), (failed) => {
      const { see, expected } = chain();
      failed.forEach((now, index) => {
        see(1, now ? 1 : 0);
        expect(expected()).toBeCloseTo(oracle(failed.slice(0, index + 1)), 12);
      });
    }),
  );
});

test("before any probe a failure is expected once in a thousand", () => {
  expect(chain().expected()).toBe(0.001);
});

test("what is seen while the service is held is remembered as the last outcome but not counted", () => {
  const { see, expected } = chain();
  see(50, 0);
  const afterPass = expected();
  see(50, 1, false);
  expect(expected()).toBe(0.5);
  see(1, 0, false);
  expect(expected()).toBe(afterPass);
});

test("an outage is not benign however long it lasts: while a service mostly works its failures are expected to end", () => {
  const { see, expected } = chain();
  see(300, 0);
  for (let probe = 0; probe < 100; probe += 1) {
    see(1, 1);
    expect(expected()).toBeLessThanOrEqual(0.5);
  }
});

test("a state that outlasted its reference is adopted: what is down is then expected to stay down", () => {
  const { see, adopt, expected } = chain();
  see(300, 0);
  see(1, 1, false);
  adopt();
  expect(expected()).toBeGreaterThan(0.9);
});

test("what is usual is the share of all probes that failed, whatever the last one did, and nothing before the first", () => {
  const { see, usual } = chain();
  expect(usual()).toBe(0);
  see(991, 0);
  see(5, 1);
  see(5, 0);
  expect(usual()).toBe(5 / 1000);
  see(60, 1, false);
  expect(usual()).toBe(5 / 1000);
});

describe("of twelve probes in a window", () => {
  test("those that failed before are expected to fail again at most every other time, the others once in a thousand", () => {
    const { see, expected } = chain(12);
    see(300, 0);
    see(1, 3, false);
    expect(expected()).toBeCloseTo((3 * 0.5 + 9 * 0.001) / 12, 12);
  });

  test("one that is always down is expected to stay down, and a second one is not", () => {
    const { see, expected } = chain(12);
    see(500, 1);
    expect(expected()).toBeCloseTo((0.98 + 11 * 0.001) / 12, 3);
    see(1, 2, false);
    expect(expected()).toBeCloseTo((0.98 + 0.5 + 10 * 0.001) / 12, 3);
  });

  test("as many as were down when the state was adopted are expected to stay down", () => {
    const { see, adopt, expected, usual } = chain(12);
    see(300, 0);
    see(1, 5, false);
    adopt();
    for (let window = 0; window < 100; window += 1) {
      expect(expected()).toBeGreaterThan((5 * 0.9) / 12);
      expect(usual()).toBeCloseTo(5 / 12, 12);
      see(1, 5);
    }
    see(1, 9);
    expect(expected()).toBeLessThan((5 + 4 * 0.5 + 3 * 0.002) / 12);
  });
});

test("the longer until the next probe, the likelier a failure that is benign is over by then", () => {
  const afterFailure = [1, 10, 20, 40, 1440].map((minutes) => {
    const { see, expected } = chain(1, minutes);
    see(100, 0);
    see(1, 1);
    return expected();
  });
  expect(afterFailure).toEqual([0.5, 0.5, 0.25, 0.0625, 0.05]);
});
