import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ConfigurationInput, Topology, topicNames } from "@tocsin/contracts";
import type { TelemetryPartitions } from "../../support/installation/installation.ts";
import { type KafkaInstallation, kafkaInstallation } from "../../support/installation/kafka-installation.ts";
import { type Programs, programsOf, type WorkerCommand } from "../../support/installation/programs.ts";
import { type Judged } from "../judge/expected.ts";
import { smallTopology, unevenPartitions } from "../telemetry/seeded-telemetry.ts";

/** Short, so that a frozen worker is missed within seconds, and long enough for brokers and workers that share two cores. */
const timeouts = { sessionTimeoutMs: 6000, transactionTimeoutMs: 12_000 };

export const telemetryPartitions: TelemetryPartitions = {
  errorRate: unevenPartitions[topicNames.errorRate],
  deliveryLatency: unevenPartitions[topicNames.deliveryLatency],
  reportVolume: unevenPartitions[topicNames.reportVolume],
};

export interface InstallationOptions {
  readonly brokers: readonly string[];
  /** By which the workers reach the brokers, where not by these. */
  readonly proxied?: readonly string[];
  /** Takes configuration, topology and logs. */
  readonly folder: string;
  /** Replicas of each topic: 3 on three brokers. */
  readonly replication: number;
  readonly influx?: ConfigurationInput["influx"];
  readonly command: WorkerCommand;
}

/** Topics, configuration and topology of one round, that no other round shares; its workers are programs. */
export interface FaultInstallation extends KafkaInstallation, Pick<Programs, "worker" | "command"> {
  readonly folder: string;
  readonly judged: Judged;
  readonly telemetryTopics: readonly string[];
}

/** Makes the topics and writes the files; starts nothing. */
export async function faultInstallation(options: InstallationOptions): Promise<FaultInstallation> {
  const { brokers, proxied = brokers, folder, replication, influx, command } = options;
  const installation = await kafkaInstallation(brokers, {
    partitions: telemetryPartitions,
    replication,
    topology: Topology.parse(smallTopology),
    input: {
      environment: "faults",
      topology: "topology.json",
      kafka: { ...timeouts, brokers: [...proxied] },
      ...(influx === undefined ? {} : { influx }),
    },
  });
  writeFileSync(join(folder, "topology.json"), JSON.stringify(smallTopology));
  const { configuration, settings } = installation;
  const { errorRate, deliveryLatency, reportVolume } = configuration.topics;
  const counts = new Map([
    [errorRate, telemetryPartitions.errorRate],
    [deliveryLatency, telemetryPartitions.deliveryLatency],
    [reportVolume, telemetryPartitions.reportVolume],
  ]);
  const { worker, command: other } = programsOf(installation, folder, command);
  return {
    ...installation,
    folder,
    judged: { configuration, settings, partitions: counts },
    telemetryTopics: [...counts.keys()],
    worker,
    command: other,
  };
}
