import type { LogPlace } from "@tocsin/log";
import { CompressionTypes, type Kafka } from "kafkajs";

const tooLargeBytes = 129 * 1024 * 1024;

/**
 * Appends a batch that no reader unpacks: a few kB that become more than the reader's limit. Brokers look into what
 * they are given and refuse whatever is malformed, so this is what can really stand in a topic.
 */
export async function unpacksTooLarge(
  kafka: Kafka,
  { topic, partition }: LogPlace,
): Promise<{ readonly firstOffset: number; readonly nextOffset: number }> {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const value = Buffer.alloc(tooLargeBytes);
  const [answer] = await producer.send({
    topic,
    acks: -1,
    compression: CompressionTypes.GZIP,
    messages: [{ partition, key: null, value }],
  });
  await producer.disconnect();
  const firstOffset = Number(answer?.baseOffset);
  return { firstOffset, nextOffset: firstOffset + 1 };
}
