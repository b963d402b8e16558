import { describe, expect, test } from "vitest";
import type { EvidenceFrame } from "../../src/alert/index.ts";
import { type WindowDetection, windowDetection } from "../../src/pipeline/window-detection.ts";
import type { WorldWindow } from "../../src/world/world-window.ts";
import type { Disturbance } from "../support/disturbance.ts";
import { configOf } from "../support/run-detection.ts";
import { worldWindows } from "../support/synthetic-world.ts";
import { hard, tenNames, usualComponents, usualService } from "../support/usual-world.ts";

const fault = 80;
const config = { ...configOf(usualComponents), withEvidence: true };
const windowsWith = (disturbance: Disturbance): readonly WorldWindow[] =>
  worldWindows({
    seed: 1,
    services: tenNames.map(usualService),
    windows: fault + 20,
    disturbances: [disturbance],
  });
const broken = windowsWith({ services: ["ant"], from: fault, to: fault + 20, ...hard });
const silent = windowsWith({ services: tenNames, from: fault, to: fault + 20, silent: true });

function detectionAfter(windows: readonly WorldWindow[]): WindowDetection {
  const detection = windowDetection(config);
  for (const window of windows) detection.step(window);
  return detection;
}

const scopesOf = (detection: WindowDetection, window: WorldWindow): readonly string[] =>
  detection.step(window).alerts.map(({ data }) => `${data.scope} ${data.reason}`);

test("evidence frames are made where they are asked for, and alerts do not depend on it", () => {
  const [plain, curious] = [false, true].map((withEvidence) => windowDetection({ ...config, withEvidence }));
  for (const window of broken) {
    const [quick, full] = [plain!.step(window), curious!.step(window)];
    expect([quick.evidence, full.evidence === null]).toEqual([null, false]);
    expect(quick.alerts).toEqual(full.alerts);
    expect(quick.windowStart).toBe(window.windowStart);
  }
});

test("the evidence frame of a window is a value: later windows do not change it", () => {
  const detection = detectionAfter(broken.slice(0, fault + 5));
  const { evidence } = detection.step(broken[fault + 5]!);
  const before = JSON.stringify(evidence);
  for (const window of broken.slice(fault + 6)) detection.step(window);
  expect(JSON.stringify(evidence)).toBe(before);
});

test("services stand in order of first appearance, with the number of series", () => {
  const { services, series } = detectionAfter(broken.slice(0, 1)).seen();
  expect(services).toEqual(tenNames);
  expect(series).toBe(tenNames.length * 6);
});

describe("told to forget the open incidents", () => {
  test("it opens anew what still goes on, and remembers how many failed alone", () => {
    const first = { services: ["bee"], from: fault, to: fault + 8, ...hard };
    const second = { services: ["ant"], from: fault + 30, to: fault + 60, ...hard };
    const world = { seed: 1, services: tenNames.map(usualService), windows: fault + 45 };
    const windows = worldWindows({ ...world, disturbances: [first, second] });
    const detection = detectionAfter(windows.slice(0, fault + 40));
    expect(detection.snapshot().incidents).toMatchObject({ open: [{ scope: "isolated" }], endedAlone: 1 });
    expect(detection.snapshot().alerts.signals).toHaveLength(1);
    detection.forgetIncidents();
    expect(detection.snapshot()).toMatchObject({
      incidents: { open: [], endedAlone: 1 },
      alerts: { signals: [] },
    });
    expect(scopesOf(detection, windows[fault + 40]!)).toEqual(["isolated evidence-crossed-threshold"]);
  });

  test("it counts blind windows anew", () => {
    const detection = detectionAfter(silent.slice(0, fault + 1));
    detection.forgetIncidents();
    const [first, second] = silent.slice(fault + 1, fault + 3).map((window) => scopesOf(detection, window));
    expect([first, second]).toEqual([[], ["blind evidence-crossed-threshold"]]);
    expect(scopesOf(detectionAfter(silent.slice(0, fault + 1)), silent[fault + 1]!)).toHaveLength(1);
  });
});

test("told to forget evidence, what was seen so far speaks for nothing; what was learned stays", () => {
  const detection = detectionAfter(broken.slice(0, fault));
  const kept = detectionAfter(broken.slice(0, fault));
  for (const one of [detection, kept]) one.step(broken[fault]!);
  detection.forgetEvidence();
  const quiet = windowsWith({ services: [], from: 0, to: 0 })[fault + 1]!;
  const [forgotten, remembered] = [detection, kept].map((one) => one.step(quiet).evidence!);
  const antOf = ({ units }: EvidenceFrame) => units.logEvidence[units.unit.indexOf("ant")]!;
  expect(antOf(remembered!)).toBeGreaterThan(antOf(forgotten!) + 3);
  expect(forgotten?.series.state).not.toContain("warming-up");
  expect(forgotten?.series.expected.every((value) => value !== null)).toBe(true);
});

test("windows whose number is beyond 32 bits are judged like all others: the same world, whole weeks later", () => {
  const weekMs = 7 * 86_400_000;
  const laterMs = Math.ceil((2 ** 31 * 60_000) / weekMs) * weekMs;
  const told = (byMs: number) => {
    const detection = windowDetection(config);
    return [
      ...broken,
      ...silent.map((one) => ({ ...one, windowStart: one.windowStart + broken.length * 60_000 })),
    ]
      .map((one, at) => (at < broken.length ? one : { ...one, newSeries: [] }))
      .map((one) => detection.step({ ...one, windowStart: one.windowStart + byMs }))
      .map(({ evidence, alerts }) => ({
        units: evidence!.units,
        alerts: alerts.map(({ data }) => [
          data.scope,
          data.reason,
          data.services.map(({ service }) => service),
        ]),
      }));
  };
  const now = told(0);
  expect(now.flatMap(({ alerts }) => alerts)).not.toEqual([]);
  expect(told(laterMs)).toEqual(now);
});
