import { describe, expect, test } from "vitest";
import type { Disturbance } from "../support/disturbance.ts";
import { configOf, run, windowAt } from "../support/run-detection.ts";
import { type SyntheticService, type SyntheticWorld, worldWindows } from "../support/synthetic-world.ts";

const names = ["ant", "bee", "cat", "dog", "eel"];
const faultAt = 1440 + 120;
/** Four errors a minute of a thousand requests. */
const services = names.map((name): SyntheticService => ({
  name,
  requests: 1000,
  errorShare: 0.004,
  reports: 1,
}));

/** What is first said of a shared failure, in windows after it began, in a world that is a day old. */
function sharedAfter(seed: number, disturbances: readonly Disturbance[], length: number) {
  const world: SyntheticWorld = { seed, services, windows: faultAt + length, disturbances };
  const { emitted } = run(configOf({ core: names }), worldWindows(world));
  const shared = emitted.filter(({ alert }) => alert.data.scope === "simultaneous");
  const early = emitted.filter(({ window }) => window < faultAt);
  return {
    early,
    delay: shared[0] === undefined ? null : shared[0].window - faultAt,
    onset: shared[0] === undefined ? null : windowAt(shared[0].alert.data.onset) - faultAt,
    resolved: shared
      .filter(({ alert }) => alert.data.status === "resolved")
      .map(({ window }) => window - faultAt),
  };
}

const all = { services: names, to: faultAt + 60 };

/** Errors that grow from their usual number to six times as many within an hour. */
const ramp = Array.from({ length: 60 }, (_, minute): Disturbance => ({
  services: names,
  from: faultAt + minute,
  to: faultAt + minute + 1,
  errors: 1 + (5 * minute) / 60,
}));

describe.each([1, 2, 3])("in world %d", (seed) => {
  test("five services with twice their errors are one incident within half an hour", () => {
    const { early, delay, onset } = sharedAfter(seed, [{ ...all, from: faultAt, errors: 2 }], 40);
    expect(early).toEqual([]);
    expect(delay).not.toBeNull();
    expect(delay).toBeLessThanOrEqual(30);
    expect(Math.abs(onset!)).toBeLessThanOrEqual(10);
  });

  test("errors that grow sixfold within an hour are one incident within half an hour", () => {
    const { early, delay } = sharedAfter(seed, ramp, 60);
    expect(early).toEqual([]);
    expect(delay).not.toBeNull();
    expect(delay).toBeLessThanOrEqual(35);
  });
});
