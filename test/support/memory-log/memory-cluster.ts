import type { LogPlace, LogRecord } from "@tocsin/log";
import {
  type Broker,
  emptyBroker,
  groupOf,
  groupPlaces,
  growTopic,
  partitionAt,
  partitionsOf,
  shareAnew,
  type TopicOptions,
} from "./broker.ts";
import { removeMembers } from "./groups.ts";
import { memoryClient, type MemoryClient } from "./memory-client.ts";
import { realWait, type Wait } from "./patience.ts";
import { placeKey } from "./place-key.ts";
import { type MemoryFault, processLife } from "./process-life.ts";
import { appendCorrupt, deleteRecords, isSeen, loseFrom, stableEnd } from "./stored-partition.ts";
import { abortOpen, type MarkerAhead } from "./transactions.ts";

export interface MemoryClusterOptions {
  /** Timestamps of records, and the times at which ends were seen; `Date.now` unless given. */
  readonly nowMs?: () => number;
  /** What `next(waitMs)` waits with when nothing is there; real time unless given. Not asked for a wait of 0. */
  readonly wait?: Wait;
  /** For every client that has none of its own. */
  readonly fault?: MemoryFault;
  /**
   * Awaited before each marker of a decided transaction is written, as if brokers took their time: a commit then
   * resolves before its records are seen. Without it a transaction is seen in all its partitions at once.
   */
  readonly beforeMarker?: (marker: MarkerAhead) => Promise<void>;
  /** How many records a delivery holds at most; 512 unless given. */
  readonly maxBatchRecords?: number;
}

export interface MemoryClientOptions {
  /** Unique among the clients; `client-1` and so on unless given. */
  readonly name?: string;
  readonly fault?: MemoryFault;
  /** How far its own clock is ahead of the brokers'; not at all unless given. */
  readonly aheadMs?: () => number;
}

/** The brokers, and what only those who run them can do. */
export interface MemoryCluster {
  createTopic(topic: string, partitions: number, options?: TopicOptions): void;
  /** With all that is in it; it can be made anew. */
  deleteTopic(topic: string): void;
  /** Brings a topic to so many partitions; groups share them out anew. */
  addPartitions(topic: string, partitions: number): void;
  /** A handle as one process has it. */
  client(options?: MemoryClientOptions): MemoryClient;
  /** Ends the sessions of a client in its groups, as when its heartbeats had not come for too long. */
  expire(client: MemoryClient): void;
  /**
   * Aborts the identity's open transaction and fences its holder, as when a transaction has taken too long; those of all
   * identities unless one is given.
   */
  timeOut(identity?: string): void;
  /** Deletes records as retention does; throws for an offset that is not decided yet. */
  deleteBefore(place: LogPlace, offset: number): void;
  /** Loses the records from the offset on, as when a broker is elected that had not got them. */
  loseFrom(place: LogPlace, offset: number): void;
  /** Appends a batch of so many records that cannot be decoded; returns its first offset. */
  corrupt(place: LogPlace, count: number, reason: string): number;
  /** All records of a topic that a reader sees, by partition and offset. */
  records(topic: string): readonly LogRecord[];
  /** Null where none was ever committed. */
  groupOffset(group: string, place: LogPlace): number | null;
}

const defaultMaxBatchRecords = 512;

/**
 * Brokers in memory with the semantics of Kafka's transactions: offsets with gaps where markers stand, read-committed
 * readers, identities that are fenced, groups, retention. Nothing happens by itself: no session ends and no transaction
 * times out unless the test says so, and with a `wait` of its own a schedule is the same every time.
 */
export function memoryCluster(options: MemoryClusterOptions = {}): MemoryCluster {
  const broker = emptyBroker(options.nowMs ?? Date.now);
  const beforeMarker = options.beforeMarker ?? null;
  let clients = 0;
  return {
    createTopic(topic, partitions, topicOptions = {}) {
      if (broker.topics.has(topic)) throw new Error(`topic ${topic} is there already`);
      growTopic(broker, topic, partitions, topicOptions);
      shareAnew(broker, topic);
      broker.changes.raise();
    },
    deleteTopic(topic) {
      broker.topics.delete(topic);
      shareAnew(broker, topic);
      broker.changes.raise();
    },
    addPartitions(topic, partitions) {
      partitionsOf(broker, topic);
      growTopic(broker, topic, partitions, {});
      shareAnew(broker, topic);
      broker.changes.raise();
    },
    client(clientOptions = {}) {
      clients += 1;
      const fault = clientOptions.fault ?? options.fault ?? (() => "pass");
      return memoryClient({
        broker,
        life: processLife(clientOptions.name ?? `client-${clients}`, fault),
        wait: options.wait ?? realWait,
        beforeMarker,
        aheadMs: clientOptions.aheadMs ?? (() => 0),
        maxBatchRecords: options.maxBatchRecords ?? defaultMaxBatchRecords,
      });
    },
    expire(client) {
      for (const group of broker.groups.values())
        removeMembers(group, (member) => member.client === client.name, groupPlaces(broker, group));
      broker.changes.raise();
    },
    timeOut(name) {
      for (const identity of broker.identities.values()) {
        const isMeant = name === undefined || name === identity.name;
        if (!isMeant || identity.open === null) continue;
        identity.epoch += 1;
        abortOpen(broker, identity, beforeMarker);
      }
    },
    deleteBefore(place, offset) {
      deleteRecords(partitionAt(broker, place), offset);
      broker.changes.raise();
    },
    loseFrom(place, offset) {
      loseFrom(partitionAt(broker, place), offset);
      broker.changes.raise();
    },
    corrupt(place, count, reason) {
      const offset = appendCorrupt(partitionAt(broker, place), count, reason);
      broker.changes.raise();
      return offset;
    },
    records: (topic) => seenRecords(broker, topic),
    groupOffset: (group, place) => groupOf(broker, group).offsets.get(placeKey(place)) ?? null,
  };
}

function seenRecords(broker: Broker, topic: string): readonly LogRecord[] {
  return partitionsOf(broker, topic).flatMap((partition) => {
    const end = stableEnd(partition);
    return partition.slots.flatMap((slot) => (slot.offset < end && isSeen(slot) ? [slot.record] : []));
  });
}
