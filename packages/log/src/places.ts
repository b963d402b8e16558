import type { Configuration } from "@tocsin/contracts";
import type { Stream } from "@tocsin/core";
import type { LogPlace, WhenMissing } from "./log.ts";

/** Streams in the order that decides where an input partition's output goes; never to be changed. */
const streamOrder: readonly Stream[] = ["error-rate", "delivery-latency", "report-volume"];

/**
 * The partition of `windows`, `intakeState` and `deadLetters` that belongs to an input partition alone: 3 x partition +
 * stream. So each has a single writer, also when topics have different numbers of partitions and when some are added.
 */
export function outputPartition(stream: Stream, partition: number): number {
  return streamOrder.length * partition + streamOrder.indexOf(stream);
}

/** How many partitions the output topics need. */
export function outputPartitionsNeeded(telemetryPartitions: readonly number[]): number {
  return streamOrder.length * Math.max(...telemetryPartitions);
}

/**
 * What stands for a telemetry topic that is not there: as many partitions as the windows topic has room for. Those of them
 * that never had a frame take part in nothing.
 */
export const telemetryStandIn = (windowsTopic: string): Pick<WhenMissing, "topic" | "divisor"> => ({
  topic: windowsTopic,
  divisor: streamOrder.length,
});

type TelemetryTopics = Pick<Configuration["topics"], "errorRate" | "deliveryLatency" | "reportVolume">;

/** The telemetry topic of each stream. */
function topicOf(stream: Stream, topics: TelemetryTopics): string {
  const byStream = {
    "error-rate": topics.errorRate,
    "delivery-latency": topics.deliveryLatency,
    "report-volume": topics.reportVolume,
  };
  return byStream[stream];
}

/**
 * What the frames of a stream call the topic that they come from. Where several streams come out of one topic, each is an
 * input of its own: `#` stands in no name of a topic.
 */
export function inputName(stream: Stream, topics: TelemetryTopics): string {
  const topic = topicOf(stream, topics);
  const streams = streamOrder.filter((one) => topicOf(one, topics) === topic);
  return streams.length === 1 ? topic : `${topic}#${stream}`;
}

/** Every input partition with its place among the windows, in that order. */
export function inputPlaces(
  topics: Configuration["topics"],
  counts: ReadonlyMap<string, number>,
): readonly { readonly input: LogPlace; readonly windows: LogPlace }[] {
  const places = streamOrder.flatMap((stream) => {
    const topic = topicOf(stream, topics);
    return Array.from({ length: counts.get(topic) ?? 0 }, (_, partition) => ({
      input: { topic: inputName(stream, topics), partition },
      windows: { topic: topics.windows, partition: outputPartition(stream, partition) },
    }));
  });
  return places.sort((one, other) => one.windows.partition - other.windows.partition);
}
