import type { LogHeaders } from "@tocsin/log";
import type { RecordedMessage } from "./recording-item.ts";

/** What a recording line holds besides place, time and value. */
export interface KeyAndHeaders {
  readonly key: Uint8Array | string | null;
  readonly headers: LogHeaders;
}

/** Reads the line once more: a replay needs neither, and most messages are replayed. Takes lines of any shape. */
export function keyAndHeaders({ raw }: RecordedMessage): KeyAndHeaders {
  const { key, keyBase64, headers } = JSON.parse(raw) as Readonly<Record<string, unknown>>;
  return {
    key: typeof keyBase64 === "string" ? Buffer.from(keyBase64, "base64") : textOf(key),
    headers: Array.isArray(headers) ? headersOf(headers) : {},
  };
}

/** Names and values by turns, as `kcat` prints them. A header without a value has an empty one; others are left out. */
function headersOf(pairs: readonly unknown[]): LogHeaders {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const [name, value] = [textOf(pairs[at]), textOf(pairs[at + 1] ?? "")];
    if (name === null || value === null) continue;
    headers.set(name, [...(headers.get(name) ?? []), value]);
  }
  return Object.fromEntries(headers);
}

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);
