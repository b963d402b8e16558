import { isUtf8 } from "node:buffer";
import type { ErrorCode } from "@tocsin/contracts";
import { QuotedText } from "./quick/quoted-text.ts";

/** Why a message value was refused: a stable code and a sentence. */
export interface WireRejection {
  readonly kind: "rejected";
  readonly code: ErrorCode;
  readonly reason: string;
}

export function rejected(code: ErrorCode, reason: string): WireRejection {
  return { kind: "rejected", code, reason };
}

/** A telemetry message is one reading; a frame is split below this. Kafka's own default limit is the same. */
export const maxValueBytes = 1_048_576;

/** A message value: text, bytes, or null for a tombstone. */
export type Payload = string | Uint8Array | null;

/** The same, or a text that was not taken out of the line of its recording yet. */
export type MessageValue = Payload | QuotedText;

export const payloadOf = (value: MessageValue): Payload =>
  value instanceof QuotedText ? value.text() : value;

export type ParsedPayload =
  | { readonly kind: "object"; readonly value: Readonly<Record<string, unknown>> }
  | WireRejection;

/** The JSON object in a message value. Whatever the bytes are, it gives a value and does not throw. */
export function parsePayload(value: MessageValue, maxBytes: number = maxValueBytes): ParsedPayload {
  const payload = payloadOf(value);
  if (payload === null) return rejected("value-missing", "the message has no value");
  const size = payload.length;
  if (size > maxBytes) {
    return rejected("value-too-large", `the value has ${size} characters, more than ${maxBytes}`);
  }
  if (typeof payload === "string") return parseText(payload);
  if (!isUtf8(payload)) return rejected("payload-not-utf8", "the value is not UTF-8");
  return parseText(bufferOf(payload).toString("utf8"));
}

/** A view; none is made where the bytes are a buffer, as those that come from Kafka are. */
function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function parseText(text: string): ParsedPayload {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return parseUnlikely(text);
  }
  return objectIn(value);
}

/** What is no JSON: but Python and others write `NaN` and `Infinity` bare, and a field that need not be there may hold them. */
function parseUnlikely(text: string): ParsedPayload {
  const quoted = withQuotedNumbers(text);
  if (quoted === text) return notJson;
  try {
    return objectIn(JSON.parse(quoted));
  } catch {
    return notJson;
  }
}

const notJson = rejected("value-not-json", "the value is not JSON");

/** A text in JSON, also one that never ends, or a number that JSON does not have. */
const textOrNumber = /"[^"\\]*(?:\\[^]?[^"\\]*)*(?:"|$)|-?(?:NaN|Infinity)/g;

/** Numbers that JSON does not have, as texts: the schema says what becomes of them. Takes time in the length of the text. */
function withQuotedNumbers(text: string): string {
  return text.replace(textOrNumber, (found) => (found.startsWith('"') ? found : `"${found}"`));
}

function objectIn(value: unknown): ParsedPayload {
  if (isObject(value)) return { kind: "object", value };
  return rejected("value-not-json", `the value is JSON but not an object: ${kindOf(value)}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `a ${typeof value}`;
}
