import { isUtf8 } from "node:buffer";
import type { RecordingHeader, RecordingLine } from "@tocsin/contracts";
import type { LogRecord } from "@tocsin/log";

/** The first line of a recording, without its line break. */
export const recordingHeader = (header: Omit<RecordingHeader, "tocsinRecording">): string =>
  JSON.stringify({ tocsinRecording: 1, ...header });

/**
 * A record as a line of a recording, without its line break: as `kcat -C -J` prints it, but for keys and values that are
 * not UTF-8 text, which stand in our own fields and lose nothing. Headers that are no text lose what is not.
 */
export function recordingLine(record: LogRecord): string {
  const { topic, partition, offset, timestampMs: ts } = record;
  const line: RecordingLine = {
    topic,
    partition,
    offset,
    tstype: "create",
    ts,
    ...headersOf(record.headers),
    ...keyOf(record.key),
    ...payloadOf(record.value),
  };
  return JSON.stringify(line);
}

function headersOf(headers: LogRecord["headers"]): Pick<RecordingLine, "headers"> {
  const pairs = Object.entries(headers).flatMap(([name, values]) =>
    (values instanceof Uint8Array ? [values] : values).flatMap((value) => [name, textOf(value)]),
  );
  return pairs.length === 0 ? {} : { headers: pairs };
}

function keyOf(key: Uint8Array | null): Pick<RecordingLine, "key" | "keyBase64"> {
  if (key === null) return { key: null };
  return isUtf8(key) ? { key: textOf(key) } : { key: null, keyBase64: base64Of(key) };
}

function payloadOf(value: Uint8Array | null): Pick<RecordingLine, "payload" | "payloadBase64"> {
  if (value === null) return { payload: null };
  return isUtf8(value) ? { payload: textOf(value) } : { payloadBase64: base64Of(value) };
}

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const textOf = (bytes: Uint8Array): string => bufferOf(bytes).toString("utf8");
const base64Of = (bytes: Uint8Array): string => bufferOf(bytes).toString("base64");
