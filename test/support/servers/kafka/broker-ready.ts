import { Kafka, logLevel } from "kafkajs";
import { awaitCondition } from "../run/await-condition.ts";

/** A client for what tests set up and look at; silent, since its retries are not the test's matter. */
export const quietKafka = (brokers: readonly string[]): Kafka =>
  new Kafka({
    clientId: "tocsin-test",
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2000,
    // A frozen broker is given up soon, and another one asked.
    requestTimeout: 5000,
    retry: { retries: 8, initialRetryTime: 100, maxRetryTime: 2000 },
  });

/** A machine that does much else starts a broker in a minute and longer. */
const readyMs = 180_000;

/** Waits until this many brokers are known to each other and to a client. */
export async function awaitBrokers(brokers: readonly string[], count: number): Promise<void> {
  const admin = new Kafka({
    clientId: "tocsin-test",
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    requestTimeout: 5000,
    retry: { retries: 0 },
  }).admin();
  try {
    await awaitCondition(
      async () => {
        await admin.connect();
        return (await admin.describeCluster()).brokers.length >= count;
      },
      { withinMs: readyMs, what: `${count} broker(s) at ${brokers.join(",")}`, everyMs: 200 },
    );
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

/**
 * Makes the internal topics of groups and transactions and waits until their coordinators answer: a new cluster answers
 * the first requests with "the coordinator is loading".
 */
export async function warmCoordinators(brokers: readonly string[]): Promise<void> {
  const kafka = quietKafka(brokers);
  await awaitCondition(
    async () => {
      const producer = kafka.producer({
        transactionalId: "tocsin-test-warm",
        maxInFlightRequests: 1,
        idempotent: true,
      });
      const admin = kafka.admin();
      try {
        await Promise.all([producer.connect(), admin.connect()]);
        await admin.fetchOffsets({ groupId: "tocsin-test-warm" });
        await (await producer.transaction()).abort();
        return true;
      } finally {
        await Promise.all([producer.disconnect().catch(() => {}), admin.disconnect().catch(() => {})]);
      }
    },
    { withinMs: readyMs, what: `the coordinators at ${brokers.join(",")}`, everyMs: 200 },
  );
}
