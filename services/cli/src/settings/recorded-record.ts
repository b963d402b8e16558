import type { RecordedMessage } from "@tocsin/adapters/file";
import type { Topics } from "@tocsin/contracts";
import type { TelemetryRecord } from "@tocsin/intake";
import { recordedTopic } from "./recorded-topic.ts";

/** A recorded message as the record that it was, on the configuration's topic. */
export function recordOf(message: RecordedMessage, topics: Topics): TelemetryRecord {
  const { partition, offset, arrivalMs, inLine } = message;
  const topic = recordedTopic(message.topic, topics);
  return { topic, partition, offset, timestampMs: arrivalMs, value: inLine ?? message.payload };
}
