import { describe, expect, test } from "vitest";
import type { AlertEvent } from "../../src/alert/event.ts";
import { detection } from "../../src/pipeline/detection.ts";
import { adoptedSnapshot, learnedSnapshot } from "../../src/pipeline/snapshot-changes.ts";
import type { Frame } from "../../src/window/frame.ts";
import { topics } from "../support/deliveries.ts";
import { framesOfWorld } from "../support/frames-of-world.ts";
import { configOf } from "../support/run-detection.ts";
import { minuteMs, worldWindows } from "../support/synthetic-world.ts";
import { faultAt, tenNames, usualComponents } from "../support/usual-world.ts";

const services = tenNames.map((name) => ({ name, requests: 2000, errorShare: 0.004, reports: 3 }));
const outage = { services: tenNames.slice(0, 5), from: faultAt, to: faultAt + 20, errorShare: 0.5 };
const windows = worldWindows({ seed: 3, services, windows: faultAt + 60, disturbances: [outage] });
const config = { ...configOf(usualComponents), newcomerWaitMs: 0, withEvidence: false };
const places = Object.values(topics).map((topic) => ({ topic, partition: 0 }));

const frames = framesOfWorld(windows, { partitionOf: () => 0 });
const startMs = frames[0]!.windowStart;
const windowOf = (frame: Frame): number => (frame.windowStart - startMs) / minuteMs;
const before = (window: number) => frames.filter((frame) => windowOf(frame) < window);
const from = (window: number) => frames.filter((frame) => windowOf(frame) >= window);

function started(snapshot?: Parameters<typeof detection>[1], configHash = config.configHash) {
  const running = detection({ ...config, configHash }, snapshot);
  running.declarePartitions(places);
  return running;
}

const alertsOf = (running: ReturnType<typeof started>, given: readonly Frame[]): readonly AlertEvent[] =>
  given.flatMap((frame) => running.step(frame)).flatMap(({ alerts }) => alerts);

const undisturbed = alertsOf(started(), frames);

describe("a change of configuration between two windows", () => {
  test("keeps what was learned and the open incident, which ends under its own id", () => {
    const first = started();
    const emitted = alertsOf(first, before(faultAt + 10));
    const second = started(adoptedSnapshot(first.snapshot(), "1".repeat(64)), "1".repeat(64));
    const later = alertsOf(second, from(faultAt + 10));
    expect([...emitted, ...later].map(({ id, time }) => [id, time])).toEqual(
      undisturbed.map(({ id, time }) => [id, time]),
    );
    expect(later.at(-1)?.data).toMatchObject({ status: "resolved", configHash: "1".repeat(64) });
  });

  test("is refused where nobody adopts the snapshot", () => {
    expect(() => started(started().snapshot(), "1".repeat(64))).toThrow(RangeError);
  });
});

describe("a detector that learned from older telemetry", () => {
  test("sees an outage that begins soon after it starts, half an hour later", () => {
    const learning = started();
    alertsOf(learning, before(faultAt - 40));
    const running = started(learnedSnapshot(learning.snapshot()));
    const alerts = alertsOf(running, from(faultAt - 15));
    expect(alerts[0]?.data).toMatchObject({
      scope: "simultaneous",
      onset: undisturbed.find(({ data }) => data.scope === "simultaneous")?.data.onset,
    });
    expect(alertsOf(started(), from(faultAt - 15))).toEqual([]);
  });

  test("emits nothing of incidents that were open where its telemetry ended", () => {
    const learning = started();
    expect(alertsOf(learning, before(faultAt + 10))).not.toEqual([]);
    const running = started(learnedSnapshot(learning.snapshot()));
    const alerts = alertsOf(running, from(faultAt + 45));
    expect(alerts).toEqual([]);
  });

  test("refuses what was learned later than the first window", () => {
    const learning = started();
    alertsOf(learning, before(200));
    const running = started(learnedSnapshot(learning.snapshot()));
    expect(() => alertsOf(running, from(100))).toThrow(RangeError);
  });
});

describe("a detector that suppresses its alerts up to a time", () => {
  const suppressUntilMs = startMs + (faultAt + 10) * minuteMs;
  const suppressing = (snapshot?: Parameters<typeof detection>[1]) => {
    const running = detection({ ...config, suppressUntilMs }, snapshot);
    running.declarePartitions(places);
    return running;
  };

  test("emits nothing until then, and opens anew what still goes on", () => {
    const alerts = alertsOf(suppressing(), frames);
    expect(alerts[0]?.type).toBe("tocsin.incident.opened.v1");
    expect(Date.parse(alerts[0]!.time)).toBeGreaterThan(suppressUntilMs);
    expect(alerts.at(-1)?.data.status).toBe("resolved");
  });

  test("emits the same when it is cut and taken up again just there", () => {
    const expected = JSON.stringify(alertsOf(suppressing(), frames));
    for (const cut of [9, 10, 11]) {
      const first = suppressing();
      const emitted = alertsOf(first, before(faultAt + cut));
      const later = alertsOf(suppressing(first.snapshot()), from(faultAt + cut));
      expect(JSON.stringify([...emitted, ...later])).toBe(expected);
    }
  });
});
