import { describe, expect, test } from "vitest";
import { windowDetection, type WindowDetectionSnapshot } from "../../src/pipeline/window-detection.ts";
import { randomWorld } from "../support/random-world.ts";
import { configOf } from "../support/run-detection.ts";
import { worldWindows } from "../support/synthetic-world.ts";
import { faultAt, hard, tenNames, usualComponents, usualService } from "../support/usual-world.ts";

type Inputs = ReturnType<typeof worldWindows>;
const thawed = (snapshot: WindowDetectionSnapshot): WindowDetectionSnapshot =>
  JSON.parse(JSON.stringify(snapshot)) as WindowDetectionSnapshot;

/** Bytes of all alerts and all evidence; `cuts` says after which windows the run is stopped and taken up from a snapshot. */
function bytesOf(
  plain: ReturnType<typeof configOf>,
  inputs: Inputs,
  cuts: ReadonlySet<number>,
): readonly string[] {
  const config = { ...plain, withEvidence: true };
  let detection = windowDetection(config);
  return inputs.map((input, window) => {
    const bytes = JSON.stringify(detection.step(input));
    if (cuts.has(window)) detection = windowDetection(config, thawed(detection.snapshot()));
    return bytes;
  });
}

/** First window in which two runs differ; -1 where none does. */
function firstDifference(one: readonly string[], other: readonly string[]): number {
  expect(one.length).toBe(other.length);
  return one.findIndex((bytes, window) => bytes !== other[window]);
}

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

  test("cut while everything is silent", () => {
    const services = tenNames.map(usualService);
    const disturbances = [{ services: tenNames, from: 100, to: 120, silent: true } as const];
    const inputs = worldWindows({ seed: 6, services, windows: 140, disturbances });
    const config = configOf(usualComponents);
    expect(
      firstDifference(
        bytesOf(config, inputs, new Set([99, 100, 101, 105, 119, 120])),
        bytesOf(config, inputs, new Set()),
      ),
    ).toBe(-1);
  });

  test("cut with more than sixteen probes, whose rows outgrow the first table", () => {
    const services = Array.from({ length: 20 }, (_, index) => ({
      name: `probe ${index}`,
      probe: true as const,
    }));
    const disturbances = [
      { services: ["probe 17", "probe 18", "probe 19"], from: 80, to: 90, down: true } as const,
    ];
    const inputs = worldWindows({ seed: 6, services, windows: 110, disturbances });
    const config = configOf(null);
    expect(
      firstDifference(bytesOf(config, inputs, new Set([0, 1, 60, 82])), bytesOf(config, inputs, new Set())),
    ).toBe(-1);
  });
});

test("a snapshot holds finite numbers alone, so that JSON keeps them all", () => {
  const services = Array.from({ length: 20 }, (_, index) => ({
    name: `probe ${index}`,
    probe: true as const,
  }));
  const detection = windowDetection(configOf(null));
  for (const input of worldWindows({ seed: 6, services, windows: 3 })) {
    detection.step(input);
    expect(detection.snapshot()).toEqual(thawed(detection.snapshot()));
  }
});

test("a snapshot is a copy: the run it was taken from does not change it", () => {
  const inputs = worldWindows({ seed: 1, services: tenNames.map(usualService), windows: 100 });
  const detection = windowDetection(configOf(usualComponents));
  for (const input of inputs.slice(0, 90)) detection.step(input);
  const snapshot = detection.snapshot();
  const before = JSON.stringify(snapshot);
  for (const input of inputs.slice(90)) detection.step(input);
  expect(JSON.stringify(snapshot)).toBe(before);
});

test("a snapshot of another configuration is refused", () => {
  const config = configOf(usualComponents);
  const snapshot = windowDetection(config).snapshot();
  expect(() => windowDetection({ ...config, configHash: "1".repeat(64) }, snapshot)).toThrow(RangeError);
});

test("a snapshot of another detector version goes on with all that it holds, under the present version", () => {
  const services = tenNames.map(usualService);
  const disturbances = [{ services: tenNames.slice(0, 4), from: faultAt, to: faultAt + 20, ...hard }];
  const inputs = worldWindows({ seed: 4, services, windows: faultAt + 60, disturbances });
  const config = configOf(usualComponents);
  const first = windowDetection(config);
  for (const input of inputs.slice(0, faultAt + 10)) first.step(input);
  const older = { ...thawed(first.snapshot()), detectorVersion: "0.0.0" };
  const second = windowDetection(config, older);
  expect(second.snapshot()).toEqual(first.snapshot());
  const rest = inputs.slice(faultAt + 10);
  const alerts = rest.flatMap((input) => second.step(input).alerts);
  expect(alerts).toEqual(rest.flatMap((input) => first.step(input).alerts));
  expect(alerts.at(-1)?.data.status).toBe("resolved");
});

test("a window out of order is a fault of the caller, and series must be announced before they are observed", () => {
  const inputs = worldWindows({ seed: 1, services: tenNames.map(usualService), windows: 3 });
  const detection = windowDetection(configOf(usualComponents));
  expect(() => detection.step({ ...inputs[1]!, newSeries: inputs[0]!.newSeries.slice(1) })).toThrow(
    RangeError,
  );
});
