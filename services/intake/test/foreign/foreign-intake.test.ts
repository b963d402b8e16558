import type { TopicFormat } from "@tocsin/adapters/config";
import { schemaReader } from "@tocsin/adapters/registry";
import { Configuration } from "@tocsin/contracts";
import type { Frame } from "@tocsin/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { avroMessage } from "../../../../packages/adapters/test/support/avro-message.ts";
import { json, type SumPoint, sumMessage } from "../../../../packages/formats/test/support/otlp-json.ts";
import { configuredTopics } from "../../src/foreign/configured-topics.ts";
import {
  intakeSession,
  type IntakeSessionConfig,
  type IntakeSessionSnapshot,
  type IntakeStep,
} from "../../src/intake-session.ts";

const minuteMs = 60_000;
const start = Date.parse("2026-11-02T10:00:00Z");
const topic = "metrics";
const topics = { errorRate: topic, deliveryLatency: topic, reportVolume: "reports" };
const { windowMs, allowedLatenessMs, reviseMs } = Configuration.parse({});

const usual: TopicFormat = {
  format: "auto",
  mapping: {
    metrics: [
      { metric: "requests", as: "requests" },
      { metric: "requests", as: "errors", where: { status: "5*" } },
      { metric: "mails", as: "delivered" },
    ],
  },
  delayMs: minuteMs,
  maxSeries: 1000,
};

function sessionOf(
  format: Partial<TopicFormat> = {},
  snapshot?: IntakeSessionSnapshot,
  more: Partial<IntakeSessionConfig> = {},
) {
  const configured = configuredTopics(topics, new Map([[topic, { ...usual, ...format }]]));
  const clocked = { windowMs, allowedLatenessMs, reviseMs, clock: "stream" } as const;
  return intakeSession({ ...clocked, ...configured, ...more }, snapshot);
}

interface Message {
  readonly value: Uint8Array | string;
  readonly arrivalMs: number;
  readonly partition?: number;
}

const recordOf = ({ value, arrivalMs, partition = 0 }: Message, offset: number) => ({
  topic,
  partition,
  offset,
  timestampMs: arrivalMs,
  value,
});

interface Outcome {
  readonly steps: readonly IntakeStep[];
  readonly frames: readonly Frame[];
}

function through(
  messages: readonly Message[],
  format: Partial<TopicFormat> = {},
  more: Partial<IntakeSessionConfig> = {},
): Outcome {
  const session = sessionOf(format, undefined, more);
  const steps = messages.map((message, offset) => session.step(recordOf(message, offset), null));
  return { steps, frames: [...steps.flatMap(({ frames }) => frames), ...session.end().frames] };
}

/** Exports of a counter that grows by these counts each minute, two seconds after the minute. */
const exports = (
  counts: readonly number[],
  more: Partial<SumPoint> & { readonly metric?: string } = {},
): readonly Message[] => {
  const { metric, ...point } = more;
  let value = 0;
  return [0, ...counts].map((count, minute) => {
    value += count;
    const atMs = start + minute * minuteMs;
    return { value: sumMessage([{ atMs, value, ...point }], "cumulative", metric), arrivalMs: atMs + 2000 };
  });
};

const merged = (...lists: readonly (readonly Message[])[]): readonly Message[] =>
  lists.flat().toSorted((a, b) => a.arrivalMs - b.arrivalMs);

const after = (minutes: number): readonly Message[] =>
  exports([...Array<number>(minutes).fill(1)], { service: "other" });

/** Requests of a service by minute, as they stand in frames. */
const requestsOf = (frames: readonly Frame[], service: string): readonly number[] =>
  frames.flatMap(({ columns }) =>
    columns.service.flatMap((name, row) => (name === service ? [columns.requests?.[row] ?? Number.NaN] : [])),
  );

test("a counter gives its increments, each in the window in which it was counted", () => {
  const { frames, steps } = through(merged(exports([10, 20, 30, 40, 50]), after(8)));
  expect(requestsOf(frames, "checkout")).toEqual([10, 20, 30, 40, 50]);
  expect(steps.flatMap(({ refused }) => refused)).toEqual([]);
  const windows = frames.filter(({ columns }) => columns.service.includes("checkout"));
  expect(windows.map(({ windowStart }) => (windowStart - start) / minuteMs)).toEqual([0, 1, 2, 3, 4]);
});

test("several streams come out of one topic, each as an input of its own", () => {
  const mails = exports([5, 6, 7, 8], { metric: "mails" });
  const { frames } = through(merged(exports([10, 20, 30, 40]), mails, after(8)));
  expect(new Set(frames.map((frame) => `${frame.topic} ${frame.stream}`))).toEqual(
    new Set(["metrics#error-rate error-rate", "metrics#delivery-latency delivery-latency"]),
  );
  expect(frames.flatMap(({ columns }) => columns.delivered ?? [])).toEqual([5, 6, 7, 8]);
});

test("instances in two partitions are parts of one service, by regions that are added up", () => {
  const second = exports([7, 7, 7]).map((message) => ({ ...message, partition: 1 }));
  const { frames } = through(merged(exports([10, 20, 30]), second, after(8)));
  const rows = frames.flatMap(({ columns }) =>
    columns.service.flatMap((name, row) =>
      name === "checkout" ? [[columns.region?.[row] ?? null, columns.requests?.[row]]] : [],
    ),
  );
  expect(new Set(rows.map(([region]) => region))).toEqual(new Set([null, "partition 1"]));
  expect(rows.reduce((sum, [, requests]) => sum + Number(requests), 0)).toBe(60 + 21);
});

test("a snapshot at any message and a session that is made of it change nothing", () => {
  const messages = merged(
    exports([10, 20, 30, 40, 50, 60]),
    exports([1, 2, 3], { metric: "mails" }),
    after(9),
  );
  const whole = through(messages).frames;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: messages.length }), (cut) => {
      let session = sessionOf();
      const frames: Frame[] = [];
      for (const [offset, message] of messages.entries()) {
        if (offset === cut) session = sessionOf({}, structuredClone(session.snapshot()));
        frames.push(...session.step(recordOf(message, offset), null).frames);
      }
      frames.push(...session.end().frames);
      expect(frames).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

test("by the wall clock a window closes with what came when its delay is over, also where nothing comes", () => {
  const session = sessionOf({}, undefined, { clock: "wall" });
  const frames: Frame[] = [];
  for (const [offset, message] of exports([10, 20]).entries()) {
    frames.push(...session.step(recordOf(message, offset), message.arrivalMs).frames);
  }
  const place = { topic, partition: 0 };
  const closing = start + 2 * minuteMs + usual.delayMs + allowedLatenessMs;
  frames.push(...session.advance(place, closing - 1).frames);
  expect(requestsOf(frames, "checkout")).toEqual([10]);
  expect(requestsOf(session.advance(place, closing).frames, "checkout")).toEqual([20]);
});

describe("what is bad costs itself alone", () => {
  const healthy = merged(exports([10, 20, 30, 40, 50]), after(8));
  const expected = requestsOf(through(healthy).frames, "checkout");
  const arrivalMs = start + 90_000;
  const many = Array.from({ length: 5000 }, (_, at) => ({
    atMs: start + minuteMs,
    value: 1,
    instance: `pod-${at}`,
  }));
  const bad: readonly (readonly [string, Message, string | null, string | null])[] = [
    ["no format", { value: Uint8Array.of(0xff, 0xfe, 0x00, 0x9c), arrivalMs }, "format-unknown", null],
    ["ten megabytes", { value: new Uint8Array(10_000_000), arrivalMs }, "value-too-large", null],
    [
      "an unknown metric",
      { value: sumMessage([{ atMs: arrivalMs, value: 1 }], "delta", "else"), arrivalMs },
      null,
      null,
    ],
    [
      "a clock in seconds",
      { value: sumMessage([{ atMs: arrivalMs / 1000, value: 1 }], "cumulative"), arrivalMs },
      "time-unit",
      "time-unit",
    ],
    [
      "points of tomorrow",
      { value: sumMessage([{ atMs: arrivalMs + 86_400_000, value: 1 }], "cumulative"), arrivalMs },
      "timestamp-future",
      "timestamp-future",
    ],
    [
      "an arrival years ahead",
      {
        value: sumMessage([{ atMs: arrivalMs, value: 1 }], "cumulative", "else"),
        arrivalMs: arrivalMs + 1e11,
      },
      null,
      null,
    ],
    [
      "more series than are kept",
      { value: sumMessage(many, "cumulative"), arrivalMs },
      null,
      "series-too-many",
    ],
    ["nothing", { value: json({}), arrivalMs }, "format-unknown", null],
  ];

  test.each(bad)("%s", (_, message, whole, part) => {
    const at = healthy.findIndex((one) => one.arrivalMs > arrivalMs);
    const { frames, steps } = through([...healthy.slice(0, at), message, ...healthy.slice(at)]);
    expect(requestsOf(frames, "checkout").filter((count) => count !== 1)).toEqual(expected);
    const step = steps[at];
    expect(step?.refused[0]?.code ?? null).toBe(whole);
    if (part !== null) expect(step?.foreign?.refused.map(({ code }) => code)).toContain(part);
  });

  test("an export that comes twice counts once", () => {
    const { frames } = through(healthy.flatMap((message) => [message, message]));
    expect(requestsOf(frames, "checkout")).toEqual(expected);
  });

  test("readings of a stream that comes from another topic are counted by a code of their own", () => {
    const mapping = { metrics: [{ metric: "requests", as: "reports" as const }] };
    const { steps } = through(healthy, { mapping });
    const codes = steps.flatMap(({ foreign }) => foreign?.refused.map(({ code }) => code) ?? []);
    expect(new Set(codes)).toEqual(new Set(["stream-not-taken"]));
  });

  test("what was remembered by another mapping is not gone on from", () => {
    const session = sessionOf();
    session.step(recordOf(healthy[0]!, 0), null);
    const mapping = { metrics: [{ metric: "mails", as: "delivered" as const }] };
    const [state] = sessionOf({ mapping }, session.snapshot()).snapshot().foreign ?? [];
    expect(state?.decoder.series).toEqual([]);
  });
});

test("our own telemetry in a topic of other formats waits for its interval like theirs", () => {
  const own = [0, 1, 2, 3].map((minute) => ({
    value: json({
      service: "chat",
      ts: start + minute * minuteMs,
      intervalMs: minuteMs,
      requests: 100 + minute,
      errors: 0,
    }),
    arrivalMs: start + (minute + 1) * minuteMs + 500,
  }));
  const { frames } = through(merged(own, after(8)));
  expect(requestsOf(frames, "chat")).toEqual([100, 101, 102, 103]);
});

test("telemetry in Avro behind a schema registry is read by its schema, and without it is refused by a code", () => {
  const schema = {
    type: "record",
    name: "Requests",
    fields: [
      { name: "service", type: "string" },
      { name: "ts", type: "long" },
      { name: "intervalMs", type: "int" },
      { name: "requests", type: "long" },
      { name: "errors", type: "long" },
      { name: "region", type: ["null", "string"] },
    ],
  };
  const messages = [0, 1, 2].map((minute) => {
    const telemetry = { service: "chat", ts: start + minute * minuteMs, intervalMs: minuteMs };
    const body = { ...telemetry, requests: 100 + minute, errors: 0, region: null };
    const value = avroMessage(7, schema, body);
    return { value, arrivalMs: start + (minute + 1) * minuteMs + 500 };
  });
  const all = merged(messages, after(7));
  const schemas = schemaReader({ files: new Map([[7, JSON.stringify(schema)]]), registry: null });
  expect(requestsOf(through(all, {}, { schemas }).frames, "chat")).toEqual([100, 101, 102]);
  const codes = through(all).steps.flatMap(({ refused }) => refused.map(({ code }) => code));
  expect(codes).toEqual(["schema-unknown", "schema-unknown", "schema-unknown"]);
});
