import type { RecordedMessage } from "@tocsin/adapters/file";
import { streamsByTopic } from "@tocsin/adapters/wire";
import { Configuration, topicNames } from "@tocsin/contracts";
import { expect, test } from "vitest";
import { recordedFrames } from "../../src/replay/recorded-frames.ts";

const configuration = Configuration.parse({});
const streams = streamsByTopic(configuration.topics);
const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;

const message = (topic: string, minute: number, value: unknown): RecordedMessage => ({
  kind: "message",
  file: "test",
  line: minute + 1,
  topic,
  partition: 0,
  offset: minute,
  arrivalMs: (minute + 1) * minuteMs,
  payload: JSON.stringify(value),
  raw: "",
});

const reading = (minute: number): RecordedMessage =>
  message(topicNames.errorRate, minute, {
    service: "chat",
    ts: minute * minuteMs,
    intervalMs: minuteMs,
    requests: 1000,
    errors: 5,
  });

const made = recordedFrames({ configuration, streams });
made.step({ ...message(topicNames.errorRate, -1, { tick: 0 }), offset: 0 });
const frames = [0, 1, 2].flatMap((minute) => made.step(reading(minute)).frames);
const recorded = (at: number): RecordedMessage => message(topicNames.windows, at, frames[at]);

test("recorded frames come as they were made of the telemetry, with their readings", () => {
  const again = recordedFrames({ configuration, streams });
  expect(frames).toHaveLength(2);
  for (const at of [0, 1]) {
    expect(again.step(recorded(at))).toEqual({
      frames: [frames[at]],
      readings: 1,
      refused: [],
      refusedBefore: 0,
      dropped: [],
    });
  }
  expect(again.end()).toEqual({
    frames: [],
    unfinished: 0,
    readings: 0,
    refused: [],
    lastRecordedWindow: minuteMs,
  });
});

test("what waits in vain is told with the line that it stood in", () => {
  const one = recordedFrames({ configuration, streams });
  for (const minute of [0, 1, 2])
    one.step({ ...message(topicNames.errorRate, minute, { tick: 0 }), line: 7 });
  const lie = { ...reading(600), offset: 3, line: 99 };
  expect(one.step(lie).refused).toEqual([]);
  one.step({ ...reading(3), offset: 4 });
  const { refused } = one.step({ ...reading(4), offset: 5 });
  expect(refused.map(({ message: { line }, code }) => [line, code])).toEqual([[99, "clock-not-believed"]]);
});

test("the first usable message decides what a recording holds; the other kind would count twice", () => {
  const telemetry = recordedFrames({ configuration, streams });
  expect(telemetry.step(message(topicNames.errorRate, 0, "no reading")).refused).toHaveLength(1);
  const first = recordedFrames({ configuration, streams });
  first.step(message(topicNames.errorRate, 0, "no reading"));
  expect(first.step(recorded(0)).refused).toEqual([]);
  expect(first.step(reading(1))).toMatchObject({ frames: [], refused: [{ code: "topic-unknown" }] });
  telemetry.step(reading(0));
  expect(telemetry.step(recorded(1))).toMatchObject({ frames: [], refused: [{ code: "topic-unknown" }] });
});

test("a frame more than 100 days ahead is refused, and moves nothing", () => {
  const one = recordedFrames({ configuration, streams });
  one.step(recorded(0));
  const far = { ...frames[0]!, windowStart: 101 * dayMs, watermark: 102 * dayMs, columns: noColumns };
  expect(one.step(message(topicNames.windows, 1, far)).refused[0]?.code).toBe("timestamp-future");
  expect(one.end().lastRecordedWindow).toBe(0);
});

const noColumns = { offset: [], service: [], ts: [], intervalMs: [] };

test("a topic that the configuration does not name is refused", () => {
  const { refused } = recordedFrames({ configuration, streams }).step(message("else", 0, {}));
  expect(refused).toMatchObject([{ code: "topic-unknown", reason: "the configuration names no topic else" }]);
});

test("a late reading that fills a gap counts, from telemetry and from the frames that were made of it; one beyond does not", () => {
  const telemetry = recordedFrames({ configuration, streams });
  telemetry.step({ ...message(topicNames.errorRate, -1, { tick: 0 }), offset: 0 });
  const values = { ts: minuteMs, intervalMs: minuteMs, requests: 1000, errors: 5 };
  const late = (minute: number, service: string) =>
    message(topicNames.errorRate, minute, { ...values, service });
  const steps = [0, 1, 2, 3, 4].map((minute) => telemetry.step(reading(minute)));
  const filling = telemetry.step(late(5, "mail"));
  expect(filling).toMatchObject({ readings: 1, refused: [], refusedBefore: 0 });
  const after = Array.from({ length: 44 }, (_, at) => telemetry.step(reading(6 + at)));
  const made = [...steps, filling, ...after].flatMap((step) => step.frames);
  expect(telemetry.step(late(50, "feed"))).toMatchObject({ readings: 0, refused: [{ code: "late" }] });

  const again = recordedFrames({ configuration, streams });
  const replayed = made.map((frame, at) => again.step(message(topicNames.windows, at, frame)));
  const rows = made.reduce((sum, { columns }) => sum + columns.service.length, 0);
  expect(replayed.reduce((sum, { readings }) => sum + readings, 0)).toBe(rows + 1);
  expect(replayed.reduce((sum, { refusedBefore }) => sum + refusedBefore, 0)).toBe(0);
});
