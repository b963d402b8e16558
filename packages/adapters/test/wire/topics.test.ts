import { Configuration } from "@tocsin/contracts";
import { expect, test } from "vitest";
import { streamsByTopic } from "../../src/wire/index.ts";

test("the default topics carry their streams", () => {
  expect([...streamsByTopic(Configuration.parse({}).topics)]).toEqual([
    ["telemetry.error-rate.v1", "error-rate"],
    ["telemetry.delivery-latency.v1", "delivery-latency"],
    ["telemetry.report-volume.v1", "report-volume"],
  ]);
});

test("one topic for two streams is bad configuration", () => {
  expect(() => streamsByTopic({ errorRate: "a", deliveryLatency: "a", reportVolume: "b" })).toThrow(
    "same topic",
  );
});

test("a topic of another tool may carry several streams, of which the first is named", () => {
  const topics = { errorRate: "otlp", deliveryLatency: "otlp", reportVolume: "b" };
  expect([...streamsByTopic(topics, new Set(["otlp"]))]).toEqual([
    ["otlp", "error-rate"],
    ["b", "report-volume"],
  ]);
});
