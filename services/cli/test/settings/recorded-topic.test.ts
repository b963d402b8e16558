import { topicNames } from "@tocsin/contracts";
import { expect, test } from "vitest";
import { recordedTopic } from "../../src/settings/recorded-topic.ts";

const own = { errorRate: "own.errors", deliveryLatency: "own.latency", reportVolume: "own.reports" };

test("a recording with the contract's names counts as of the topics that the configuration names", () => {
  expect(recordedTopic(topicNames.errorRate, own)).toBe("own.errors");
  expect(recordedTopic(topicNames.deliveryLatency, own)).toBe("own.latency");
  expect(recordedTopic(topicNames.reportVolume, own)).toBe("own.reports");
});

test("any other name stays what it is", () => {
  expect(recordedTopic("own.errors", own)).toBe("own.errors");
  expect(recordedTopic("else", own)).toBe("else");
  expect(recordedTopic(topicNames.windows, own)).toBe(topicNames.windows);
});

test("a name that the configuration gives to another stream is that stream's", () => {
  const crossed = { ...own, reportVolume: topicNames.errorRate };
  expect(recordedTopic(topicNames.errorRate, crossed)).toBe(topicNames.errorRate);
});
