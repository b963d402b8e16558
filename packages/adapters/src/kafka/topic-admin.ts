import { type LogPlace } from "@tocsin/core";
import { type KafkaConnection } from "./connection.ts";

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

export function topicAdmin(_connection: KafkaConnection): TopicAdmin {
  throw new Error("not written yet");
}
