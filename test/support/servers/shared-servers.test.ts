import { beforeAll, describe, expect, test } from "vitest";
import { quietKafka } from "./kafka/broker-ready.ts";
import {
  awaitCondition,
  freshBucket,
  freshDatabase,
  freshTopics,
  useInflux,
  useInflux1,
  useKafka,
} from "./index.ts";

describe("the Kafka of the run", () => {
  const kafka = useKafka();
  const value = "what was written";
  let topic: string;

  beforeAll(async () => {
    topic = (await freshTopics(kafka, { spoken: 3 })).names.spoken;
  });

  test("a record that was written is read", async () => {
    const client = quietKafka(kafka.brokers);
    const producer = client.producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ key: "k", value, partition: 2 }] });
    await producer.disconnect();
    const consumer = client.consumer({ groupId: topic });
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    const read = await new Promise<string>((resolve, reject) => {
      consumer
        .run({
          eachMessage: async ({ message, partition }) => resolve(`${partition}:${message.value?.toString()}`),
        })
        .catch(reject);
    });
    await consumer.disconnect();
    expect(read).toBe(`2:${value}`);
  });

  test("a committed transaction moves the end that readers of committed records see", async () => {
    const client = quietKafka(kafka.brokers);
    const producer = client.producer({
      transactionalId: `${topic}-writer`,
      maxInFlightRequests: 1,
      idempotent: true,
    });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value, partition: 0 }] });
    await transaction.commit();
    await producer.disconnect();
    const admin = client.admin();
    await admin.connect();
    const end = async (): Promise<string | undefined> =>
      (await admin.fetchTopicOffsets(topic)).find(({ partition }) => partition === 0)?.high;
    // The record and the marker of the commit, which is written after the commit is acknowledged.
    await awaitCondition(async () => (await end()) === "2", { withinMs: 10_000, what: "offset 2" });
    await admin.disconnect();
  });
});

describe("the InfluxDB 2.x of the run", () => {
  const influx = useInflux();

  test("a point that was written to a fresh bucket is read by InfluxQL", async () => {
    const bucket = await freshBucket(influx);
    const headers = { authorization: `Token ${influx.token}` };
    const target = new URLSearchParams({ org: influx.org, bucket: bucket.name, precision: "ms" });
    const written = await fetch(`${influx.url}/api/v2/write?${target.toString()}`, {
      method: "POST",
      headers,
      body: "signal,service=a observed=3 1000",
    });
    expect(written.status).toBe(204);
    const query = new URLSearchParams({ db: bucket.name, epoch: "ms", q: "select observed from signal" });
    const read = await fetch(`${influx.url}/query?${query.toString()}`, { headers });
    expect(await read.json()).toMatchObject({ results: [{ series: [{ values: [[1000, 3]] }] }] });
    await bucket.remove();
  });
});

describe("the InfluxDB 1.x of the run", () => {
  const influx = useInflux1();

  test("a point that was written to a fresh database is read", async () => {
    const database = await freshDatabase(influx);
    const target = new URLSearchParams({ db: database.name, precision: "ms" });
    const body = "signal,service=a observed=3 1000";
    expect((await fetch(`${influx.url}/write?${target.toString()}`, { method: "POST", body })).status).toBe(
      204,
    );
    const query = new URLSearchParams({ db: database.name, epoch: "ms", q: "select observed from signal" });
    const read = await fetch(`${influx.url}/query?${query.toString()}`);
    expect(await read.json()).toMatchObject({ results: [{ series: [{ values: [[1000, 3]] }] }] });
    await database.remove();
  });
});
