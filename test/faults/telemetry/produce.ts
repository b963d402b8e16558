import { setTimeout as pause } from "node:timers/promises";
import { Partitioners, type Producer } from "kafkajs";
import { quietKafka } from "../../support/servers/own.ts";
import { type TicksKept } from "../judge/delays.ts";
import { type ProducersGate } from "./gate.ts";
import { type TelemetryMessage } from "./seeded-telemetry.ts";

export interface Production {
  readonly brokers: readonly string[];
  /** The installation's topic for the contract's name. */
  readonly topicOf: (contractName: string) => string;
  readonly ratePerSecond: number;
  /** A message as it is sent; unchanged unless given. */
  readonly sent?: (message: TelemetryMessage) => TelemetryMessage;
  /** Where faults make it pause. */
  readonly gate?: ProducersGate;
  readonly stop?: AbortSignal;
}

export interface Produced {
  readonly messages: number;
  /** Sends that failed and were sent again: their messages may be in Kafka twice. */
  readonly retries: number;
  readonly ticks: TicksKept;
}

const batchMs = 100;
const retryPauseMs = 200;
/** Batches in one at most. */
const mostBehind = 20;

/** Sends until it is acknowledged: at least once. Idempotence of this client loses records after failures. */
async function sendKept(
  producer: Producer,
  batch: readonly TelemetryMessage[],
  { topicOf, stop }: Production,
): Promise<number> {
  const byTopic = Map.groupBy(batch, ({ topic }) => topic);
  const topicMessages = [...byTopic].map(([topic, messages]) => ({
    topic: topicOf(topic),
    messages: messages.map(({ key, value, partition, timestampMs }) => ({
      key,
      value,
      partition,
      timestamp: String(timestampMs),
    })),
  }));
  for (let retries = 0; ; retries += 1) {
    try {
      await producer.sendBatch({ acks: -1, timeout: 10_000, topicMessages });
      return retries;
    } catch (error) {
      if (stop?.aborted === true) throw error;
      await pause(retryPauseMs);
    }
  }
}

/** Writes the messages in their order at a bounded rate; resolves when Kafka has all of them. */
export async function produceTelemetry(
  messages: Iterable<TelemetryMessage>,
  production: Production,
): Promise<Produced> {
  const producer = quietKafka(production.brokers).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    idempotent: false,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  const { ratePerSecond } = production;
  const perBatch = Math.max(1, Math.round((ratePerSecond * batchMs) / 1000));
  let startMs = performance.now();
  const ticks = new Map<number, number>();
  let count = 0;
  let retries = 0;
  let batch: TelemetryMessage[] = [];
  let isTicked = false;
  const { gate, sent = (message) => message } = production;
  // Where brokers are slow, what has come due meanwhile goes in one batch: the rate is kept.
  const dueNow = (): number =>
    Math.min(
      Math.floor(((performance.now() - startMs) * ratePerSecond) / 1000) - count,
      mostBehind * perBatch,
    );
  let wanted = perBatch;
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    retries += await sendKept(producer, batch, production);
    count += batch.length;
    // A time's ticks of all partitions may be split over two batches: the later one counts.
    for (const { tickMs } of batch) if (tickMs !== undefined) ticks.set(tickMs, Date.now());
    batch = [];
    const dueMs = startMs + (count / ratePerSecond) * 1000;
    await pause(Math.max(0, dueMs - performance.now()));
    wanted = Math.max(perBatch, dueNow());
  };
  try {
    for (const message of messages) {
      if (production.stop?.aborted === true) break;
      // Between two minutes: behind the last tick of one.
      if (gate?.isWanted === true && message.tickMs === undefined && isTicked) {
        await flush();
        const fromMs = performance.now();
        await gate.pause();
        startMs += performance.now() - fromMs;
      }
      isTicked = message.tickMs !== undefined;
      batch.push(sent(message));
      if (batch.length >= wanted) await flush();
    }
    await flush();
  } finally {
    gate?.end();
    await producer.disconnect().catch(() => {});
  }
  return {
    messages: count,
    retries,
    ticks: [...ticks].map(([tickMs, keptAtMs]) => ({ tickMs, keptAtMs })),
  };
}
