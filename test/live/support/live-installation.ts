import { readFileSync } from "node:fs";
import { Configuration, type ConfigurationInput, Topology } from "@tocsin/contracts";
import {
  type DetectionSettings,
  detectionSettings,
  type DetectorOptions,
  detectorWorker,
} from "@tocsin/detector";
import { type IntakeOptions, intakeWorker } from "@tocsin/intake";
import { type Log, outputPartitionsNeeded } from "@tocsin/log";
import { type MemoryCluster, memoryCluster } from "../../support/memory-log/index.ts";
import { silentDetector, silentIntake } from "./silent-instrumentation.ts";

/** Partitions of the telemetry topics, all different on purpose. */
export const telemetryPartitions = {
  "telemetry.error-rate.v1": 3,
  "telemetry.delivery-latency.v1": 1,
  "telemetry.report-volume.v1": 2,
} as const;

const nowMs = (): number => Date.now();

export interface Installation {
  readonly cluster: MemoryCluster;
  readonly configuration: Configuration;
  readonly settings: DetectionSettings;
}

export function installation(topologyFile: string, input: ConfigurationInput = {}): Installation {
  const configuration = Configuration.parse({ clock: "stream", ...input });
  const topology = Topology.parse(JSON.parse(readFileSync(topologyFile, "utf8")));
  const cluster = memoryCluster({ nowMs, maxBatchRecords: 40 });
  const { topics } = configuration;
  for (const [topic, partitions] of Object.entries(telemetryPartitions))
    cluster.createTopic(topic, partitions);
  const needed = outputPartitionsNeeded(Object.values(telemetryPartitions));
  for (const topic of [topics.windows, topics.intakeState, topics.deadLetters])
    cluster.createTopic(topic, needed);
  for (const topic of [topics.evidence, topics.incidents, topics.detectorState])
    cluster.createTopic(topic, 1);
  return { cluster, configuration, settings: detectionSettings(configuration, topology) };
}

export const startIntake = (on: Installation, log: Log, more: Partial<IntakeOptions> = {}) =>
  intakeWorker({
    log,
    configuration: on.configuration,
    instrumentation: silentIntake,
    nowMs,
    startAtMs: null,
    ...more,
  });

export const startDetector = (on: Installation, log: Log, more: Partial<DetectorOptions> = {}) =>
  detectorWorker({
    log,
    configuration: on.configuration,
    settings: on.settings,
    instrumentation: silentDetector,
    nowMs,
    warmStart: null,
    ...more,
  });

const text = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString("utf8");

/** The committed values of a topic, in order of partition and offset. */
export const valuesOn = (on: Installation, topic: string): readonly string[] =>
  on.cluster.records(topic).map(({ value }) => text(value));

/** Starts of the windows of which the evidence topic holds a frame. */
export const judgedWindows = (on: Installation): readonly number[] =>
  valuesOn(on, on.configuration.topics.evidence).map(
    (value) => (JSON.parse(value) as { readonly windowStart: number }).windowStart,
  );
