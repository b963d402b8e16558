import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Configuration, type ConfigurationInput, Topology, topicNames } from "@tocsin/contracts";
import { detectionSettings } from "@tocsin/detector";
import { outputPartitionsNeeded } from "@tocsin/log";
import { makeTopics } from "../../support/servers/own.ts";
import { type Judged } from "../judge/expected.ts";
import {
  processUnderTest,
  type ProcessUnderTest,
  tocsinRun,
  type WorkerName,
} from "../process/process-under-test.ts";
import { smallTopology, unevenPartitions } from "../telemetry/seeded-telemetry.ts";

/** Short, so that a frozen worker is missed within seconds. */
const sessionTimeoutMs = 3000;
const transactionTimeoutMs = 8000;
const largestMessageBytes = "8000000";

export interface InstallationOptions {
  readonly brokers: readonly string[];
  /** Takes configuration, topology and logs. */
  readonly folder: string;
  /** Replicas of each topic: 3 on three brokers. */
  readonly replication: number;
  readonly influx?: ConfigurationInput["influx"];
  /** Arguments behind `node` that start a worker; `tocsin run` unless given. */
  readonly command?: (worker: WorkerName, configFile: string) => readonly string[];
}

/** Topics, configuration and topology of one round, that no other round shares. */
export interface FaultInstallation {
  readonly brokers: readonly string[];
  readonly folder: string;
  readonly configuration: Configuration;
  readonly configFile: string;
  readonly judged: Judged;
  readonly telemetryTopics: readonly string[];
  readonly sessionTimeoutMs: number;
  /** This installation's topic for the contract's name. */
  readonly topicOf: (contractName: string) => string;
  /** A worker that is not started yet. */
  worker(kind: WorkerName, configFile?: string): ProcessUnderTest;
  /** Deletes the topics. */
  remove(): Promise<void>;
}

type TopicKey = keyof typeof topicNames;
const telemetryKeys: readonly TopicKey[] = ["errorRate", "deliveryLatency", "reportVolume"];
const perPartitionKeys: readonly TopicKey[] = ["windows", "intakeState", "deadLetters"];

function wantedTopics(replication: number) {
  const settings = { "retention.ms": "-1", "max.message.bytes": largestMessageBytes };
  const needed = outputPartitionsNeeded(Object.values(unevenPartitions));
  const partitionsOf = (key: TopicKey): number => {
    if (telemetryKeys.includes(key)) return unevenPartitions[topicNames[key]] ?? 1;
    return perPartitionKeys.includes(key) ? needed : 1;
  };
  const keys = Object.keys(topicNames) as TopicKey[];
  return Object.fromEntries(
    keys.map((key) => [topicNames[key], { partitions: partitionsOf(key), replication, settings }]),
  );
}

function judgedOf(configuration: Configuration, topology: Topology): Judged {
  return {
    configuration,
    settings: detectionSettings(configuration, topology),
    partitions: new Map(
      telemetryKeys.map((key) => [configuration.topics[key], unevenPartitions[topicNames[key]] ?? 1]),
    ),
  };
}

/** Makes the topics and writes the files; starts nothing. */
export async function faultInstallation(options: InstallationOptions): Promise<FaultInstallation> {
  const { brokers, folder, replication, command = tocsinRun } = options;
  const made = await makeTopics(brokers, wantedTopics(replication));
  const topics = Object.fromEntries(Object.entries(topicNames).map(([key, name]) => [key, made.names[name]]));
  const input = {
    environment: "faults",
    clock: "stream",
    topology: "topology.json",
    topics,
    kafka: { brokers: [...brokers], namePrefix: made.prefix, sessionTimeoutMs, transactionTimeoutMs },
    http: { port: 0 },
    ...(options.influx === undefined ? {} : { influx: options.influx }),
  };
  const configuration = Configuration.parse(input);
  const configFile = join(folder, "tocsin.yaml");
  // JSON is YAML.
  writeFileSync(configFile, `${JSON.stringify(input, null, 2)}\n`);
  writeFileSync(join(folder, "topology.json"), JSON.stringify(smallTopology));
  let started = 0;
  return {
    brokers,
    folder,
    configuration,
    configFile,
    judged: judgedOf(configuration, Topology.parse(smallTopology)),
    telemetryTopics: telemetryKeys.map((key) => configuration.topics[key]),
    sessionTimeoutMs,
    topicOf: (name) => made.names[name] ?? name,
    worker: (kind, file = configFile) => {
      started += 1;
      const name = `${kind}-${started}`;
      return processUnderTest({ name, args: command(kind, file), logFile: join(folder, `${name}.log`) });
    },
    remove: () => made.remove(),
  };
}
