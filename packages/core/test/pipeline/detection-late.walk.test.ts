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
  return lastWords(emitted)
    .filter(({ status, scope }) => status !== "retracted" && scope !== "blind")
    .map((data) => ({
      told: [data.scope, data.status, data.component?.name, ...namesOf(data, "member").toSorted()].join(" "),
      onset: windowAt(data.onset),
    }));
}

describe("whoever is late, for up to half an hour and as often as it likes", () => {
  test("of services that are well nothing stands in the end: what was said of them is retracted", () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        expect(standing(seed, null, true)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  test("of a failure of several the same stands in the end as when nobody was late", () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const from = faultAt - 20 + (seed % 40);
        const late = standing(seed, from, true);
        const clean = standing(seed, from, false);
        expect(late.map(({ told }) => told)).toEqual(clean.map(({ told }) => told));
        expect(Math.abs(late[0]!.onset - clean[0]!.onset)).toBeLessThanOrEqual(5);
      }),
      { numRuns: 25 },
    );
  });
});
