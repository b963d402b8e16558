import type { IHeaders, KafkaMessage } from "kafkajs";
import { awaitCondition, quietKafka, uniquePrefix } from "../../support/servers/own.ts";
import { endsOfTopic } from "./ends.ts";
import { type LogEntry } from "./log-entry.ts";

/** Reads topics from their beginning on, committed records alone, and keeps everything in memory. */
export interface FollowedLog {
  /** What has been read of the topic so far, by partition and offset. */
  entries(topic: string): readonly LogEntry[];
  count(topic: string): number;
  /** Waits until everything that is committed now was read. */
  catchUp(withinMs?: number): Promise<void>;
  close(): Promise<void>;
}

interface ReadPartition {
  /** Behind the last record or transaction marker that was read. */
  nextOffset: number;
  readonly entries: LogEntry[];
}

const catchUpMs = 60_000;

const headersOf = (headers: IHeaders | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [
      name,
      (Array.isArray(value) ? value : [value]).join(","),
    ]),
  );

const entryOf = (topic: string, partition: number, message: KafkaMessage): LogEntry => ({
  topic,
  partition,
  offset: Number(message.offset),
  timestampMs: Number(message.timestamp),
  key: message.key === null ? null : message.key.toString("utf8"),
  value: message.value,
  headers: headersOf(message.headers),
});

/** Where each partition ends for readers of committed records. */
async function endsOf(
  brokers: readonly string[],
  topics: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const ends = new Map<string, number>();
  for (const topic of topics)
    for (const [partition, end] of await endsOfTopic(brokers, topic)) ends.set(`${topic}/${partition}`, end);
  return ends;
}

/** The topics must be there. Broker faults may make the reader begin anew; what it read twice is kept once. */
export async function followLog(brokers: readonly string[], topics: readonly string[]): Promise<FollowedLog> {
  const read = new Map<string, ReadPartition>();
  const partitionOf = (topic: string, partition: number): ReadPartition => {
    const key = `${topic}/${partition}`;
    const known = read.get(key) ?? { nextOffset: 0, entries: [] };
    read.set(key, known);
    return known;
  };
  const consumer = quietKafka(brokers).consumer({
    groupId: uniquePrefix("follower"),
    readUncommitted: false,
    sessionTimeout: 10_000,
    maxWaitTimeInMs: 100,
    retry: { retries: 100, maxRetryTime: 1000 },
  });
  // Told for batches too that hold nothing but transaction markers.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    const partition = partitionOf(payload.topic, payload.partition);
    partition.nextOffset = Math.max(partition.nextOffset, Number(payload.lastOffset) + 1);
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch: { topic, partition: number, messages } }) => {
      const { entries } = partitionOf(topic, number);
      const last = entries.at(-1)?.offset ?? -1;
      for (const message of messages)
        if (Number(message.offset) > last) entries.push(entryOf(topic, number, message));
    },
  });
  const of = (topic: string): readonly ReadPartition[] =>
    [...read].filter(([key]) => key.startsWith(`${topic}/`)).map(([, partition]) => partition);
  return {
    entries: (topic) =>
      of(topic)
        .flatMap(({ entries }) => entries)
        .toSorted((one, other) => one.partition - other.partition || one.offset - other.offset),
    count: (topic) => of(topic).reduce((sum, { entries }) => sum + entries.length, 0),
    catchUp: async (withinMs = catchUpMs) => {
      const ends = await awaitCondition(() => endsOf(brokers, topics), {
        withinMs,
        what: "the topics' ends",
      });
      const behind = (): readonly string[] =>
        [...ends].filter(([key, end]) => end > (read.get(key)?.nextOffset ?? 0)).map(([key]) => key);
      await awaitCondition(() => behind().length === 0, { withinMs, what: "a reader at the topics' ends" });
    },
    close: () => consumer.disconnect(),
  };
}
