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

/** Names that no other test has, for topics that the test makes by itself. */
export function nameTopics<Name extends string>(
  brokers: readonly string[],
  wanted: readonly Name[],
): FreshTopics<Name> {
  const prefix = uniquePrefix();
  const names = Object.fromEntries(wanted.map((name) => [name, `${prefix}.${name}`])) as Record<Name, string>;
  return { prefix, names, remove: () => removeTopics(brokers, Object.values(names)) };
}

/** Makes topics whose names no other test has, and waits until they can be written. Numbers are partition counts. */
export async function makeTopics<Name extends string>(
  brokers: readonly string[],
  wanted: Readonly<Record<Name, number | FreshTopic>>,
): Promise<FreshTopics<Name>> {
  const entries = Object.entries(wanted) as [Name, number | FreshTopic][];
  const fresh = nameTopics(
    brokers,
    entries.map(([name]) => name),
  );
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
          topic: fresh.names[name],
          numPartitions: topic.partitions,
          ...(topic.replication === undefined ? {} : { replicationFactor: topic.replication }),
          configEntries: Object.entries(topic.settings ?? {}).map(([name, value]) => ({ name, value })),
        };
      }),
    });
    const topics = Object.values<string>(fresh.names);
    await awaitCondition(async () => haveLeaders(await admin.fetchTopicMetadata({ topics })), {
      withinMs: 60_000,
      what: `leaders of ${topics.join(", ")}`,
    });
  } finally {
    await admin.disconnect();
  }
  return fresh;
}

/** Deletes topics; those that are not there are no error. */
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
