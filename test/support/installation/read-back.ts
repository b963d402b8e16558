import { type Log, type LogRecord, readBetween } from "@tocsin/log";

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

/** The committed values of a topic, by partition and offset. */
export const readValues = async (log: Log, topic: string): Promise<readonly string[]> =>
  textsOf(await recordsOn(log, topic));

export const textsOf = (records: readonly Pick<LogRecord, "value">[]): readonly string[] =>
  records.map(({ value }) => Buffer.from(value ?? []).toString("utf8"));

/** Of frames of evidence, or of windows. */
export const windowStartsOf = (frames: readonly string[]): readonly number[] =>
  frames.map((frame) => (JSON.parse(frame) as { readonly windowStart: number }).windowStart);
