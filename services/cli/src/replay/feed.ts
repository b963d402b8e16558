import { type RecordedMessage, type RecordingItem, readRecordings } from "@tocsin/adapters/file";
import { type ErrorCode, type Reject, topicNames } from "@tocsin/contracts";
import type { Frame, Sink } from "@tocsin/core";
import type { Pacing } from "./speed.ts";
import type { Position } from "./progress.ts";
import { countReject, type Tally } from "./tally.ts";
import type { MessageTaker } from "./take-message.ts";

export interface FeedConfig {
  readonly recordings: readonly string[];
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly taker: MessageTaker;
  readonly bus: Sink<Frame>;
  readonly tally: Tally;
  readonly reject: (reject: Reject) => Promise<void> | undefined;
  readonly header: (file: string, header: { readonly name?: string; readonly provenance?: string }) => void;
  /** Null at full speed. */
  readonly pace: Pacing | null;
  readonly progress: (position: () => Position) => void;
  /** Asked between batches: whether to go on. */
  readonly stopped: () => boolean;
}

/** How the input ended. */
export interface FeedEnd {
  /** Files that could not be read, or not to their end. */
  readonly failed: readonly { readonly file: string; readonly reason: string }[];
  readonly unfinished: number;
  readonly lastRecordedWindow: number | null;
}

const endedEarly = { unfinished: 0, lastRecordedWindow: null };

/** The intake worker of a replay: reads, decodes, refuses, and puts frames on the bus. */
export async function feed(config: FeedConfig): Promise<FeedEnd> {
  const failed: { file: string; reason: string }[] = [];
  let share: number | null = null;
  let eventTimeMs: number | null = null;
  const position = (): Position => ({ share, events: config.tally.lines, eventTimeMs });
  for await (const { items, bytesRead, bytesTotal } of readRecordings(config.recordings, {
    stdin: config.stdin,
  })) {
    if (config.stopped()) return { failed, ...endedEarly };
    share = bytesTotal === null ? null : bytesRead / bytesTotal;
    for (const item of items) {
      if (item.kind === "failed") failed.push(item);
      if (item.kind === "message") {
        eventTimeMs = item.arrivalMs;
        const early = config.pace?.(item.arrivalMs);
        if (early !== undefined) await early;
      }
      const busy = take(item, config);
      if (busy !== undefined) await busy;
      config.progress(position);
    }
  }
  const { frames, ...rest } = config.taker.end();
  await send(config.bus, frames);
  return { failed, ...rest };
}

/** A promise only where there is something to wait for. */
function take(item: RecordingItem, config: FeedConfig): Promise<unknown> | undefined {
  const { tally } = config;
  if (item.kind !== "failed") tally.lines += 1;
  if (item.kind === "header") config.header(item.file, item.header);
  if (item.kind === "message") return takeMessage(item, config);
  if (item.kind === "header") return undefined;
  const { code, reason, file } = item;
  countReject(tally, code);
  return config.reject(
    item.kind === "rejected"
      ? { code, reason, file, line: item.line, raw: item.raw }
      : { code, reason, file, line: 1, raw: "" },
  );
}

function takeMessage(
  message: RecordedMessage,
  { taker, tally, reject, bus }: FeedConfig,
): Promise<unknown> | undefined {
  const { frames, readings, refused } = taker.take(message);
  tally.readings += readings;
  const sent = frames.length === 0 ? undefined : send(bus, frames);
  if (refused === null) return sent;
  countReject(tally, refused.code);
  const noted = reject(rejectOf(message, refused));
  return sent === undefined ? noted : Promise.all([sent, noted]);
}

/** A reject keeps this much of its line. */
const longestRaw = 1000;

function rejectOf(
  message: RecordedMessage,
  { code, reason }: { readonly code: ErrorCode; readonly reason: string },
): Reject {
  const { file, line, topic, partition, offset, raw } = message;
  return { code, reason, file, line, topic, partition, offset, raw: raw.slice(0, longestRaw) };
}

/** All frames go to one partition, so that the detector has them in the order in which the intake made them. */
const send = async (bus: Sink<Frame>, frames: readonly Frame[]): Promise<void> =>
  await bus.send(frames.map((value) => ({ topic: topicNames.windows, partition: 0, value })));
