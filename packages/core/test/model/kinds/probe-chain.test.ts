import fc from "fast-check";
import { expect, test } from "vitest";
import { adoptProbe, expectedFailure, learnProbe, probeTable } from "../../../src/model/kinds/probe-chain.ts";
import { addRow } from "../../../src/stats/table.ts";

/** Counts of transitions over all probes at once, with the priors of the design. */
function oracle(failed: readonly boolean[]): number {
  const pairs = failed.slice(1).map((now, index) => ({ before: failed[index]!, now }));
  const after = (before: boolean) => pairs.filter((pair) => pair.before === before);
  const failures = (before: boolean): number => after(before).filter(({ now }) => now).length;
  const usuallyDown = pairs.filter(({ now }) => now).length > 0.5 * pairs.length;
  if (failed.at(-1) !== true)
    return Math.min(0.98, Math.max(0.001, (failures(false) + 0.5) / (after(false).length + 500)));
  return Math.min(usuallyDown ? 0.98 : 0.5, Math.max(0.05, (failures(true) + 2) / (after(true).length + 4)));
}

test("the expected failure is the batch share of failures after the same outcome, after every probe", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 120 }), (failed) => {
      const { columns } = probesWith(1);
      failed.forEach((now, index) => {
        learnProbe(columns, 0, now, true);
        expect(expectedFailure(columns, 0)).toBeCloseTo(oracle(failed.slice(0, index + 1)), 12);
      });
    }),
  );
});

function probesWith(rows: number) {
  const probes = probeTable();
  for (let row = 0; row < rows; row += 1) addRow(probes);
  return probes;
}

test("before any probe a failure is expected once in a thousand", () => {
  expect(expectedFailure(probesWith(1).columns, 0)).toBe(0.001);
});

test("what is seen while the service is held is remembered as the last outcome but not counted", () => {
  const { columns } = probesWith(1);
  for (let probe = 0; probe < 50; probe += 1) learnProbe(columns, 0, false, true);
  const afterPass = expectedFailure(columns, 0);
  for (let probe = 0; probe < 50; probe += 1) learnProbe(columns, 0, true, false);
  expect(expectedFailure(columns, 0)).toBe(0.5);
  learnProbe(columns, 0, false, false);
  expect(expectedFailure(columns, 0)).toBe(afterPass);
});

test("an outage is not benign however long it lasts: while a service mostly works its failures are expected to end", () => {
  const { columns } = probesWith(1);
  for (let probe = 0; probe < 300; probe += 1) learnProbe(columns, 0, false, true);
  for (let probe = 0; probe < 100; probe += 1) {
    learnProbe(columns, 0, true, true);
    expect(expectedFailure(columns, 0)).toBeLessThanOrEqual(0.5);
  }
});

test("a state that outlasted its reference is adopted: what is down is then expected to stay down", () => {
  const { columns } = probesWith(1);
  for (let probe = 0; probe < 300; probe += 1) learnProbe(columns, 0, false, true);
  learnProbe(columns, 0, true, false);
  adoptProbe(columns, 0);
  expect(expectedFailure(columns, 0)).toBeGreaterThan(0.9);
});
