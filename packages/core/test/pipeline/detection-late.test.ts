import { describe, expect, test } from "vitest";
import { detection } from "../../src/pipeline/detection.ts";
import type { DetectedWindow } from "../../src/pipeline/window-detection.ts";
import { frameRejection } from "../../src/window/check-frame.ts";
import type { Frame } from "../../src/window/frame.ts";
import type { Reading } from "../../src/reading/reading.ts";
import { columnsOf } from "../../src/window/columns.ts";
import { readingsOf } from "../../src/window/frame-readings.ts";
import { frameOf } from "../support/make-frames.ts";
import { framesOfWorld } from "../support/frames-of-world.ts";
import { configOf } from "../support/run-detection.ts";
import { minuteMs, worldStartMs, worldWindows } from "../support/synthetic-world.ts";
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
    if (index === cut) running = detection(config, structuredClone(running.snapshot()));
    return windows;
  });
  return [...found, ...running.end()];
}

const clean = detected(frames);

const losing = (frame: Frame, late: number): Frame => ({ ...frame, counts: { ...frame.counts, late } });

/** The same frames, but the readings of some services of these windows come with the frame of a later one. */
function arriving(late: {
  readonly services: readonly string[];
  readonly from: number;
  readonly to: number;
}): readonly Frame[] {
  const windowOf = ({ windowStart }: Frame): number => (windowStart - worldStartMs) / minuteMs;
  const isLate = ({ service, stream }: Reading): boolean =>
    stream === "error-rate" && late.services.includes(service);
  const held: Reading[] = [];
  return frames.map((frame) => {
    const window = windowOf(frame);
    const readings = readingsOf(frame);
    const number = frame.windowStart / minuteMs;
    if (window >= late.from && window < late.to) {
      held.push(...readings.filter(isLate));
      const left = readings.filter((one) => !isLate(one));
      return frameOf(number, left, frame);
    }
    if (window !== late.to || frame.stream !== "error-rate") return frame;
    const { columns: lateColumns } = frameOf(number, [], frame);
    const counts = { ...frame.counts, late: held.length };
    return {
      ...frame,
      counts,
      lateColumns: {
        ...lateColumns,
        ...columnsOf("error-rate", { readings: held, offsets: held.map((_, at) => at) }),
      },
    };
  });
}

const alertsOf = (given: readonly Frame[], cut = -1) =>
  detected(given, cut).flatMap(({ alerts }) => alerts.map(({ data }) => data));

describe("telemetry that comes late, frame by frame", () => {
  const healthy = arriving({ services: tenNames.slice(6), from: faultAt - 20, to: faultAt - 10 });
  const failing = arriving({ services: tenNames.slice(0, 5), from: faultAt - 3, to: faultAt + 9 });

  test("is what the intake makes of it", () => {
    for (const given of [healthy, failing]) expect(given.map(frameRejection)).toEqual(given.map(() => null));
    expect(healthy.filter(({ lateColumns }) => lateColumns !== undefined)).toHaveLength(1);
  });

  test("of services that are well: what they were blamed for is retracted, and nothing else is left of it", () => {
    const told = alertsOf(healthy);
    const blamed = told.filter(({ incident }) => incident === told[0]?.incident);
    const rest = told.filter(({ incident }) => incident !== told[0]?.incident);
    expect(blamed.length).toBeGreaterThan(1);
    expect(blamed.at(-1)).toMatchObject({ status: "retracted", reason: "late-data" });
    const statements = (all: typeof rest) =>
      all.map(({ scope, status, onset, component }) => ({
        scope,
        status,
        onset,
        component: component?.name,
      }));
    expect(statements(rest)).toEqual(statements(alertsOf(frames)));
  });

  test("of services that fail: they are told with the right onset, and the incident goes on", () => {
    const alerts = alertsOf(failing);
    expect(alerts.map(({ status, reason }) => [status, reason])).toContainEqual(["open", "late-data"]);
    const members = ({ services: named }: (typeof alerts)[number]) =>
      named.filter(({ role }) => role === "member").map(({ service, onset }) => [service, onset]);
    expect(alerts.at(-1)).toMatchObject({
      scope: "simultaneous",
      status: "resolved",
      component: { name: "core" },
    });
    expect(members(alerts.at(-1)!)).toEqual(members(alertsOf(frames).at(-1)!));
  });

  test("is no loss: completeness says what was seen in time", () => {
    expect(detected(healthy).at(-1)?.evidence?.completeness).toBe(1);
  });

  test("goes on byte for byte from a snapshot that was taken between a window and its late readings", () => {
    for (const given of [healthy, failing]) {
      const whole = JSON.stringify(detected(given));
      const at = given.findIndex(({ lateColumns }) => lateColumns !== undefined);
      for (const cut of [at - 9, at - 1, at, at + 1])
        expect(JSON.stringify(detected(given, cut)) === whole).toBe(true);
    }
  });
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
      JSON.parse(
        JSON.stringify(all, (key, value: unknown) =>
          key === "completeness" || key === "summary" ? null : value,
        ),
      );
    expect(alerts[0]?.data.summary).toContain("only 50 % of the expected telemetry is there");
    expect(withoutCompleteness(lossy)).toEqual(withoutCompleteness(clean));
  });

  test("are remembered through a cut", () => {
    const lossy = frames.map((frame, at) => losing(frame, at % 7 === 0 ? 20 : 0));
    for (const cut of [150, frames.length - 12])
      expect(JSON.stringify(detected(lossy, cut))).toBe(JSON.stringify(detected(lossy)));
  });
});
