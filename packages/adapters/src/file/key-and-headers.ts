import type { LogHeaders } from "@tocsin/log";
import type { RecordedMessage } from "./recording-item.ts";

/** What a recording line holds besides place, time and value. */
export interface KeyAndHeaders {
  readonly key: Uint8Array | string | null;
  readonly headers: LogHeaders;
}

interface Line {
  readonly key?: unknown;
  readonly keyBase64?: unknown;
  readonly headers?: unknown;
  readonly service?: unknown;
}

/**
 * Reads the line once more: a replay needs neither, and most messages are replayed. A key or a header of a shape that
 * `kcat` does not print is left out. Bare telemetry has the key that its producer would have given it: the service.
 */
export function keyAndHeaders({ raw, isBare }: RecordedMessage): KeyAndHeaders {
  const { key, keyBase64, headers, service } = JSON.parse(raw) as Line;
  if (isBare === true) return { key: textOrNull(service), headers: {} };
  return {
    key: typeof keyBase64 === "string" ? Buffer.from(keyBase64, "base64") : textOrNull(key),
    headers: Array.isArray(headers) ? headersOf(headers) : {},
  };
}

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Names and values by turns, as `kcat` prints them. A header without a value has an empty one; others are left out. */
function headersOf(pairs: readonly unknown[]): LogHeaders {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const [name, value] = [pairs[at], pairs[at + 1] ?? ""];
    if (typeof name !== "string" || typeof value !== "string") continue;
    const earlier = headers.get(name);
    if (earlier === undefined) headers.set(name, [value]);
    else earlier.push(value);
  }
  return Object.fromEntries(headers);
}
