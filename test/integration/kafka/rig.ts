import { kafkaLog, type KafkaConnection, topicAdmin, type Trouble } from "@tocsin/adapters/kafka";
import type { Log, LogPlace } from "@tocsin/log";
import { Kafka, logLevel } from "kafkajs";
import type { LogCluster } from "../../support/conformance/log.ts";
import { awaitCondition } from "../../support/servers/index.ts";
import { connectionTo } from "./connection.ts";
import { unpacksTooLarge } from "./too-large-batch.ts";

export interface KafkaRig extends LogCluster {
  readonly connection: KafkaConnection;
  /** What the clients told of trouble, in order. */
  readonly troubles: readonly Trouble[];
  /** A handle that the rig closes. */
  log(changed?: Partial<KafkaConnection>): Log;
  /** Makes a topic with a name of its own. */
  topic(partitions?: number, config?: Readonly<Record<string, string>>): Promise<string>;
  /** kafkajs itself, for what the port does not offer. */
  readonly kafka: Kafka;
}

let topicsMade = 0;

export async function kafkaRig(brokers: readonly string[]): Promise<KafkaRig> {
  const connection = connectionTo(brokers);
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const specs = topicAdmin(connection);
  const made = new Set<string>();
  const logs: Log[] = [];
  const troubles: Trouble[] = [];
  const log: KafkaRig["log"] = (changed = {}) => {
    const opened = kafkaLog({
      connection: { ...connection, ...changed },
      trouble: (event) => troubles.push(event),
    });
    logs.push(opened);
    return opened;
  };
  const createTopic = async (
    topic: string,
    partitions: number,
    config: Readonly<Record<string, string>> = {},
  ): Promise<void> => {
    await specs.create([{ topic, partitions, replicationFactor: 1, config }]);
    made.add(topic);
    // A leader that is known may not lead yet: what is appended outside a transaction is then sent again, and stands twice.
    await awaitCondition(async () => await admin.fetchTopicOffsets(topic), {
      withinMs: 30_000,
      what: `leaders of ${topic}`,
    });
  };
  return {
    connection,
    kafka,
    troubles,
    log,
    client: () => Promise.resolve(log()),
    createTopic,
    topic: async (partitions = 1, config = {}) => {
      topicsMade += 1;
      const topic = `adapter-${process.pid}-${Date.now()}-${topicsMade}`;
      await createTopic(topic, partitions, config);
      return topic;
    },
    deleteBefore: async ({ topic, partition }: LogPlace, offset: number) => {
      // kafkajs knows the partition's leader only when it has been asked for offsets.
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] });
    },
    makeAnew: async (topic) => {
      await admin.deleteTopics({ topics: [topic] });
      await createTopic(topic, 1);
    },
    corrupt: (place) => unpacksTooLarge(kafka, place),
    close: async () => {
      await Promise.all(logs.map((opened) => opened.close()));
      if (made.size > 0) await admin.deleteTopics({ topics: [...made] });
      await specs.close();
      await admin.disconnect();
    },
  };
}
