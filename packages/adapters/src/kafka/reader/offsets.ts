import type { LogPlace } from "@tocsin/log";
import { type KafkaBroker } from "../client/internals.ts";

/** Kafka's names for the two ends of a partition, given in place of a time. */
const earliest = -2;
const latest = -1;
const readCommitted = 1;
const consumerReplica = -1;

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
