import { type JoinOptions, LogFault, type LogPlace, type WhenMissing } from "@tocsin/log";
import { type ChangeSignal, changeSignal } from "./change-signal.ts";
import { placeKey } from "./place-key.ts";
import { rebalance, type StoredGroup, storedGroup } from "./groups.ts";
import { stableEnd, type StoredPartition, storedPartition } from "./stored-partition.ts";
import type { StoredIdentity } from "./stored-transaction.ts";

/** Everything that outlives the processes which use the cluster. */
export interface Broker {
  readonly nowMs: () => number;
  /** Raised after every change that somebody may wait for. */
  readonly changes: ChangeSignal;
  readonly topics: Map<string, StoredPartition[]>;
  readonly identities: Map<string, StoredIdentity>;
  readonly groups: Map<string, StoredGroup>;
  topicsMade: number;
}

export function emptyBroker(nowMs: () => number): Broker {
  const stored = { topics: new Map(), identities: new Map(), groups: new Map(), topicsMade: 0 };
  return { nowMs, changes: changeSignal(), ...stored };
}

export interface TopicOptions {
  /** Records larger than this, key and value together, are refused as `too-large`; no limit unless given. */
  readonly maxRecordBytes?: number;
}

/** Brings a topic to so many partitions. */
export function growTopic(broker: Broker, topic: string, partitions: number, options: TopicOptions): void {
  const logs = broker.topics.get(topic) ?? [];
  const maxRecordBytes = options.maxRecordBytes ?? logs[0]?.maxRecordBytes ?? Infinity;
  const topicId = logs[0]?.topicId ?? String((broker.topicsMade += 1));
  broker.topics.set(topic, logs);
  for (let partition = logs.length; partition < partitions; partition += 1)
    logs.push(storedPartition({ topic, partition }, { topicId, maxRecordBytes }));
}

/** Throws `topic-missing` for a topic that is not there. */
export function partitionsOf(broker: Broker, topic: string): readonly StoredPartition[] {
  const logs = broker.topics.get(topic);
  if (logs === undefined) throw new LogFault("topic-missing", `there is no topic ${topic}`);
  return logs;
}

/** Throws `topic-missing` for a topic or partition that is not there. */
export function partitionAt(broker: Broker, place: LogPlace): StoredPartition {
  const partition = partitionsOf(broker, place.topic)[place.partition];
  if (partition === undefined)
    throw new LogFault("topic-missing", `there is no partition ${placeKey(place)}`);
  return partition;
}

/** All partitions of the topics, in order, and what stands for those that are missing. */
export function placesOf(
  broker: Broker,
  { topics, whenMissing }: Pick<JoinOptions, "topics" | "whenMissing">,
): readonly LogPlace[] {
  return topics.flatMap((topic) => {
    if (whenMissing === undefined) return partitionsOf(broker, topic).map(({ place }) => place);
    const room = Math.floor(partitionsOf(broker, whenMissing.topic).length / whenMissing.divisor);
    const all = Array.from({ length: room }, (_, partition) => ({ topic, partition }));
    const there = broker.topics.get(topic)?.length;
    if (there === undefined) return all;
    const last = all.findLastIndex(
      (place) => place.partition >= there && hasTrace(broker, whenMissing, place),
    );
    const count = Math.max(there, last + 1);
    return Array.from({ length: count }, (_, partition) => ({ topic, partition }));
  });
}

function hasTrace(broker: Broker, { trace }: WhenMissing, place: LogPlace): boolean {
  const left = trace(place);
  const partition = broker.topics.get(left.topic)?.[left.partition];
  return partition !== undefined && stableEnd(partition) > 0;
}

/** Partitions of what the group's members have joined for. */
export function groupPlaces(broker: Broker, group: StoredGroup): readonly LogPlace[] {
  return placesOf(broker, group.subscription ?? { topics: [] });
}

/** A topic has come, gone or grown: groups share it out anew; who needs one that is gone keeps what it has. */
export function shareAnew(broker: Broker, topic: string): void {
  for (const group of broker.groups.values()) {
    const { topics = [], whenMissing } = group.subscription ?? {};
    if (!topics.includes(topic) || (whenMissing === undefined && !broker.topics.has(topic))) continue;
    rebalance(group, groupPlaces(broker, group));
  }
}

export function groupOf(broker: Broker, name: string): StoredGroup {
  const group = broker.groups.get(name) ?? storedGroup(name);
  broker.groups.set(name, group);
  return group;
}
