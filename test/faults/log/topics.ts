import { awaitCondition } from "../../support/servers/own.ts";
import { endsOfTopic, withAdmin } from "./ends.ts";
import { followLog } from "./follow-log.ts";
import { type LogEntry } from "./log-entry.ts";

const withinMs = 60_000;

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
