import { type NewLogRecord } from "@tocsin/core";
import { CompressionTypes, type Message } from "kafkajs";

/**
 * A batch with a value above this is compressed (gzip, which every consumer can read): snapshots shrink to a fraction,
 * and what counts for the topic's largest size is the compressed batch.
 */
const compressAboveBytes = 100_000;
/** A request of more than this is split: topics take batches of 1 MiB by default. One record may be larger. */
const requestBytes = 512 * 1024;
/** What a record costs besides key, value and headers. */
const recordOverheadBytes = 32;

export interface Produced<Item extends NewLogRecord> {
  readonly records: readonly Item[];
  readonly compression: CompressionTypes;
}

/** Cuts the records into requests, in their order. */
export function requestsOf<Item extends NewLogRecord>(records: readonly Item[]): readonly Produced<Item>[] {
  const requests: Produced<Item>[] = [];
  let batch: Item[] = [];
  let size = 0;
  let large = false;
  const end = (): void => {
    if (batch.length > 0) requests.push({ records: batch, compression: compressionOf(large) });
    batch = [];
    size = 0;
    large = false;
  };
  for (const record of records) {
    const bytes = sizeOf(record);
    if (size + bytes > requestBytes) end();
    batch.push(record);
    size += bytes;
    large ||= bytes > compressAboveBytes;
  }
  end();
  return requests;
}

function compressionOf(large: boolean): CompressionTypes {
  return large ? CompressionTypes.GZIP : CompressionTypes.None;
}

function sizeOf({ key, value, headers }: NewLogRecord): number {
  let size = recordOverheadBytes + textBytes(key) + textBytes(value);
  for (const [name, text] of Object.entries(headers ?? {})) {
    size += textBytes(name) + textBytes(text) + 2;
  }
  return size;
}

function textBytes(text: Uint8Array | string | null): number {
  if (text === null) return 0;
  return typeof text === "string" ? Buffer.byteLength(text) : text.byteLength;
}

export function messageOf(record: NewLogRecord, partition?: number): Message {
  return {
    key: record.key,
    value: valueOf(record.value),
    ...(partition === undefined ? {} : { partition }),
    ...(record.headers === undefined ? {} : { headers: { ...record.headers } }),
    timestamp: String(record.timestampMs ?? Date.now()),
  };
}

function valueOf(value: Uint8Array | string | null): Buffer | string | null {
  if (value === null || typeof value === "string") return value;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
