import { describe, expect, test } from "vitest";
import {
  detectionFormat,
  detectionSteps,
  intakeFormat,
  intakeSteps,
  leadsTo,
  type SnapshotSteps,
  upgradedSnapshot,
} from "../../src/pipeline/snapshot-format.ts";

const steps: SnapshotSteps = {
  3: ({ level }: { readonly level: number }) => ({ rate: level / 2 }),
  4: ({ rate }: { readonly rate: number }) => ({ rate, spread: 0 }),
};

describe("steps from format to format", () => {
  test("are taken in order, from the snapshot's format to the present one", () => {
    expect(upgradedSnapshot({ level: 8 }, steps, { from: 3, to: 5 })).toEqual({ rate: 4, spread: 0 });
    expect(upgradedSnapshot({ rate: 4 }, steps, { from: 4, to: 5 })).toEqual({ rate: 4, spread: 0 });
  });

  test("leave a snapshot of the present format as it is", () => {
    const snapshot = { rate: 4 };
    expect(upgradedSnapshot(snapshot, steps, { from: 5, to: 5 })).toBe(snapshot);
  });

  test.each([
    ["where one is missing on the way", 2, 5],
    ["where the last is missing", 4, 6],
    ["backwards", 5, 4],
  ])("do not lead on %s", (_where, from, to) => {
    expect(leadsTo(steps, from, to)).toBe(false);
    expect(() => upgradedSnapshot({}, steps, { from, to })).toThrow(RangeError);
  });
});

test.each([
  ["detection", detectionSteps, detectionFormat],
  ["intake", intakeSteps, intakeFormat],
])("the steps of %s lead to its present format, and none beyond it", (_name, ofWorker, present) => {
  const known = Object.keys(ofWorker).map(Number);
  expect(known.filter((from) => from >= present)).toEqual([]);
  for (const from of known) expect(leadsTo(ofWorker, from, present)).toBe(true);
});
