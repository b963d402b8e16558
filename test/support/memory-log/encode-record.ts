import type { LogHeaderValue, LogPlace, LogRecord, NewLogRecord } from "@tocsin/log";

const encoder = new TextEncoder();

/** The record as it is kept: bytes that later changes of the caller's arrays do not touch. */
export function encodeRecord(
  place: LogPlace,
  record: NewLogRecord,
  nowMs: number,
): Omit<LogRecord, "offset"> & { readonly sizeBytes: number } {
  const key = bytesOf(record.key);
  const value = bytesOf(record.value);
  const headers = Object.entries(record.headers ?? {}).map(
    ([name, values]) => [name, headerBytes(values)] as const,
  );
  return {
    topic: place.topic,
    partition: place.partition,
    timestampMs: record.timestampMs ?? nowMs,
    key,
    value,
    headers: Object.fromEntries(headers),
    sizeBytes: (key?.length ?? 0) + (value?.length ?? 0),
  };
}

function headerBytes(values: LogHeaderValue | readonly LogHeaderValue[]): Uint8Array | readonly Uint8Array[] {
  if (typeof values === "string" || values instanceof Uint8Array) return bytesOf(values) as Uint8Array;
  return values.map((value) => bytesOf(value) as Uint8Array);
}

function bytesOf(value: Uint8Array | string | null): Uint8Array | null {
  if (value === null) return null;
  return typeof value === "string" ? encoder.encode(value) : Uint8Array.from(value);
}
