import { type Admin } from "kafkajs";
import { awaitCondition, quietKafka } from "../../support/servers/own.ts";

const withinMs = 60_000;

/** Runs it with a client that sees to topics, and ends the client. */
export async function withAdmin<Result>(
  brokers: readonly string[],
  run: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const admin = quietKafka(brokers).admin();
  await admin.connect();
  try {
    return await run(admin);
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

/** Where each partition ends for readers of committed records; waits until it is led. */
export async function endsOfTopic(
  brokers: readonly string[],
  topic: string,
): Promise<ReadonlyMap<number, number>> {
  const offsets = await awaitCondition(
    async () => await withAdmin(brokers, async (admin) => await admin.fetchTopicOffsets(topic)),
    { withinMs, what: `the ends of ${topic}`, everyMs: 200 },
  );
  return new Map(offsets.map(({ partition, high }) => [partition, Number(high)]));
}
