import { describe, expect, test } from "vitest";
import { detection, type DetectionSnapshot } from "../../src/pipeline/detection.ts";
import type { DetectedWindow } from "../../src/pipeline/window-detection.ts";
import { frameRejection } from "../../src/window/check-frame.ts";
import type { Frame } from "../../src/window/frame.ts";
import { readingsOf } from "../../src/window/frame-readings.ts";
import { frameOf } from "../support/make-frames.ts";
import { framesOfWorld } from "../support/frames-of-world.ts";
import { configOf } from "../support/run-detection.ts";
import { minuteMs, worldWindows } from "../support/synthetic-world.ts";
import { faultAt, tenNames, usualComponents } from "../support/usual-world.ts";

const services = tenNames.map((name) => ({ name, requests: 2000, errorShare: 0.004, reports: 3 }));
const disturbances = [
  { services: tenNames.slice(0, 5), from: faultAt, to: faultAt + 20, errorShare: 0.5, reports: 8 },
];
const windows = worldWindows({ seed: 3, services, windows: faultAt + 40, disturbances });
const frames = framesOfWorld(windows, { partitionOf: () => 0 });
const config = { ...configOf(usualComponents), newcomerWaitMs: 0, withEvidence: true };

function detected(given: readonly Frame[], cut = -1): readonly DetectedWindow[] {
  let running = detection(config);
  const found = given.flatMap((frame, index) => {
    const windows = running.step(frame);
    if (index === cut)
      running = detection(config, JSON.parse(JSON.stringify(running.snapshot())) as DetectionSnapshot);
    return windows;
  });
  return [...found, ...running.end()];
}

const clean = detected(frames);

/** A frame that also brings what the frame of `back` windows before held of its stream, as late readings. */
function bringing(frame: Frame, back: number): Frame {
  const windowStart = frame.windowStart - back * minuteMs;
  const earlier = frames.find((one) => one.windowStart === windowStart && one.topic === frame.topic);
  if (earlier === undefined) return frame;
  const readings = readingsOf(earlier).map((reading) => ({ ...reading, operation: "late" }));
  const { columns: lateColumns } = frameOf(windowStart / minuteMs, readings, earlier);
  return { ...frame, lateColumns };
}

const losing = (frame: Frame, late: number): Frame => ({ ...frame, counts: { ...frame.counts, late } });

test("late readings in frames change no byte of alerts and evidence: they count in no window", () => {
  const withLate = frames.map((frame, at) => bringing(frame, 1 + (at % 30)));
  expect(withLate.filter(({ lateColumns }) => lateColumns !== undefined).length).toBeGreaterThan(200);
  expect(withLate.map(frameRejection)).toEqual(withLate.map(() => null));
  expect(clean.flatMap(({ alerts }) => alerts).length).toBeGreaterThan(1);
  expect(JSON.stringify(detected(withLate))).toBe(JSON.stringify(clean));
});

describe("messages that are late or refused", () => {
  test("are told by nothing up to a tenth of a partition's", () => {
    expect(JSON.stringify(detected(frames.map((frame) => losing(frame, 1))))).toBe(JSON.stringify(clean));
  });

  test("lower completeness beyond that, in evidence and alerts, and nothing else", () => {
    const half = frames.map((frame) => losing(frame, frame.columns.service.length));
    const lossy = detected(half);
    expect(lossy.at(-1)?.evidence?.completeness).toBe(0.5);
    const alerts = lossy.flatMap((window) => window.alerts);
    expect(new Set(alerts.map(({ data }) => data.completeness))).toEqual(new Set([0.5]));
    const withoutCompleteness = (all: readonly DetectedWindow[]): unknown =>
      JSON.parse(JSON.stringify(all, (key, value: unknown) => (key === "completeness" ? null : value)));
    expect(withoutCompleteness(lossy)).toEqual(withoutCompleteness(clean));
  });

  test("are remembered through a cut", () => {
    const lossy = frames.map((frame, at) => losing(frame, at % 7 === 0 ? 20 : 0));
    for (const cut of [150, frames.length - 12])
      expect(JSON.stringify(detected(lossy, cut))).toBe(JSON.stringify(detected(lossy)));
  });
});
