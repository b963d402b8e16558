import type { ConfigurationInput } from "@tocsin/contracts";
import type { Stream } from "@tocsin/core";
import { type KafkaInstallation, kafkaInstallation } from "../../support/installation/kafka-installation.ts";
import { makeTopics } from "../../support/servers/own.ts";

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

/** Every measurement begins with names, output topics and a memory of its own; the telemetry is there already. */
export async function benchInstallation(
  brokers: readonly string[],
  { topics, partitions }: TelemetryTopics,
  input: ConfigurationInput = {},
): Promise<KafkaInstallation> {
  const telemetry = {
    errorRate: topics["error-rate"],
    deliveryLatency: topics["delivery-latency"],
    reportVolume: topics["report-volume"],
  };
  return await kafkaInstallation(brokers, {
    partitions: { errorRate: partitions, deliveryLatency: partitions, reportVolume: partitions },
    input: { ...input, topics: { ...telemetry, ...input.topics } },
  });
}
