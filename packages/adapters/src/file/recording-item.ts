import type { ErrorCode, RecordingHeader } from "@tocsin/contracts";
import type { QuotedText } from "../wire/index.ts";

/**
 * Where a line stands: the file as it was named on the command line, and the line counted from 1; in a file that is one
 * JSON array, or whose objects go over several lines, the objects are counted.
 */
export interface LinePlace {
  readonly file: string;
  readonly line: number;
}

/** One recorded message. Its texts may be made when they are asked for: `copyOf` makes a copy, a spread has not all of it. */
export interface RecordedMessage extends LinePlace {
  readonly kind: "message";
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** The line's `ts`, epoch milliseconds. */
  readonly arrivalMs: number;
  /** The value where it stands in its line, for those who read it from bytes; absent where it was taken out already. */
  readonly inLine?: QuotedText | null;
  /** The message value; bytes where it was not UTF-8 text, null for a tombstone. */
  readonly payload: string | Uint8Array | null;
  /** The line as it stands in the file, without its line break. */
  readonly raw: string;
  /** The line is the telemetry value itself, without an envelope; topic, partition, offset and arrival are made up. */
  readonly isBare?: true;
}

/** The message with all of its texts, as a plain object that can be spread and changed. */
export function copyOf(message: RecordedMessage): RecordedMessage {
  const { topic, partition, offset, arrivalMs, payload, file, line, raw, isBare } = message;
  const copy = { kind: "message", topic, partition, offset, arrivalMs, payload, file, line, raw } as const;
  return isBare === true ? { ...copy, isBare } : copy;
}

/** A message that stood earlier in the same recording, known by its partition and offset. It counts for nothing. */
export interface ReadAgain extends LinePlace {
  readonly kind: "again";
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface RecordedHeader extends LinePlace {
  readonly kind: "header";
  readonly header: RecordingHeader;
}

/** A line that could not be used. */
export interface RejectedLine extends LinePlace {
  readonly kind: "rejected";
  readonly code: ErrorCode;
  readonly reason: string;
  /** The line, cut to 1,000 characters. */
  readonly raw: string;
}

/** A file that could not be read, or not to its end, or that holds no record. A replay cannot vouch for its result. */
export interface FailedFile {
  readonly kind: "failed";
  readonly code: "file-unreadable" | "file-empty" | "file-disorder" | "other-format";
  readonly file: string;
  readonly reason: string;
}

export type RecordingItem = RecordedMessage | ReadAgain | RecordedHeader | RejectedLine | FailedFile;

/** What was read next, in order, and how far that is; no items while files are looked through. */
export interface RecordingBatch {
  readonly items: readonly RecordingItem[];
  /**
   * How much of `bytesTotal` is done, counted in bytes as they lie on disk (packed where they are). A file is looked
   * through before it is read, and that counts for a part of its bytes.
   */
  readonly bytesRead: number;
  /** Sum of all files' sizes; null where one of them has none, such as standard input. */
  readonly bytesTotal: number | null;
}

/** Length to which a refused line is cut in a report. */
export const maxRawCharacters = 1000;

export function rejectedLine(place: LinePlace, code: ErrorCode, reason: string, raw: string): RejectedLine {
  const cut = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
  return {
    kind: "rejected",
    code,
    reason,
    file: place.file,
    line: place.line,
    raw: cut.slice(0, maxRawCharacters),
  };
}
