import { kafkaConnection, kafkaLog } from "@tocsin/adapters/kafka";
import type { Log } from "@tocsin/log";
import { Configuration, type ConfigurationInput, type Topology, topicNames } from "@tocsin/contracts";
import { detectionSettings } from "@tocsin/detector";
import { makeTopics, nameTopics } from "../servers/kafka/make-topics.ts";
import {
  type Installation,
  partitionCounts,
  type TelemetryPartitions,
  topicRoles,
  usualPartitions,
} from "./installation.ts";

/** Topics and names that no other installation has, on a Kafka that others use too. */
export interface KafkaInstallation extends Installation {
  readonly brokers: readonly string[];
  /** What a configuration file of its holds. */
  readonly input: ConfigurationInput;
  /** A client of its own, as every process has one. It reaches the brokers plainly, however the workers do. */
  readonly log: () => Log;
  /** Its topic for the contract's name; the same name where it has none. */
  readonly topicOf: (contractName: string) => string;
  /** Deletes its topics, not those that the input had named. */
  readonly remove: () => Promise<void>;
}

export interface KafkaInstallationOptions {
  readonly partitions?: TelemetryPartitions;
  /** Replicas of each topic; as the brokers have it unless given. */
  readonly replication?: number;
  readonly topology?: Topology;
  /** Topics that it names are there already, and stay. */
  readonly input?: ConfigurationInput;
  /** Its topics are not there yet: the test makes them. */
  readonly isBare?: boolean;
}

/** Snapshots and evidence may be large, and telemetry may be of years ago. */
export const topicSettings = { "max.message.bytes": String(16 * 1024 * 1024), "retention.ms": "-1" };

export async function kafkaInstallation(
  brokers: readonly string[],
  options: KafkaInstallationOptions = {},
): Promise<KafkaInstallation> {
  const { partitions = usualPartitions, replication, topology = null, input: given = {} } = options;
  const counts = partitionCounts(partitions);
  const missing = topicRoles.filter((role) => given.topics?.[role] === undefined);
  const ofEach = { settings: topicSettings, ...(replication === undefined ? {} : { replication }) };
  const wanted = missing.map((role) => [role, { partitions: counts[role], ...ofEach }] as const);
  const made =
    options.isBare === true
      ? nameTopics(brokers, missing)
      : await makeTopics(brokers, Object.fromEntries(wanted));
  const input: ConfigurationInput = {
    clock: "stream",
    http: { port: 0 },
    ...given,
    topics: { ...made.names, ...given.topics },
    kafka: { brokers: [...brokers], ...given.kafka, namePrefix: made.prefix },
  };
  const configuration = Configuration.parse(input);
  const { topics } = configuration;
  const byContract = new Map<string, string>(topicRoles.map((role) => [topicNames[role], topics[role]]));
  return {
    brokers,
    input,
    configuration,
    settings: detectionSettings(configuration, topology),
    log: () => plainLog({ ...configuration.kafka, brokers: [...brokers] }),
    topicOf: (name) => byContract.get(name) ?? name,
    remove: () => made.remove(),
  };
}

/** A log on brokers that ask nobody who is there. */
export const plainLog = (kafka: Configuration["kafka"]): Log =>
  kafkaLog({ connection: kafkaConnection({ ...kafka, tls: null, sasl: null }) });
