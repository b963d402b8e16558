import { kafkaConnection, kafkaLog } from "@tocsin/adapters/kafka";
import { Configuration, type ConfigurationInput } from "@tocsin/contracts";
import type { Stream } from "@tocsin/core";
import { type Log, outputPartitionsNeeded } from "@tocsin/log";
import { makeTopics, uniquePrefix } from "../../support/servers/own.ts";

/** Telemetry topics that several installations read, one after the other. */
export interface TelemetryTopics {
  readonly topics: Readonly<Record<Stream, string>>;
  readonly partitions: number;
  readonly remove: () => Promise<void>;
}

export async function telemetryTopics(
  brokers: readonly string[],
  partitions: number,
): Promise<TelemetryTopics> {
  const each = { "error-rate": partitions, "delivery-latency": partitions, "report-volume": partitions };
  const { names, remove } = await makeTopics(brokers, each);
  return { topics: names, partitions, remove };
}

/** Names, topics for what workers write, and no memory: every measurement begins with one of its own. */
export interface BenchInstallation {
  readonly configuration: Configuration;
  /** A client of its own, as every process has one. */
  log(): Log;
  /** Removes the output topics, not the telemetry. */
  remove(): Promise<void>;
}

export async function benchInstallation(
  brokers: readonly string[],
  telemetry: TelemetryTopics,
  input: ConfigurationInput = {},
): Promise<BenchInstallation> {
  const needed = outputPartitionsNeeded([telemetry.partitions]);
  const made = await makeTopics(brokers, {
    windows: needed,
    intakeState: needed,
    deadLetters: needed,
    evidence: { partitions: 1, settings: { "max.message.bytes": String(8 * 1024 * 1024) } },
    incidents: 1,
    detectorState: 1,
  });
  const { names } = made;
  const configuration = Configuration.parse({
    clock: "stream",
    ...input,
    kafka: { brokers: [...brokers], namePrefix: uniquePrefix("bench") },
    topics: {
      errorRate: telemetry.topics["error-rate"],
      deliveryLatency: telemetry.topics["delivery-latency"],
      reportVolume: telemetry.topics["report-volume"],
      ...names,
      ...input.topics,
    },
  });
  return { configuration, log: () => logOf(configuration), remove: async () => await made.remove() };
}

export const logOf = ({ kafka }: Pick<Configuration, "kafka">): Log =>
  kafkaLog({ connection: kafkaConnection({ ...kafka, tls: null, sasl: null }) });
