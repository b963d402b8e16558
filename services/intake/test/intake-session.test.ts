import { streamsByTopic } from "@tocsin/adapters/wire";
import { Configuration } from "@tocsin/contracts";
import { expect, test } from "vitest";
import { type IntakeSession, intakeSession, type IntakeSessionConfig } from "../src/intake-session.ts";

const minuteMs = 60_000;
const weekMs = 7 * 24 * 60 * minuteMs;
const { windowMs, allowedLatenessMs, reviseMs, topics } = Configuration.parse({});
const streams = streamsByTopic(topics);

const sessionOf = (more: Partial<IntakeSessionConfig> = {}): IntakeSession =>
  intakeSession({ windowMs, allowedLatenessMs, reviseMs, clock: "stream", streams, ...more });

const record = (minute: number, value: unknown) => ({
  topic: topics.errorRate,
  partition: 0,
  offset: minute,
  timestampMs: (minute + 1) * minuteMs,
  value: typeof value === "string" ? value : JSON.stringify(value),
});

const reading = (minute: number, errors = 5) =>
  record(minute, { service: "chat", ts: minute * minuteMs, intervalMs: minuteMs, requests: 1000, errors });

/** A session whose clock stands: a tick and a reading have agreed. */
function begun(more: Partial<IntakeSessionConfig> = {}): IntakeSession {
  const session = sessionOf(more);
  session.step({ ...record(-1, { tick: 0 }), offset: 0 }, null);
  return session;
}

test("a reading counts, and the frame of its window comes with a message behind it", () => {
  const session = begun();
  expect(session.step(reading(0), null)).toEqual({
    frames: [],
    isDecoded: true,
    reading: expect.objectContaining({ service: "chat", ts: 0 }) as unknown,
    readings: 1,
    revised: 0,
    refused: [],
    waiting: 0,
    dropped: [],
  });
  const { frames } = session.step(reading(1), null);
  expect(frames.map(({ windowStart, counts }) => [windowStart, counts.accepted])).toEqual([[0, 1]]);
});

test("what the intake refuses was decoded all the same, what cannot be decoded was not", () => {
  const session = begun();
  session.step(reading(0), null);
  expect(session.step({ ...reading(0), offset: 1 }, null)).toMatchObject({
    isDecoded: true,
    readings: 0,
    refused: [{ offset: 1, code: "duplicate" }],
  });
  expect(session.step(record(2, "no JSON"), null)).toMatchObject({
    isDecoded: false,
    readings: 0,
    refused: [{ offset: 2, code: "value-not-json" }],
  });
});

test("a field that cannot be used is told, and the reading counts without it", () => {
  const session = begun();
  const value = { service: "chat", ts: 0, intervalMs: minuteMs, delivered: 5, undelivered: 1, p95Ms: "N/A" };
  const made = { ...record(0, value), topic: topics.deliveryLatency };
  session.step({ ...record(-1, { tick: 0 }), topic: topics.deliveryLatency, offset: -1 }, null);
  expect(session.step(made, null)).toMatchObject({ readings: 1, refused: [], dropped: ["p95Ms"] });
  const { columns } = session.end().frames[0]!;
  expect(columns).toMatchObject({ delivered: [5], undelivered: [1] });
  expect(columns).not.toHaveProperty("p95Ms");
});

test("a tick is decoded, and is no reading", () => {
  expect(sessionOf().step(record(0, { tick: minuteMs }), null)).toMatchObject({
    isDecoded: true,
    readings: 0,
    refused: [],
  });
});

test("what waited for a second opinion counts when that comes, and is refused when it never does", () => {
  const session = sessionOf();
  expect(session.step(reading(0), null)).toMatchObject({ readings: 0, refused: [], waiting: 1 });
  expect(session.step(record(1, { tick: minuteMs }), null)).toMatchObject({ readings: 1, waiting: 0 });
  expect(session.step(reading(600), null)).toMatchObject({ readings: 0, refused: [], waiting: 1 });
  session.step({ ...reading(2), offset: 601 }, null);
  expect(session.step({ ...reading(3), offset: 602 }, null)).toMatchObject({
    readings: 1,
    refused: [{ offset: 600, code: "clock-not-believed", reading: { service: "chat" } }],
  });
});

test("by the wall clock a message of the future is refused, without one it is believed", () => {
  const early = reading(60);
  const nowMs = early.timestampMs - 30 * minuteMs;
  expect(sessionOf({ clock: "wall" }).step(early, nowMs)).toMatchObject({
    isDecoded: false,
    refused: [{ code: "timestamp-future", reason: expect.stringContaining("the message itself") as string }],
  });
  expect(sessionOf().step(early, null)).toMatchObject({ isDecoded: true, refused: [] });
});

test("by the wall clock a message of a clock that is ahead has arrived now, and closes nothing that is to come", () => {
  const session = begun({ clock: "wall" });
  const nowMs = 10 * minuteMs;
  session.advance({ topic: topics.errorRate, partition: 0 }, nowMs);
  const ahead = { ...reading(17), value: reading(9).value };
  expect(session.step(ahead, nowMs)).toMatchObject({ frames: [], readings: 1, refused: [] });
  expect(session.step({ ...reading(9), offset: 18 }, nowMs)).toMatchObject({
    refused: [{ code: "duplicate" }],
  });
});

test("telemetry that counts as later gives the same frames, later", () => {
  const frames = (session: IntakeSession) =>
    [0, 1, 2, 3].flatMap((minute) => session.step(reading(minute), null).frames);
  const moved = frames(begun({ shiftMs: weekMs }));
  expect(moved.length).toBeGreaterThan(1);
  expect(moved).toEqual(
    frames(begun()).map((frame) => ({
      ...frame,
      windowStart: frame.windowStart + weekMs,
      watermark: frame.watermark + weekMs,
      columns: { ...frame.columns, ts: frame.columns.ts.map((ts) => ts + weekMs) },
    })),
  );
});

test("a session that goes on from a snapshot gives what it would have given", () => {
  const first = begun();
  first.step(reading(0), null);
  first.step(reading(60), null);
  const second = intakeSession(
    { windowMs, allowedLatenessMs, reviseMs, clock: "stream", streams },
    structuredClone(first.snapshot()),
  );
  expect(second.step(reading(3), null)).toEqual(first.step(reading(3), null));
});

test("a topic that carries no telemetry is a programmer's error", () => {
  expect(() => sessionOf().step({ ...reading(0), topic: "else" }, null)).toThrow("unknown topic: else");
});
