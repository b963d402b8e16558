import type { LogHeaders } from "@tocsin/log";
import type { RecordedMessage } from "./recording-item.ts";

/** What a recording line holds besides place, time and value. */
export interface KeyAndHeaders {
  readonly key: Uint8Array | string | null;
  readonly headers: LogHeaders;
}

interface Line {
  readonly key?: string | null;
  readonly keyBase64?: string;
  /** Names and values by turns, as `kcat` prints them. */
  readonly headers?: readonly string[];
}

/** Reads the line once more: a replay needs neither, and most messages are replayed. */
export function keyAndHeaders({ raw }: RecordedMessage): KeyAndHeaders {
  const { key, keyBase64, headers } = JSON.parse(raw) as Line;
  return {
    key: keyBase64 === undefined ? (key ?? null) : Buffer.from(keyBase64, "base64"),
    headers: headers === undefined ? {} : headersOf(headers),
  };
}

function headersOf(pairs: readonly string[]): LogHeaders {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const [name, value] = [pairs[at] as string, pairs[at + 1] as string];
    headers.set(name, [...(headers.get(name) ?? []), value]);
  }
  return Object.fromEntries(headers);
}
