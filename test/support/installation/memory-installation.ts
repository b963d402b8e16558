import { readFileSync } from "node:fs";
import type { KafkaCluster } from "@tocsin/adapters/kafka";
import { Configuration, type ConfigurationInput, Topology, topicNames } from "@tocsin/contracts";
import { detectionSettings } from "@tocsin/detector";
import { memoryKafka } from "../memory-kafka.ts";
import type { MemoryCluster } from "../memory-log/index.ts";
import { type Installation, usualPartitions } from "./installation.ts";
import { textsOf, windowStartsOf } from "./read-back.ts";

/** Partitions of the telemetry topics, by the names that they have in memory. */
export const telemetryPartitions = {
  [topicNames.errorRate]: usualPartitions.errorRate,
  [topicNames.deliveryLatency]: usualPartitions.deliveryLatency,
  [topicNames.reportVolume]: usualPartitions.reportVolume,
};

/** An installation whose log is in memory. */
export interface MemoryInstallation extends Installation {
  readonly cluster: MemoryCluster;
  /** What a command line is given. */
  readonly kafka: KafkaCluster;
}

export function memoryInstallation(topologyFile: string, input: ConfigurationInput = {}): MemoryInstallation {
  const configuration = Configuration.parse({ clock: "stream", ...input });
  const topology = Topology.parse(JSON.parse(readFileSync(topologyFile, "utf8")));
  const { brokers, cluster } = memoryKafka({ topics: configuration.topics, maxBatchRecords: 40 });
  return {
    cluster: brokers,
    kafka: cluster,
    configuration,
    settings: detectionSettings(configuration, topology),
  };
}

/** The committed values of a topic, in order of partition and offset: in memory they can be seen at any time. */
export const valuesOn = (
  { cluster }: Pick<MemoryInstallation, "cluster">,
  topic: string,
): readonly string[] => textsOf(cluster.records(topic));

/** Starts of the windows of which the evidence topic holds a frame. */
export const judgedWindows = (on: MemoryInstallation): readonly number[] =>
  windowStartsOf(valuesOn(on, on.configuration.topics.evidence));
