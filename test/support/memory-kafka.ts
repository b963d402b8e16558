import type { KafkaCluster } from "@tocsin/adapters/kafka";
import type { Log, LogRecord } from "@tocsin/log";
import { type Configuration, topicNames } from "@tocsin/contracts";
import {
  partitionCounts,
  type TelemetryPartitions,
  topicRoles,
  usualPartitions,
} from "./installation/installation.ts";
import { type MemoryCluster, memoryCluster } from "./memory-log/index.ts";
import { type MemoryAdmin, memoryAdmin } from "../../packages/adapters/test/support/memory-admin.ts";

export interface MemoryKafka {
  readonly brokers: MemoryCluster;
  readonly admin: MemoryAdmin;
  /** What a command line is given as `cluster`. */
  readonly cluster: KafkaCluster;
  readonly values: (topic: string) => readonly (string | null)[];
}

export interface MemoryKafkaOptions {
  readonly partitions?: TelemetryPartitions;
  /** Their names; those of the default configuration unless given. */
  readonly topics?: Configuration["topics"];
  /** How many records a delivery holds at most. */
  readonly maxBatchRecords?: number;
  /** Stands between the command and the log. */
  readonly through?: (log: Log) => Log;
}

/** Kafka in memory with all topics of an installation; telemetry is kept without limit. */
export function memoryKafka(options: MemoryKafkaOptions = {}): MemoryKafka {
  const { topics = topicNames, maxBatchRecords, through = (log: Log) => log } = options;
  const brokers = memoryCluster(maxBatchRecords === undefined ? {} : { maxBatchRecords });
  const admin = memoryAdmin();
  const counts = partitionCounts(options.partitions ?? usualPartitions);
  for (const role of topicRoles) {
    const partitions = counts[role];
    brokers.createTopic(topics[role], partitions);
    admin.topics.set(topics[role], { partitions, replicationFactor: 1, config: { "retention.ms": "-1" } });
  }
  return {
    brokers,
    admin,
    cluster: { log: () => through(brokers.client()), admin: () => admin },
    values: (topic) => brokers.records(topic).map(({ value }) => (value === null ? null : textOf(value))),
  };
}

export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

/** The tick that a record is, or null. */
export function tickOf({ value }: LogRecord): number | null {
  if (value === null) return null;
  const tick = /^\{"tick":(\d+)\}$/.exec(textOf(value))?.[1];
  return tick === undefined ? null : Number(tick);
}
