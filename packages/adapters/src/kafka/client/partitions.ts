/** Partitions: how they are named, ordered and listed for Kafka, and what is asked of the brokers about them. */
import { LogFault, type LogPlace, type LogPosition } from "@tocsin/log";
import { type Cluster } from "./cluster.ts";
import {
  consumerReplica,
  createErrorFromCode,
  errorCodes,
  type KafkaBroker,
  readCommitted,
  type TopicMetadata,
} from "./internals.ts";

export function placeKey({ topic, partition }: LogPlace): string {
  return `${topic}/${partition}`;
}

export function comparePlaces(a: LogPlace, b: LogPlace): number {
  if (a.topic !== b.topic) return a.topic < b.topic ? -1 : 1;
  return a.partition - b.partition;
}

export function samePlaces(a: readonly LogPlace[], b: readonly LogPlace[]): boolean {
  if (a.length !== b.length) return false;
  const keys = new Set(a.map(placeKey));
  return b.every((place) => keys.has(placeKey(place)));
}

/** The partitions of each topic, as Kafka's messages have them. */
export function partitionsByTopic(places: readonly LogPlace[]): Readonly<Record<string, readonly number[]>> {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of places) {
    topics.set(topic, [...(topics.get(topic) ?? []), partition]);
  }
  return Object.fromEntries(topics);
}

export function placesOf(topics: Readonly<Record<string, readonly number[]>>): readonly LogPlace[] {
  return Object.entries(topics)
    .flatMap(([topic, partitions]) => partitions.map((partition) => ({ topic, partition })))
    .sort(comparePlaces);
}

interface TopicOffsetsToSend {
  readonly topic: string;
  readonly partitions: { readonly partition: number; readonly offset: string }[];
}

export function offsetsByTopic(positions: readonly LogPosition[]): TopicOffsetsToSend[] {
  const topics = new Map<string, TopicOffsetsToSend>();
  for (const { topic, partition, offset } of positions) {
    const entry = topics.get(topic) ?? { topic, partitions: [] };
    topics.set(topic, entry);
    entry.partitions.push({ partition, offset: String(offset) });
  }
  return [...topics.values()];
}

/** A topic that was made just now may not be known to every broker. */
const askedAgainMs = 250;
const timesAsked = 3;

/** Throws `topic-missing`, or what kafkajs calls the broker's error. */
export async function partitionCounts(
  cluster: Cluster,
  topics: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  if (topics.length === 0) return counts;
  for (const found of await topicsFound(cluster, topics)) {
    counts.set(found.topic, found.partitionMetadata.length);
  }
  return counts;
}

/** As `partitionCounts`; a topic that is not there has no entry. */
export async function presentCounts(
  cluster: Cluster,
  topics: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { found } = await topicsAsked(cluster, topics);
  return new Map(found.map(({ topic, partitionMetadata }) => [topic, partitionMetadata.length]));
}

/** Every partition of topics with so many. */
export function placesOfCounts(counts: ReadonlyMap<string, number>): readonly LogPlace[] {
  return [...counts].flatMap(([topic, count]) =>
    Array.from({ length: count }, (_, partition) => ({ topic, partition })),
  );
}

/** The broker that leads the partition, connected. */
export async function leaderOf(cluster: Cluster, place: LogPlace): Promise<KafkaBroker> {
  const [found] = await topicsFound(cluster, [place.topic]);
  const partition = found?.partitionMetadata.find(({ partitionId }) => partitionId === place.partition);
  if (partition === undefined) throw missingPartition(place);
  if (partition.leader < 0) throw createErrorFromCode(errorCodes.leaderNotAvailable);
  return cluster.broker(partition.leader);
}

/** The fault for a partition that no broker knows. */
export function missingPartition({ topic, partition }: LogPlace): LogFault {
  return new LogFault("topic-missing", `there is no partition ${partition} of topic ${topic}`);
}

async function topicsFound(cluster: Cluster, topics: readonly string[]): Promise<readonly TopicMetadata[]> {
  const { found, missing } = await topicsAsked(cluster, topics);
  const [first] = missing;
  if (first !== undefined) throw new LogFault("topic-missing", `there is no topic ${first}`);
  return found;
}

async function topicsAsked(
  cluster: Cluster,
  topics: readonly string[],
): Promise<{ readonly found: readonly TopicMetadata[]; readonly missing: readonly string[] }> {
  for (let times = 1; ; times += 1) {
    const { topicMetadata } = await cluster.metadata(topics);
    const failed = topicMetadata.filter(({ topicErrorCode }) => topicErrorCode !== 0);
    const other = failed.find(({ topicErrorCode }) => topicErrorCode !== errorCodes.unknownTopic);
    if (other !== undefined) throw createErrorFromCode(other.topicErrorCode);
    if (failed.length === 0 || times === timesAsked) {
      const found = topicMetadata.filter(({ topicErrorCode }) => topicErrorCode === 0);
      return { found, missing: failed.map(({ topic }) => topic) };
    }
    await new Promise((resolve) => setTimeout(resolve, askedAgainMs));
  }
}

/** Kafka's names for the two ends of a partition, given in place of a time. */
const earliest = -2;
const latest = -1;

/** The oldest offset that is kept. The broker must lead the partition; so too below. */
export function firstOffset(broker: KafkaBroker, place: LogPlace): Promise<number> {
  return listOffset(broker, place, earliest);
}

/** The last stable offset: behind everything that readers of committed records can see. */
export function stableEnd(broker: KafkaBroker, place: LogPlace): Promise<number> {
  return listOffset(broker, place, latest);
}

/** The first record that arrived at or after the time; -1 where there is none. */
export function offsetAtTime(broker: KafkaBroker, place: LogPlace, timeMs: number): Promise<number> {
  return listOffset(broker, place, timeMs);
}

async function listOffset(
  broker: KafkaBroker,
  { topic, partition }: LogPlace,
  timestamp: number,
): Promise<number> {
  const answer = await broker.listOffsets({
    replicaId: consumerReplica,
    isolationLevel: readCommitted,
    topics: [{ topic, partitions: [{ partition, timestamp }] }],
  });
  const found = answer.responses[0]?.partitions[0];
  if (found === undefined) throw new Error(`no offset of ${topic}/${partition} in the answer`);
  return Number(found.offset);
}

/** The group's offsets of these places; null where none was ever committed. */
export async function committedOffsets(
  coordinator: KafkaBroker,
  group: string,
  places: readonly LogPlace[],
): Promise<ReadonlyMap<LogPlace, number | null>> {
  if (places.length === 0) return new Map();
  const topics = Object.entries(partitionsByTopic(places)).map(([topic, partitions]) => ({
    topic,
    partitions: partitions.map((partition) => ({ partition })),
  }));
  const answer = await coordinator.offsetFetch({ groupId: group, topics });
  const offsets = new Map<string, number>();
  for (const { topic, partitions } of answer.responses) {
    for (const { partition, offset } of partitions) {
      offsets.set(placeKey({ topic, partition }), Number(offset));
    }
  }
  return new Map(
    places.map((place) => {
      const offset = offsets.get(placeKey(place)) ?? -1;
      return [place, offset < 0 ? null : offset];
    }),
  );
}
