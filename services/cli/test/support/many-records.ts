import { topicNames } from "@tocsin/contracts";
import {
  memoryKafka,
  type MemoryKafka,
  type MemoryKafkaOptions,
} from "../../../../test/support/memory-kafka.ts";

const start = Date.parse("2021-10-04T15:00:00Z");

/** How many messages there are. */
export const manyRecords = 3000;

/** Messages of two topics and four partitions, one a second; some partitions lie behind others. The same every time. */
export async function kafkaWithMany(options: MemoryKafkaOptions = {}): Promise<MemoryKafka> {
  const kafka = memoryKafka({ maxBatchRecords: 20, ...options });
  await kafka.brokers.client().append(
    Array.from({ length: manyRecords }, (_, at) => ({
      topic: at % 3 === 0 ? topicNames.errorRate : topicNames.reportVolume,
      partition: at % 2,
      key: "chat",
      value: JSON.stringify({ at, padding: String(at * 7919).repeat(20) }),
      timestampMs: start + at * 1000,
    })),
  );
  return kafka;
}
