import { randomBytes } from "node:crypto";
import type { Admin } from "kafkajs";
import { awaitCondition } from "../run/await-condition.ts";
import { quietKafka } from "./broker-ready.ts";

/** A name that no other test has. */
export const uniquePrefix = (name = "t"): string => `${name}-${randomBytes(5).toString("hex")}`;

export interface FreshTopic {
  readonly partitions: number;
  readonly replication?: number;
  /** Topic settings, as `max.message.bytes`. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface FreshTopics<Name extends string> {
  /** All topics' names begin with it; good for groups and transactional ids too. */
  readonly prefix: string;
  /** The topic's real name by the name that the test gave. */
  readonly names: Readonly<Record<Name, string>>;
  readonly remove: () => Promise<void>;
}

const haveLeaders = ({ topics }: Awaited<ReturnType<Admin["fetchTopicMetadata"]>>): boolean =>
  topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0));

/** Makes topics whose names no other test has, and waits until they can be written. Numbers are partition counts. */
export async function makeTopics<Name extends string>(
  brokers: readonly string[],
  wanted: Readonly<Record<Name, number | FreshTopic>>,
): Promise<FreshTopics<Name>> {
  const prefix = uniquePrefix();
  const entries = Object.entries<number | FreshTopic>(wanted);
  const names = Object.fromEntries(entries.map(([name]) => [name, `${prefix}.${name}`])) as Record<
    Name,
    string
  >;
  const admin = quietKafka(brokers).admin();
  await admin.connect();
  try {
    await admin.createTopics({
      // Its own wait fails where a broker has not heard of the topics yet.
      waitForLeaders: false,
      timeout: 30_000,
      topics: entries.map(([name, given]) => {
        const topic = typeof given === "number" ? { partitions: given } : given;
        return {
          topic: `${prefix}.${name}`,
          numPartitions: topic.partitions,
          ...(topic.replication === undefined ? {} : { replicationFactor: topic.replication }),
          configEntries: Object.entries(topic.settings ?? {}).map(([name, value]) => ({ name, value })),
        };
      }),
    });
    const names = entries.map(([name]) => `${prefix}.${name}`);
    await awaitCondition(async () => haveLeaders(await admin.fetchTopicMetadata({ topics: names })), {
      withinMs: 60_000,
      what: `leaders of ${names.join(", ")}`,
    });
  } finally {
    await admin.disconnect();
  }
  return { prefix, names, remove: () => removeTopics(brokers, Object.values(names)) };
}

/** Deletes topics; those that are gone already are no error. */
async function removeTopics(brokers: readonly string[], topics: readonly string[]): Promise<void> {
  const admin = quietKafka(brokers).admin();
  await admin.connect();
  try {
    const there = new Set(await admin.listTopics());
    const left = topics.filter((topic) => there.has(topic));
    if (left.length > 0) await admin.deleteTopics({ topics: left });
  } finally {
    await admin.disconnect();
  }
}
