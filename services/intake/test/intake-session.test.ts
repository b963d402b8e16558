import { streamsByTopic } from "@tocsin/adapters/wire";
import { Configuration } from "@tocsin/contracts";
import { expect, test } from "vitest";
import { type IntakeSession, intakeSession, type IntakeSessionConfig } from "../src/intake-session.ts";

const minuteMs = 60_000;
const weekMs = 7 * 24 * 60 * minuteMs;
const { windowMs, allowedLatenessMs, topics } = Configuration.parse({});
const streams = streamsByTopic(topics);

const sessionOf = (more: Partial<IntakeSessionConfig> = {}): IntakeSession =>
  intakeSession({ windowMs, allowedLatenessMs, clock: "stream", streams, ...more });

const record = (minute: number, value: unknown) => ({
  topic: topics.errorRate,
  partition: 0,
  offset: minute,
  timestampMs: (minute + 1) * minuteMs,
  value: typeof value === "string" ? value : JSON.stringify(value),
});

const reading = (minute: number, errors = 5) =>
  record(minute, { service: "chat", ts: minute * minuteMs, intervalMs: minuteMs, requests: 1000, errors });

test("a reading counts, and the frame of its window comes with a message behind it", () => {
  const session = sessionOf();
  expect(session.step(reading(0), null)).toEqual({
    frames: [],
    isDecoded: true,
    readings: 1,
    refused: null,
  });
  const { frames } = session.step(reading(1), null);
  expect(frames.map(({ windowStart, counts }) => [windowStart, counts.accepted])).toEqual([[0, 1]]);
});

test("what the intake refuses was decoded all the same, what cannot be decoded was not", () => {
  const session = sessionOf();
  session.step(reading(0), null);
  expect(session.step({ ...reading(0), offset: 1 }, null)).toMatchObject({
    isDecoded: true,
    readings: 0,
    refused: { code: "duplicate" },
  });
  expect(session.step(record(1, "no JSON"), null)).toMatchObject({
    isDecoded: false,
    readings: 0,
    refused: { code: "value-not-json" },
  });
});

test("a tick is decoded, and is no reading", () => {
  expect(sessionOf().step(record(0, { tick: minuteMs }), null)).toMatchObject({
    isDecoded: true,
    readings: 0,
    refused: null,
  });
});

test("by the wall clock a message of the future is refused, without one it is believed", () => {
  const early = reading(60);
  const nowMs = early.timestampMs - 30 * minuteMs;
  expect(sessionOf({ clock: "wall" }).step(early, nowMs)).toMatchObject({
    isDecoded: false,
    refused: { code: "timestamp-future", reason: expect.stringContaining("the message itself") as string },
  });
  expect(sessionOf().step(early, null)).toMatchObject({ readings: 1, refused: null });
});

test("telemetry that counts as later gives the same frames, later", () => {
  const frames = (session: IntakeSession) =>
    [0, 1, 2, 3].flatMap((minute) => session.step(reading(minute), null).frames);
  const moved = frames(sessionOf({ shiftMs: weekMs }));
  expect(moved.length).toBeGreaterThan(1);
  expect(moved).toEqual(
    frames(sessionOf()).map((frame) => ({
      ...frame,
      windowStart: frame.windowStart + weekMs,
      watermark: frame.watermark + weekMs,
      columns: { ...frame.columns, ts: frame.columns.ts.map((ts) => ts + weekMs) },
    })),
  );
});

test("a session that goes on from a snapshot gives what it would have given", () => {
  const first = sessionOf();
  first.step(reading(0), null);
  const second = intakeSession(
    { windowMs, allowedLatenessMs, clock: "stream", streams },
    structuredClone(first.snapshot()),
  );
  expect(second.step(reading(3), null)).toEqual(first.step(reading(3), null));
});

test("a topic that carries no telemetry is a programmer's error", () => {
  expect(() => sessionOf().step({ ...reading(0), topic: "else" }, null)).toThrow("unknown topic: else");
});
