import { type KafkaLogOptions, kafkaLog } from "@tocsin/adapters/kafka";
import { type Log, type LogRecord, readBetween } from "@tocsin/log";

/** A log for tests: to send telemetry, and to read what was committed. */
export function testLog(brokers: readonly string[], more: Partial<KafkaLogOptions["connection"]> = {}): Log {
  const connection = {
    brokers,
    clientId: "test",
    ssl: false,
    sasl: undefined,
    sessionTimeoutMs: 6000,
    transactionTimeoutMs: 10_000,
    connectTimeoutMs: 8000,
    ...more,
  } as const;
  return kafkaLog({ connection });
}

/** Every committed record of a topic, by partition and offset. */
async function recordsOn(log: Log, topic: string): Promise<readonly LogRecord[]> {
  const partitions = (await log.partitionCounts([topic])).get(topic) ?? 0;
  const records: LogRecord[] = [];
  for (let partition = 0; partition < partitions; partition += 1) {
    const place = { topic, partition };
    const { first, end } = await log.span(place);
    await readBetween(log, { place, from: first, to: end }, (record) => {
      records.push(record);
      return true;
    });
  }
  return records;
}

export const valuesOn = async (log: Log, topic: string): Promise<readonly string[]> =>
  (await recordsOn(log, topic)).map(({ value }) => Buffer.from(value ?? []).toString("utf8"));
