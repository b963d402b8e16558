import type { ErrorCode } from "@tocsin/contracts";
import type { LogDelivery, LogRecord, NewLogRecord } from "./log.ts";

/** Larger values are left out where the dead-letter topic refused them. */
const keptWhenTight = 500_000;
const longestReason = 1000;

/** The message as it came, with its own headers, and beside them why it is here and where it stood. */
export function deadLetter(
  record: LogRecord,
  why: { readonly code: ErrorCode; readonly reason: string },
  tight: boolean,
): NewLogRecord {
  const { key, value, headers, topic, partition, offset, timestampMs } = record;
  const isDropped = tight && value !== null && value.length > keptWhenTight;
  return {
    key,
    value: isDropped ? null : value,
    headers: {
      ...headers,
      ...whyHeaders(why),
      ...placeHeaders({ topic, partition }, offset),
      tocsin_timestamp: String(timestampMs),
      ...(isDropped ? { tocsin_value_bytes: String(value.length) } : {}),
    },
  };
}

/** Of a batch that could not be decoded only its place is known. */
export function undecodableLetter(delivery: Extract<LogDelivery, { kind: "undecodable" }>): NewLogRecord {
  const { place, firstOffset, nextOffset, reason } = delivery;
  return {
    key: null,
    value: null,
    headers: {
      ...whyHeaders({ code: "batch-undecodable", reason }),
      ...placeHeaders(place, firstOffset),
      tocsin_last_offset: String(nextOffset - 1),
    },
  };
}

function whyHeaders({ code, reason }: { readonly code: ErrorCode; readonly reason: string }) {
  return { tocsin_code: code, tocsin_reason: reason.slice(0, longestReason) };
}

function placeHeaders(
  { topic, partition }: { readonly topic: string; readonly partition: number },
  offset: number,
) {
  return { tocsin_topic: topic, tocsin_partition: String(partition), tocsin_offset: String(offset) };
}
