import type { KafkaCluster } from "@tocsin/adapters/kafka";
import { Configuration } from "@tocsin/contracts";
import { type Log, type LogRecord, outputPartitionsNeeded } from "@tocsin/log";
import { type MemoryCluster, memoryCluster } from "./memory-log/index.ts";
import { type MemoryAdmin, memoryAdmin } from "../../packages/adapters/test/support/memory-admin.ts";

const { topics } = Configuration.parse({});

export interface MemoryKafka {
  readonly brokers: MemoryCluster;
  readonly admin: MemoryAdmin;
  /** What a command line is given as `cluster`. */
  readonly cluster: KafkaCluster;
  readonly values: (topic: string) => readonly (string | null)[];
}

export interface MemoryKafkaOptions {
  readonly partitions?: {
    readonly errorRate: number;
    readonly deliveryLatency: number;
    readonly reportVolume: number;
  };
  /** Stands between the command and the log. */
  readonly through?: (log: Log) => Log;
}

/** Kafka in memory with all topics of the default configuration; telemetry is kept without limit. */
export function memoryKafka(options: MemoryKafkaOptions = {}): MemoryKafka {
  const partitions = options.partitions ?? { errorRate: 3, deliveryLatency: 1, reportVolume: 2 };
  const brokers = memoryCluster();
  const admin = memoryAdmin();
  const derived = outputPartitionsNeeded(Object.values(partitions));
  const counts = {
    ...partitions,
    windows: derived,
    intakeState: derived,
    deadLetters: derived,
    evidence: 1,
    incidents: 1,
    detectorState: 1,
  };
  for (const [role, count] of Object.entries(counts)) {
    const topic = topics[role as keyof typeof counts];
    brokers.createTopic(topic, count);
    admin.topics.set(topic, { partitions: count, replicationFactor: 1, config: { "retention.ms": "-1" } });
  }
  const through = options.through ?? ((log: Log) => log);
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
