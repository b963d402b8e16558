import { inputPlaces } from "@tocsin/log";
import { expect, test } from "vitest";
import { memoryKafka } from "../../../test/support/memory-kafka.ts";
import { awaitCondition } from "../../../test/support/servers/run/await-condition.ts";
import { workerContext } from "../../../test/support/worker-context.ts";
import { detectorApp } from "../src/app.ts";

const minuteMs = 60_000;
const streams = ["error-rate", "delivery-latency", "report-volume"] as const;

/** A frame of a window in which nothing came. */
const emptyFrame = (topic: string, stream: (typeof streams)[number]) => ({
  v: 1,
  topic,
  partition: 0,
  stream,
  windowStart: 0,
  windowMs: minuteMs,
  watermark: minuteMs,
  closedBy: "message",
  counts: { accepted: 0, late: 0, duplicate: 0, conflict: 0, rejected: 0 },
  part: 0,
  parts: 1,
  columns: { offset: [], service: [], ts: [], intervalMs: [] },
});

test("a detector starts alone, judges the window of which all frames are there, and leaves nothing open", async () => {
  const counts = { errorRate: 1, deliveryLatency: 1, reportVolume: 1 };
  const { brokers, values } = memoryKafka({ partitions: counts });
  const { context, health, events, open } = await workerContext(brokers.client(), { TOCSIN_CLOCK: "stream" });
  const { topics } = context.configuration;
  const byTopic = new Map(Object.keys(counts).map((role) => [topics[role as keyof typeof counts], 1]));
  await brokers.client().append(
    inputPlaces(topics, byTopic).map(({ input, windows }, at) => ({
      ...windows,
      key: null,
      value: JSON.stringify(emptyFrame(input.topic, streams[at]!)),
      timestampMs: minuteMs,
    })),
  );

  const running = detectorApp().start(context);
  expect(health.readiness().ok).toBe(false);
  expect(open()).toContain("member of tocsin.detector");
  await awaitCondition(() => values(topics.evidence).length > 0, {
    withinMs: 20_000,
    everyMs: 1,
    what: "a judged window",
  });
  await running.stop();
  await running.done;

  expect(values(topics.evidence).map((value) => JSON.parse(value!) as unknown)).toMatchObject([
    { windowStart: 0, windowMs: minuteMs },
  ]);
  expect(values(topics.incidents)).toEqual([]);
  expect(open()).toEqual([]);
  expect(events()).toContain("state.restored");
  expect(health.readiness().ok).toBe(true);
});
