import { LogFault, type LogPlace } from "@tocsin/log";
import { type Cluster } from "../client/cluster.ts";
import { createErrorFromCode, type KafkaBroker, type TopicMetadata } from "../client/internals.ts";

const unknownTopic = 3;
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

/** The broker that leads the partition, connected. */
export async function leaderOf(cluster: Cluster, place: LogPlace): Promise<KafkaBroker> {
  const [found] = await topicsFound(cluster, [place.topic]);
  const partition = found?.partitionMetadata.find(({ partitionId }) => partitionId === place.partition);
  if (partition === undefined) {
    throw new LogFault("topic-missing", `there is no partition ${place.partition} of topic ${place.topic}`);
  }
  if (partition.leader < 0) throw createErrorFromCode(leaderNotAvailable);
  return cluster.broker(partition.leader);
}

const leaderNotAvailable = 5;

async function topicsFound(cluster: Cluster, topics: readonly string[]): Promise<readonly TopicMetadata[]> {
  for (let times = 1; ; times += 1) {
    const { topicMetadata } = await cluster.metadata(topics);
    const failed = topicMetadata.find(({ topicErrorCode }) => topicErrorCode !== 0);
    if (failed === undefined) return topicMetadata;
    if (failed.topicErrorCode !== unknownTopic) throw createErrorFromCode(failed.topicErrorCode);
    if (times === timesAsked) {
      throw new LogFault("topic-missing", `there is no topic ${failed.topic}`);
    }
    await new Promise((resolve) => setTimeout(resolve, askedAgainMs));
  }
}
