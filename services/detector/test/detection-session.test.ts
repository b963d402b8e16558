import { Configuration } from "@tocsin/contracts";
import type { Frame } from "@tocsin/core";
import { expect, test } from "vitest";
import {
  type DetectionSession,
  detectionSession,
  type DetectionSessionConfig,
} from "../src/detection-session.ts";
import { detectionSettings } from "../src/detection-settings.ts";

const minuteMs = 60_000;
const topic = "telemetry.error-rate.v1";
const services = ["chat", "feed", "mail", "shop"];
const configuration = Configuration.parse({});
const backbone = { components: { backbone: { services: ["chat", "feed", "mail"] } }, services: {} };
const settings = detectionSettings(configuration, backbone);

const sessionOf = (more: Partial<DetectionSessionConfig> = {}): DetectionSession =>
  detectionSession({
    settings,
    windowMs: minuteMs,
    newcomerWaitMs: 0,
    withEvidence: false,
    suppressUntilMs: null,
    ...more,
  });

/** Of 1,000 requests a minute 5 fail; from minute 90 on 400 of three services. */
function frame(minute: number, partition = 0): Frame {
  const windowStart = minute * minuteMs;
  const errors = services.map((name) => (minute >= 90 && name !== "shop" ? 400 : 5));
  return {
    v: 1,
    topic,
    partition,
    stream: "error-rate",
    windowStart,
    windowMs: minuteMs,
    watermark: windowStart + minuteMs,
    closedBy: "message",
    counts: { accepted: services.length, late: 0, duplicate: 0, conflict: 0, rejected: 0 },
    part: 0,
    parts: 1,
    columns: {
      offset: services.map((_, at) => minute * services.length + at),
      service: services,
      ts: services.map(() => windowStart),
      intervalMs: services.map(() => minuteMs),
      requests: services.map(() => 1000),
      errors,
    },
  };
}

const minutes = (from: number, to: number): readonly Frame[] =>
  Array.from({ length: to - from }, (_, at) => frame(from + at));

const alertsOf = (session: DetectionSession, frames: readonly Frame[]) =>
  frames.flatMap((one) => session.step(one)).flatMap(({ alerts }) => alerts);

test("a session that goes on from a snapshot says the same", () => {
  const whole = sessionOf();
  const first = sessionOf();
  const before = minutes(0, 80);
  expect(alertsOf(first, before)).toEqual(alertsOf(whole, before));
  const { detection, settings: saved } = structuredClone(first.snapshot());
  const second = detectionSession(
    { settings: saved, windowMs: minuteMs, newcomerWaitMs: 0, withEvidence: false, suppressUntilMs: null },
    detection,
  );
  const alerts = alertsOf(whole, minutes(80, 120));
  expect(alerts[0]?.data.component?.name).toBe("backbone");
  expect(alertsOf(second, minutes(80, 120))).toEqual(alerts);
});

test("settings that are adopted count from the next window on, and what was learned stays", () => {
  const session = sessionOf();
  alertsOf(session, minutes(0, 80));
  const next = session.nextWindowStart();
  const ring = { components: { ring: { services: ["chat", "feed", "mail"] } }, services: {} };
  const changed = detectionSettings(configuration, ring);
  session.adopt(changed);
  expect(session.settings()).toBe(changed);
  expect(session.snapshot().settings).toBe(changed);
  expect(session.nextWindowStart()).toBe(next);
  expect(session.seen().services).toEqual(services);
  const [alert] = alertsOf(session, minutes(80, 120));
  expect(alert?.time).toBe(alertsOf(sessionOf(), minutes(0, 120))[0]?.time);
  expect(alert?.data).toMatchObject({ component: { name: "ring" }, configHash: changed.configHash });
});

test("alerts of windows that end before a time are suppressed, and what was learned of them is not", () => {
  const suppressUntilMs = 120 * minuteMs;
  const quiet = sessionOf({ suppressUntilMs });
  expect(alertsOf(quiet, minutes(0, 120))).toEqual([]);
  expect(alertsOf(quiet, minutes(120, 130)).map(({ data }) => data.scope)).toContain("simultaneous");
});

test("partitions that are declared are waited for before their first frame", () => {
  const session = sessionOf();
  session.declarePartitions([0, 1].map((partition) => ({ topic, partition })));
  expect(session.step(frame(0))).toEqual([]);
  expect(session.awaited()).toEqual([{ topic, partition: 1 }]);
  expect(session.step(frame(0, 1)).map(({ windowStart }) => windowStart)).toEqual([0]);
});

test("what is told before a window holds in it, also under settings that were adopted; the evidence says up to where", () => {
  const work = { id: "w", services: ["chat"], components: [], fromMs: 0, toMs: null, note: null };
  const asked: number[] = [];
  const session = sessionOf({
    withEvidence: true,
    beforeWindow: (windowStart, tell) => {
      asked.push(windowStart / minuteMs);
      if (windowStart === 3 * minuteMs) expect(tell({ kind: "add", work }, 7)).toBe("taken");
    },
  });
  const offsets = (frames: readonly Frame[]) =>
    frames.flatMap((one) => session.step(one)).map(({ evidence }) => evidence?.commandsOffset ?? null);
  expect(offsets(minutes(0, 5))).toEqual([null, null, null, 7, 7]);
  session.adopt(detectionSettings(configuration, null));
  expect(offsets(minutes(5, 7))).toEqual([7, 7]);
  expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6]);
  session.forgetCommandsOffset();
  expect(offsets(minutes(7, 8))).toEqual([null]);
});
