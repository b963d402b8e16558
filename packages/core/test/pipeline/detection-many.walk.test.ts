import { expect, test } from "vitest";
import { configOf, run } from "../support/run-detection.ts";
import { type SyntheticWorld, worldWindows } from "../support/synthetic-world.ts";

const names = Array.from({ length: 60 }, (_, at) => `service-${String(at).padStart(2, "0")}`);
const [faultAt, until] = [900, 1000];
const world = (seed: number, after: SyntheticWorld["disturbances"] = []): SyntheticWorld => ({
  seed,
  services: names.map((name, at) => ({ name, requests: 600 + 10 * at, errorShare: 0.005 })),
  windows: 1200,
  noiseSize: 1000,
  disturbances: [{ services: names.slice(0, 50), from: faultAt, to: until, errorShare: 0.4 }, ...after],
});
const config = configOf({ edge: names.slice(0, 50), all: names });
const toldOf = (of: SyntheticWorld) =>
  run(config, worldWindows(of)).emitted.filter(({ alert }) => alert.data.scope === "simultaneous");

test.each([1, 2, 3])("[4] an incident of fifty members ends when they work again (world %d)", (seed) => {
  const emitted = toldOf(world(seed));
  const last = emitted.at(-1)!;
  expect(last.alert.data.status).toBe("resolved");
  expect(last.window - until).toBeLessThan(45);
  expect(emitted.filter(({ window }) => window > until + 12).length).toBeLessThan(20);
});
