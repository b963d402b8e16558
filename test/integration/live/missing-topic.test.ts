import { topicAdmin } from "@tocsin/adapters/kafka";
import type { Frame } from "@tocsin/core";
import type { Log } from "@tocsin/log";
import { Kafka, logLevel } from "kafkajs";
import { test } from "vitest";
import { type KafkaInstallation, kafkaInstallation } from "../../support/installation/kafka-installation.ts";
import { startDetector, startIntake } from "../../support/installation/workers-in-process.ts";
import { awaitCondition, useKafka } from "../../support/servers/index.ts";
import { connectionTo } from "../kafka/connection.ts";

const kafka = useKafka();

/** All values of the topic, as far as they have come. */
function follow(log: Log, topic: string, partitions: number) {
  const values: string[] = [];
  const reader = log.reader(
    Array.from({ length: partitions }, (_, partition) => ({ topic, partition, offset: 0 })),
  );
  return async (): Promise<readonly string[]> => {
    const delivery = await reader.next(200);
    if (delivery?.kind === "records")
      values.push(...delivery.records.map(({ value }) => Buffer.from(value ?? []).toString()));
    return values;
  };
}

async function begun(): Promise<KafkaInstallation> {
  return await kafkaInstallation(kafka.brokers, {
    partitions: { errorRate: 1, deliveryLatency: 1, reportVolume: 1 },
    input: { clock: "wall", windowMs: 1000, allowedLatenessMs: 1000 },
  });
}

test("judging goes on while a telemetry topic is deleted, which its frames say, and takes it up when it is made again", async () => {
  const on = await begun();
  const { deliveryLatency, windows, evidence } = on.configuration.topics;
  const logs = [on.log(), on.log(), on.log()];
  const workers = [startIntake(on, logs[0]!), startDetector(on, logs[1]!)];
  const admin = new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const specs = topicAdmin(connectionTo(kafka.brokers));
  const [framesNow, judgedNow] = [follow(logs[2]!, windows, 3), follow(logs[2]!, evidence, 1)];
  const newest = async (): Promise<Frame | undefined> =>
    (await framesNow())
      .map((value) => JSON.parse(value) as Frame)
      .findLast(({ topic }) => topic === deliveryLatency);
  const isSeen = async (): Promise<boolean> => {
    const frame = await newest();
    return frame !== undefined && frame.unseen !== true;
  };
  const until = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
    await awaitCondition(isSo, { withinMs: 90_000, everyMs: 20, what });
  };
  const judgesOn = async (): Promise<void> => {
    const before = (await judgedNow()).length;
    await until("further windows", async () => (await judgedNow()).length >= before + 5);
  };
  try {
    await until("frames of the topic", isSeen);
    await judgesOn();
    await admin.deleteTopics({ topics: [deliveryLatency] });
    await until("unseen frames", async () => (await newest())?.unseen === true);
    await judgesOn();
    await specs.create([{ topic: deliveryLatency, partitions: 1, replicationFactor: 1, config: {} }]);
    await until("frames of what is read", isSeen);
    const timestampMs = Date.now();
    const reading = { service: "chat", ts: timestampMs, intervalMs: 1000, delivered: 5, p95Ms: 90 };
    const record = { topic: deliveryLatency, partition: 0, key: "chat", timestampMs };
    await logs[2]!.append([{ ...record, value: JSON.stringify(reading) }]);
    await until("its reading", async () => ((await newest())?.counts.accepted ?? 0) > 0);
    await judgesOn();
  } finally {
    for (const worker of workers) await worker.stop();
    await admin.disconnect();
    await specs.close();
    for (const log of logs) await log.close();
    await on.remove();
  }
}, 300_000);
