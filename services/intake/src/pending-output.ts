import type { ErrorCode } from "@tocsin/contracts";
import type { Frame, Stream } from "@tocsin/core";
import {
  deadLetter,
  type LogDelivery,
  type LogRecord,
  type LogTransaction,
  type NewLogRecord,
  outputPartition,
  sendInBatches,
  undecodableLetter,
} from "@tocsin/log";
import type { RefusedRecord } from "./intake-session.ts";

/** What was made of the input since the last transaction. */
export interface PendingOutput {
  /** By stream: each has a partition of its own. */
  readonly frames: Map<Stream, NewLogRecord[]>;
  readonly deadLetters: NewLogRecord[];
  closedUntilMs: number | null;
  /** Bytes of the frames. */
  bytes: number;
  /** For the figures, which count what is committed: messages, what of them was refused, and fields that were left out. */
  messages: number;
  readonly refused: Map<ErrorCode, number>;
  readonly dropped: Map<string, number>;
}

export const noOutput = (): PendingOutput => ({
  frames: new Map(),
  deadLetters: [],
  closedUntilMs: null,
  bytes: 0,
  messages: 0,
  refused: new Map(),
  dropped: new Map(),
});

export function addTaken(to: PendingOutput, dropped: readonly string[]): void {
  to.messages += 1;
  for (const field of dropped) to.dropped.set(field, (to.dropped.get(field) ?? 0) + 1);
}

function countRefused({ refused }: PendingOutput, code: ErrorCode): void {
  refused.set(code, (refused.get(code) ?? 0) + 1);
}

export const framesIn = ({ frames }: PendingOutput): number =>
  [...frames.values()].reduce((sum, ofStream) => sum + ofStream.length, 0);

export function addFrames(to: PendingOutput, frames: readonly Frame[]): void {
  for (const frame of frames) {
    const value = JSON.stringify(frame);
    const ofStream = to.frames.get(frame.stream) ?? [];
    ofStream.push({ key: `${frame.topic}/${frame.partition}`, value });
    to.frames.set(frame.stream, ofStream);
    to.bytes += value.length;
    to.closedUntilMs = frame.windowStart + frame.windowMs;
  }
}

/** A repeated reading loses nothing, and there may be many: it is counted in its frame and not kept. */
const notKept: ReadonlySet<ErrorCode> = new Set(["duplicate"]);

export function addRefused(
  to: PendingOutput,
  record: LogRecord,
  refused: { readonly code: ErrorCode; readonly reason: string },
  tight: boolean,
): void {
  countRefused(to, refused.code);
  if (!notKept.has(refused.code)) to.deadLetters.push(deadLetter(record, refused, tight));
}

/**
 * A record that waited and was refused when others came: its reading as JSON, under the service's name. The record
 * itself may have been read by an earlier holder of the partition; where it stands is in the headers.
 */
export function earlierRecord({ topic, partition, offset, arrivalMs, reading }: RefusedRecord): LogRecord {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  return {
    topic,
    partition,
    offset,
    timestampMs: arrivalMs,
    key: reading === null ? null : encode(reading.service),
    value: reading === null ? null : encode(JSON.stringify(reading)),
    headers: {},
  };
}

export function addUndecodable(
  to: PendingOutput,
  delivery: Extract<LogDelivery, { kind: "undecodable" }>,
): void {
  countRefused(to, "batch-undecodable");
  to.deadLetters.push(undecodableLetter(delivery));
}

export interface OutputPlaces {
  /** Topic of the frames; their partition follows from stream and `partition`. */
  readonly windows: string;
  /** Of the input. */
  readonly partition: number;
  readonly deadLetters: { readonly topic: string; readonly partition: number };
}

export async function sendOutput(
  transaction: LogTransaction,
  output: PendingOutput,
  places: OutputPlaces,
): Promise<void> {
  for (const [stream, frames] of output.frames) {
    const partition = outputPartition(stream, places.partition);
    await sendInBatches(transaction, { topic: places.windows, partition }, frames);
  }
  await sendInBatches(transaction, places.deadLetters, output.deadLetters);
}
