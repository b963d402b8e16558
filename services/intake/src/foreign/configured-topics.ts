import type { TopicFormats } from "@tocsin/adapters/config";
import { streamsByTopic } from "@tocsin/adapters/wire";
import type { Configuration } from "@tocsin/contracts";
import type { Stream } from "@tocsin/core";
import { inputName } from "@tocsin/log";
import type { ForeignTopic } from "./foreign-intake.ts";

/** What an intake session needs to know of the telemetry topics of a configuration. */
export interface ConfiguredTopics {
  /** The stream of each telemetry topic; of several the first. */
  readonly streams: ReadonlyMap<string, Stream>;
  readonly foreign: ReadonlyMap<string, ForeignTopic>;
}

/** Telemetry topics by configuration, and which streams come out of those that hold what other tools write. */
export function configuredTopics(
  topics: Pick<Configuration["topics"], "errorRate" | "deliveryLatency" | "reportVolume">,
  formats: TopicFormats = new Map(),
): ConfiguredTopics {
  const topicOf: readonly (readonly [Stream, string])[] = [
    ["error-rate", topics.errorRate],
    ["delivery-latency", topics.deliveryLatency],
    ["report-volume", topics.reportVolume],
  ];
  const foreign = [...formats].map(([topic, format]) => {
    const streams = topicOf.filter(([, name]) => name === topic).map(([stream]) => stream);
    const inputs = new Map(streams.map((stream) => [stream, inputName(stream, topics)]));
    return [topic, { format, inputs }] as const;
  });
  return { streams: streamsByTopic(topics, formats), foreign: new Map(foreign) };
}
