/** Topics as an administrator sees them: described, made, grown and changed; and what groups have read of them. */
import { type Admin } from "kafkajs";
import type { LogPlace } from "@tocsin/log";
import { cluster, type Cluster } from "./client/cluster.ts";
import { kafkaClient, type KafkaConnection, sockets } from "./client/connection.ts";
import {
  ConfigSources,
  createErrorFromCode,
  errorCodes,
  ResourceTypes,
  type TopicMetadata,
} from "./client/internals.ts";
import { committedOffsets, partitionCounts, placesOfCounts } from "./client/partitions.ts";
import { logFault } from "./faults/log-fault.ts";
import { persist, settled } from "./faults/persist.ts";
import { type TellTrouble } from "./faults/trouble.ts";

export interface TopicDescription {
  readonly partitions: number;
  /** Of the partition with the fewest replicas. */
  readonly replicationFactor: number;
  /** Every setting of the topic, the inherited ones too, as the broker writes them. */
  readonly config: Readonly<Record<string, string>>;
}

export interface TopicSpec {
  readonly topic: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Settings of the topic's own; the rest is inherited. */
  readonly config: Readonly<Record<string, string>>;
}

/** What a group has read of one partition. */
export interface GroupOffset extends LogPlace {
  /** Null where none was ever committed. */
  readonly offset: number | null;
}

/** What setting up topics needs of a cluster. Whatever goes wrong is a `LogFault`. */
export interface TopicAdmin {
  /** Null for a topic that is not there. */
  describe(topics: readonly string[]): Promise<ReadonlyMap<string, TopicDescription | null>>;
  /** Creates the topics and waits until they have leaders. */
  create(specs: readonly TopicSpec[]): Promise<void>;
  /** `count` is how many partitions the topic has then. */
  addPartitions(topic: string, count: number): Promise<void>;
  /** Sets these settings and keeps the topic's other own settings as they are. */
  alterConfig(topic: string, config: Readonly<Record<string, string>>): Promise<void>;
  /** How many brokers the cluster has. */
  brokers(): Promise<number>;
  groupOffsets(group: string, topics: readonly string[]): Promise<readonly GroupOffset[]>;
  close(): Promise<void>;
}

const requestTimeoutMs = 10_000;
const closeGraceMs = 1000;

export function topicAdmin(connection: KafkaConnection, trouble: TellTrouble = () => {}): TopicAdmin {
  const own = sockets();
  const ending = new AbortController();
  const brokers = cluster({ connection, requestTimeoutMs, trouble });
  let connected: Promise<Admin> | null = null;
  const open = async (): Promise<Admin> => {
    const admin = kafkaClient({
      connection,
      first: await brokers.contact(),
      requestTimeoutMs,
      socketFactory: own.open,
      trouble: (event) => {
        if (!ending.signal.aborted) trouble(event);
      },
    }).admin();
    await admin.connect();
    return admin;
  };
  const opened = async (): Promise<Admin> => {
    connected ??= open();
    try {
      return await connected;
    } catch (error) {
      connected = null;
      throw error;
    }
  };
  const trying = <Result>(doing: string, attempt: (admin: Admin) => Promise<Result>): Promise<Result> =>
    persist({ doing, forMs: connection.connectTimeoutMs, signal: ending.signal }, async () =>
      attempt(await opened()),
    );

  return {
    describe: (topics) => trying("describing topics", (admin) => describeTopics({ brokers, admin }, topics)),
    create: (specs) => trying("creating topics", (admin) => createTopics({ brokers, admin }, specs)),
    addPartitions: (topic, count) =>
      trying(`adding partitions to ${topic}`, async (admin) => {
        await admin.createPartitions({ topicPartitions: [{ topic, count }] });
      }),
    alterConfig: (topic, config) =>
      trying(`changing settings of ${topic}`, (admin) => alterTopic(admin, topic, config)),
    brokers: () =>
      trying("counting brokers", async (admin) => (await admin.describeCluster()).brokers.length),
    groupOffsets: (group, topics) =>
      trying(`asking for the offsets of ${group}`, async () => {
        const places = placesOfCounts(await partitionCounts(brokers, topics));
        const offsets = await committedOffsets(await brokers.coordinator(group), group, places);
        return places.map((place) => ({ ...place, offset: offsets.get(place) ?? null }));
      }),
    close: async () => {
      ending.abort();
      if (connected !== null) {
        await settled(
          connected.then((admin) => admin.disconnect()),
          closeGraceMs,
        );
      }
      own.destroy();
      await brokers.close();
    },
  };
}

interface Clients {
  readonly brokers: Cluster;
  readonly admin: Admin;
}

async function describeTopics(
  { brokers, admin }: Clients,
  topics: readonly string[],
): Promise<ReadonlyMap<string, TopicDescription | null>> {
  const described = new Map<string, TopicDescription | null>();
  if (topics.length === 0) return described;
  for (const topic of topics) described.set(topic, null);
  const { topicMetadata } = await brokers.metadata(topics);
  const found = topicMetadata.filter(({ topicErrorCode }) => topicErrorCode !== errorCodes.unknownTopic);
  const failed = found.filter(({ topicErrorCode }) => topicErrorCode !== 0);
  if (failed[0] !== undefined) {
    throw named(
      failed.map(({ topic }) => topic),
      createErrorFromCode(failed[0].topicErrorCode),
    );
  }
  const settings = await settingsOrNames(
    admin,
    found.map(({ topic }) => topic),
  );
  for (const one of found) {
    const config = Object.fromEntries(
      (settings.get(one.topic) ?? []).map(({ name, value }) => [name, value]),
    );
    described.set(one.topic, { ...sizeOf(one), config });
  }
  return described;
}

/** A right that lacks is told with the topics for which it does, which the broker's own words leave out. */
function named(topics: readonly string[], error: unknown): unknown {
  const fault = logFault(error, `describing ${topics.join(", ")}`);
  return fault.kind === "refused" ? fault : error;
}

async function settingsOrNames(admin: Admin, topics: readonly string[]): ReturnType<typeof settingsOf> {
  try {
    return await settingsOf(admin, topics);
  } catch (error) {
    if (logFault(error).kind !== "refused") throw error;
    const refused: string[] = [];
    for (const topic of topics)
      await settingsOf(admin, [topic]).catch((one: unknown) => {
        if (logFault(one).kind === "refused") refused.push(topic);
      });
    throw named(refused, error);
  }
}

function sizeOf({ partitionMetadata }: TopicMetadata): {
  readonly partitions: number;
  readonly replicationFactor: number;
} {
  const replicas = partitionMetadata.map((partition) => partition.replicas.length);
  return { partitions: replicas.length, replicationFactor: Math.min(...replicas) };
}

interface Setting {
  readonly name: string;
  readonly value: string;
  readonly own: boolean;
}

async function settingsOf(
  admin: Admin,
  topics: readonly string[],
): Promise<ReadonlyMap<string, readonly Setting[]>> {
  if (topics.length === 0) return new Map();
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topics.map((name) => ({ type: ResourceTypes.TOPIC, name })),
  });
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      configEntries.map(({ configName, configValue, configSource }) => ({
        name: configName,
        value: configValue,
        own: configSource === ConfigSources.TOPIC_CONFIG,
      })),
    ]),
  );
}

async function createTopics({ brokers, admin }: Clients, specs: readonly TopicSpec[]): Promise<void> {
  if (specs.length === 0) return;
  // A try before this one may have made some of them.
  const there = await brokers.metadata(specs.map(({ topic }) => topic));
  const known = new Set(
    there.topicMetadata.filter((one) => one.topicErrorCode === 0).map(({ topic }) => topic),
  );
  const missing = specs.filter(({ topic }) => !known.has(topic));
  if (missing.length > 0) {
    await admin.createTopics({
      waitForLeaders: false,
      topics: missing.map(({ topic, partitions, replicationFactor, config }) => ({
        topic,
        numPartitions: partitions,
        replicationFactor,
        configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
      })),
    });
  }
  const made = await brokers.metadata(specs.map(({ topic }) => topic));
  // A broker may not have heard of them yet, which kafkajs takes for an error: they are asked for again.
  const isReady = ({ topicErrorCode, partitionMetadata }: TopicMetadata): boolean =>
    topicErrorCode === 0 && partitionMetadata.every(({ leader }) => leader >= 0);
  if (!made.topicMetadata.every(isReady)) throw createErrorFromCode(errorCodes.leaderNotAvailable);
}

/** Kafka's request replaces all own settings of the topic, so those that stay are sent again. */
async function alterTopic(
  admin: Admin,
  topic: string,
  config: Readonly<Record<string, string>>,
): Promise<void> {
  const settings = (await settingsOf(admin, [topic])).get(topic) ?? [];
  const kept = settings.filter(({ own }) => own).map(({ name, value }) => [name, value] as const);
  const entries = new Map([...kept, ...Object.entries(config)]);
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: ResourceTypes.TOPIC,
        name: topic,
        configEntries: [...entries].map(([name, value]) => ({ name, value })),
      },
    ],
  });
}
