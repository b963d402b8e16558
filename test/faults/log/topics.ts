import { type Admin } from "kafkajs";
import { awaitCondition, quietKafka } from "../../support/servers/own.ts";
import { followLog } from "./follow-log.ts";
import { type LogEntry } from "./log-entry.ts";

const withinMs = 60_000;

/** Runs it with a client that sees to topics, and ends the client. */
export async function withAdmin<Result>(
  brokers: readonly string[],
  run: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const admin = quietKafka(brokers).admin();
  await admin.connect();
  try {
    return await run(admin);
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

/** Everything that a topic holds now. */
export async function entriesOfTopic(
  brokers: readonly string[],
  topic: string,
): Promise<readonly LogEntry[]> {
  const log = await followLog(brokers, [topic]);
  try {
    await log.catchUp();
    return log.entries(topic);
  } finally {
    await log.close();
  }
}

/** Where each partition ends for readers of committed records; waits until it is led. */
export async function endsOfTopic(
  brokers: readonly string[],
  topic: string,
): Promise<ReadonlyMap<number, number>> {
  const offsets = await awaitCondition(
    async () => await withAdmin(brokers, async (admin) => await admin.fetchTopicOffsets(topic)),
    { withinMs, what: `the ends of ${topic}`, everyMs: 200 },
  );
  return new Map(offsets.map(({ partition, high }) => [partition, Number(high)]));
}

export interface TopicShape {
  readonly topic: string;
  readonly partitions: number;
  readonly replication: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** Deletes the topic and makes it anew; resolves when it can be used. */
export async function makeAnew(brokers: readonly string[], shape: TopicShape): Promise<void> {
  const { topic, partitions, replication, settings } = shape;
  await withAdmin(brokers, async (admin) => {
    await admin.deleteTopics({ topics: [topic] });
    const made = async (): Promise<true> => {
      await admin.createTopics({
        waitForLeaders: false,
        topics: [
          {
            topic,
            numPartitions: partitions,
            replicationFactor: replication,
            configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
          },
        ],
      });
      return true;
    };
    // A broker that has not heard of the deletion yet says that the topic is there.
    await awaitCondition(made, { withinMs, what: `${topic} made anew`, everyMs: 200 });
  });
  await endsOfTopic(brokers, topic);
}
