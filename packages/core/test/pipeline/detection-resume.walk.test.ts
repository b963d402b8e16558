import { describe, expect, test } from "vitest";
import { bytesOf, firstDifference } from "../support/cut-runs.ts";
import { randomWorld } from "../support/random-world.ts";
import { configOf } from "../support/run-detection.ts";
import { worldWindows } from "../support/synthetic-world.ts";
import { faultAt, hard, tenNames, usualComponents, usualService } from "../support/usual-world.ts";

describe("[10] a run that is cut and taken up from a snapshot goes on byte for byte, alerts and evidence", () => {
  test.each([2, 5, 13])("cut after every window from the first fault on (random world %d)", (seed) => {
    const world = randomWorld(seed, 150);
    const config = configOf(world.components);
    const inputs = worldWindows(world);
    const everywhere = new Set(
      inputs.map((_, window) => window).filter((window) => window >= 70 || window % 20 === 0),
    );
    expect(firstDifference(bytesOf(config, inputs, everywhere), bytesOf(config, inputs, new Set()))).toBe(-1);
  });

  test("cut in the middle of an outage, of its release after six hours, and of the time after it", () => {
    const services = tenNames.slice(0, 4).map(usualService);
    const disturbances = [{ services: ["ant", "bee"], from: faultAt, to: faultAt + 420, ...hard }];
    const inputs = worldWindows({ seed: 4, services, windows: faultAt + 480, disturbances });
    const config = configOf(usualComponents);
    const cuts = new Set([
      faultAt,
      faultAt + 1,
      faultAt + 3,
      faultAt + 200,
      faultAt + 361,
      faultAt + 365,
      faultAt + 421,
      faultAt + 430,
    ]);
    expect(firstDifference(bytesOf(config, inputs, cuts), bytesOf(config, inputs, new Set()))).toBe(-1);
  });
});
