import type { Measured, Skipped } from "../benchmark.ts";
import type { Inputs } from "../inputs.ts";
import { brokerInWords } from "./found-broker.ts";
import { telemetryTopics, type TelemetryTopics } from "./bench-installation.ts";

export interface OnBroker {
  readonly brokers: readonly string[];
  /** Which broker it is, for the table. */
  readonly words: string;
  /** Telemetry topics, removed when the benchmark has ended. */
  readonly telemetry: () => Promise<TelemetryTopics>;
}

/** Runs a benchmark on the run's broker; skips it where there is none. */
export async function onBroker(
  inputs: Inputs,
  run: (on: OnBroker) => Promise<Measured>,
): Promise<Measured | Skipped> {
  const found = await inputs.broker();
  if (found.kind === "none") return { skipped: `no Kafka broker can be had: ${found.reasons}` };
  const { brokers } = found.service;
  const made: TelemetryTopics[] = [];
  const telemetry = async (): Promise<TelemetryTopics> => {
    const topics = await telemetryTopics(brokers, inputs.size.broker.partitions);
    made.push(topics);
    return topics;
  };
  try {
    return await run({ brokers, words: brokerInWords(found.way), telemetry });
  } finally {
    for (const topics of made) await topics.remove();
  }
}
