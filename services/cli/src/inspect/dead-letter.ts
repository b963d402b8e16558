import type { LogRecord } from "@tocsin/log";

/** A record of the dead-letter topic, read. What a header does not say is null: anybody may write to a topic. */
export interface DeadLetter {
  readonly code: string;
  readonly reason: string;
  /** Where the refused message stands. */
  readonly source: {
    readonly topic: string | null;
    readonly partition: number | null;
    readonly offset: number | null;
    /** Of a batch that cannot be decoded. */
    readonly lastOffset: number | null;
    readonly timestampMs: number | null;
  };
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** Size of a value that was too large to be kept. */
  readonly droppedBytes: number | null;
  /** The message's own headers. */
  readonly headers: LogRecord["headers"];
  /** Where and when the letter itself was written. */
  readonly letter: {
    readonly partition: number;
    readonly offset: number;
    readonly timestampMs: number;
  };
}

const ours = "tocsin_";

export function deadLetterOf(record: LogRecord): DeadLetter {
  const { key, value, headers, partition, offset, timestampMs } = record;
  return {
    code: textOf(headers, "code") ?? "unknown",
    reason: textOf(headers, "reason") ?? "",
    source: {
      topic: textOf(headers, "topic"),
      partition: wholeOf(headers, "partition"),
      offset: wholeOf(headers, "offset"),
      lastOffset: wholeOf(headers, "last_offset"),
      timestampMs: wholeOf(headers, "timestamp"),
    },
    key,
    value,
    droppedBytes: wholeOf(headers, "value_bytes"),
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(ours))),
    letter: { partition, offset, timestampMs },
  };
}

function textOf(headers: LogRecord["headers"], name: string): string | null {
  if (!Object.hasOwn(headers, `${ours}${name}`)) return null;
  const values = headers[`${ours}${name}`];
  // The last is ours: the message may have had one of the same name.
  const value = values instanceof Uint8Array ? values : values?.at(-1);
  return value === undefined ? null : Buffer.from(value).toString("utf8");
}

/** The latest time that JavaScript can write; offsets are smaller. */
const largest = 8.64e15;

function wholeOf(headers: LogRecord["headers"], name: string): number | null {
  const text = textOf(headers, name);
  const number = Number(text);
  return text !== null && /^\d+$/.test(text) && number <= largest ? number : null;
}
