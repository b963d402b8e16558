/** Which broker leads which partition of those that are read. */
import type { LogFault, LogMark, LogPlace } from "@tocsin/log";
import { type Cluster } from "../client/cluster.ts";
import {
  createErrorFromCode,
  errorCodes,
  type MetadataAnswer,
  type TopicMetadata,
} from "../client/internals.ts";
import { missingPartition, placeKey } from "../client/partitions.ts";
import { logFault } from "../faults/log-fault.ts";
import { type Feed } from "./feed.ts";

/** A topic that was made just now may not be known to every broker: for this long it is not missing. */
const missingForMs = 500;

/** Which broker leads which partition, as last heard. */
export interface Leaders {
  /** Null where it is not known, or none leads. */
  of(place: LogPlace): number | null;
  /** The topic as it is now, and the epoch of the partition's leader; null where brokers do not tell. */
  log(place: LogPlace): LogMark;
  /** Forgets the leader of the partition: it said that it is not. */
  forget(place: LogPlace): void;
  /** Forgets all partitions that this broker led. */
  forgetBroker(nodeId: number): void;
  /** Asks for all topics of the feeds. Feeds whose topic is missing or refused fail. */
  refresh(feeds: readonly Feed[]): Promise<void>;
}

export function leaders(cluster: Cluster): Leaders {
  const leaderOf = new Map<string, number>();
  const epochOf = new Map<string, number>();
  const ids = topicIds();
  const missingSince = new Map<string, number>();

  const learn = (answer: MetadataAnswer): void => {
    for (const { topic, topicId, partitionMetadata } of answer.topicMetadata) {
      ids.learn(topic, topicId ?? null);
      for (const { partitionId, leader, leaderEpoch } of partitionMetadata) {
        const key = placeKey({ topic, partition: partitionId });
        if (leader >= 0) leaderOf.set(key, leader);
        else leaderOf.delete(key);
        if (typeof leaderEpoch === "number" && leaderEpoch >= 0) epochOf.set(key, leaderEpoch);
      }
    }
  };

  const isMissing = (topic: string, missing: boolean, nowMs: number): boolean => {
    if (!missing) {
      missingSince.delete(topic);
      return false;
    }
    const since = missingSince.get(topic) ?? nowMs;
    missingSince.set(topic, since);
    return nowMs - since >= missingForMs;
  };

  return {
    of: (place) => leaderOf.get(placeKey(place)) ?? null,
    log: (place) => ({ topicId: ids.of(place.topic), epoch: epochOf.get(placeKey(place)) ?? null }),
    forget: (place) => leaderOf.delete(placeKey(place)),
    forgetBroker: (nodeId) => {
      for (const [key, leader] of leaderOf) if (leader === nodeId) leaderOf.delete(key);
    },
    refresh: async (feeds) => {
      const answer = await cluster.metadata([...new Set(feeds.map(({ place }) => place.topic))]);
      learn(answer);
      const nowMs = performance.now();
      for (const found of answer.topicMetadata) {
        const own = feeds.filter(({ place }) => place.topic === found.topic);
        const lost = own.filter(({ place }) => isAbsent(found, place.partition));
        const refused = refusal(found);
        if (refused !== null) for (const one of own) one.fail(refused);
        if (isMissing(found.topic, lost.length > 0, nowMs)) {
          for (const one of lost) one.fail(missingPartition(one.place));
        }
      }
    },
  };
}

/** A broker that has not heard of it yet may still name the topic that was deleted: an id that was replaced never counts again. */
function topicIds() {
  const idOf = new Map<string, string>();
  const replaced = new Set<string>();
  return {
    of: (topic: string): string | null => idOf.get(topic) ?? null,
    learn: (topic: string, id: string | null): void => {
      if (id === null || replaced.has(id)) return;
      const before = idOf.get(topic);
      if (before !== undefined && before !== id) replaced.add(before);
      idOf.set(topic, id);
    },
  };
}

function isAbsent(found: TopicMetadata, partition: number): boolean {
  if (found.topicErrorCode === errorCodes.unknownTopic) return true;
  if (found.topicErrorCode !== 0) return false;
  return found.partitionMetadata.every(({ partitionId }) => partitionId !== partition);
}

function refusal(found: TopicMetadata): LogFault | null {
  if (found.topicErrorCode === 0) return null;
  const fault = logFault(createErrorFromCode(found.topicErrorCode), `reading ${found.topic}`);
  return fault.kind === "refused" ? fault : null;
}
