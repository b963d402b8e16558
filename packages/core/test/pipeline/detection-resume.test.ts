import { describe, expect, test } from "vitest";
import { windowDetection } from "../../src/pipeline/window-detection.ts";
import { bytesOf, firstDifference, thawed } from "../support/cut-runs.ts";
import { configOf } from "../support/run-detection.ts";
import { worldWindows } from "../support/synthetic-world.ts";
import { faultAt, hard, tenNames, usualComponents, usualService } from "../support/usual-world.ts";

describe("[10] a run that is cut and taken up from a snapshot goes on byte for byte, alerts and evidence", () => {
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
