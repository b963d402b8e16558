/** How records become messages and requests of kafkajs: sizes, compression, headers. */
import { CompressionTypes, type IHeaders, type Message } from "kafkajs";
import type { LogHeaders, LogHeaderValue, NewLogRecord } from "@tocsin/log";

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
  let size = recordOverheadBytes + sizeInBytes(key) + sizeInBytes(value);
  for (const [name, values] of Object.entries(headers ?? {})) {
    for (const one of listOf(values)) size += sizeInBytes(name) + sizeInBytes(one) + 2;
  }
  return size;
}

function sizeInBytes(text: Uint8Array | string | null): number {
  if (text === null) return 0;
  return typeof text === "string" ? Buffer.byteLength(text) : text.byteLength;
}

export function messageOf(record: NewLogRecord, partition?: number): Message {
  return {
    key: record.key === null ? null : bufferOf(record.key),
    value: record.value === null ? null : bufferOf(record.value),
    ...(partition === undefined ? {} : { partition }),
    ...(record.headers === undefined ? {} : { headers: headersOf(record.headers) }),
    timestamp: String(record.timestampMs ?? Date.now()),
  };
}

function headersOf(headers: LogHeaders): IHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => [name, listOf(values).map(bufferOf)]),
  );
}

function listOf(values: LogHeaders[string]): readonly LogHeaderValue[] {
  return typeof values === "string" || values instanceof Uint8Array ? [values] : values;
}

/** kafkajs takes nothing else for bytes: it would write another array as text. */
function bufferOf(bytes: Uint8Array | string): Buffer {
  if (typeof bytes === "string") return Buffer.from(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
