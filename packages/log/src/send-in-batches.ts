import type { LogPlace, LogTransaction, NewLogRecord } from "./log.ts";

/** All records of one call stand in one batch, and a batch must be smaller than the topic's largest message. */
const maxBatchBytes = 900_000;
/** Room for a record's own header. */
const recordOverheadBytes = 100;

/** Sends records to one partition in batches that every topic takes; a record that is larger stands alone. */
export async function sendInBatches(
  transaction: LogTransaction,
  place: LogPlace,
  records: readonly NewLogRecord[],
): Promise<void> {
  for (const batch of batches(records)) await transaction.send(place, batch);
}

function batches(records: readonly NewLogRecord[]): readonly (readonly NewLogRecord[])[] {
  const found: NewLogRecord[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const record of records) {
    const size = recordBytes(record);
    if (bytes + size > maxBatchBytes) {
      found.push([]);
      bytes = 0;
    }
    found.at(-1)?.push(record);
    bytes += size;
  }
  return found;
}

function recordBytes({ key, value, headers }: NewLogRecord): number {
  const ofHeaders = Object.entries(headers ?? {}).reduce(
    (sum, [name, values]) => sum + name.length + [values].flat().reduce((all, one) => all + one.length, 0),
    0,
  );
  return recordOverheadBytes + (key?.length ?? 0) + (value?.length ?? 0) + ofHeaders;
}
