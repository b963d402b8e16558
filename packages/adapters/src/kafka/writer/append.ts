import { Partitioners, type Producer, type TopicMessages } from "kafkajs";
import type { AppendedRecord } from "@tocsin/log";
import { settled } from "../client/closing.ts";
import { kafkaClient } from "../client/kafka.ts";
import { sockets } from "../client/sockets.ts";
import { type KafkaConnection } from "../connection.ts";
import { type TellTrouble } from "../trouble.ts";
import { messageOf, requestsOf } from "./messages.ts";

const allReplicas = -1;
const closeGraceMs = 1000;
const requestTimeoutMs = 30_000;

export interface Appender {
  /** Rejects with what kafkajs threw. */
  append(records: readonly AppendedRecord[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Not idempotent: kafkajs' idempotence without transactions loses records after failures (a batch is given the sequence
 * of one that is in the log already). At least once is what it can do.
 */
export function appender(options: {
  readonly connection: KafkaConnection;
  /** A broker that answers. */
  readonly first: string;
  readonly trouble: TellTrouble;
}): Appender {
  const own = sockets();
  let closed = false;
  const producer = kafkaClient({
    connection: options.connection,
    first: options.first,
    requestTimeoutMs,
    socketFactory: own.open,
    trouble: (event) => {
      if (!closed) options.trouble(event);
    },
  }).producer({
    idempotent: false,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  let connected: Promise<void> | null = null;
  const connect = async (): Promise<void> => {
    connected ??= producer.connect();
    try {
      await connected;
    } catch (error) {
      connected = null;
      throw error;
    }
  };
  return {
    append: async (records) => {
      await connect();
      for (const { records: some, compression } of requestsOf(records)) {
        await sendTo(producer, some, compression);
      }
    },
    close: async () => {
      closed = true;
      if (connected !== null) await settled(producer.disconnect(), closeGraceMs);
      own.destroy();
    },
  };
}

async function sendTo(
  producer: Producer,
  records: readonly AppendedRecord[],
  compression: ReturnType<typeof requestsOf>[number]["compression"],
): Promise<void> {
  const topics = new Map<string, TopicMessages>();
  for (const record of records) {
    const entry = topics.get(record.topic) ?? { topic: record.topic, messages: [] };
    topics.set(record.topic, entry);
    entry.messages.push(messageOf(record, record.partition));
  }
  await producer.sendBatch({ acks: allReplicas, compression, topicMessages: [...topics.values()] });
}
