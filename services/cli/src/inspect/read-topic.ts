import { type Log, type LogRecord, readBetween } from "@tocsin/log";

/** Gives every record that a topic holds now to `take`, partition by partition, in the order of their offsets. */
export async function readTopic(
  log: Log,
  topic: string,
  take: (record: LogRecord) => void,
  interrupted: AbortSignal | undefined,
): Promise<void> {
  const count = (await log.partitionCounts([topic])).get(topic) ?? 0;
  for (let partition = 0; partition < count; partition += 1) {
    const place = { topic, partition };
    const { first, end } = await log.span(place);
    await readBetween(log, { place, from: first, to: end }, (record) => {
      if (interrupted?.aborted === true) throw new Error("interrupted");
      take(record);
      return true;
    });
  }
}
