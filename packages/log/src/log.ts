/**
 * A partitioned, transactional log: what the workers need of Kafka, and nothing else. Offsets are whole numbers; they
 * grow within a partition and may have gaps (transaction markers, aborted records). Only committed records are seen.
 * Whatever goes wrong with the log itself is a `LogFault`.
 */
export interface Log {
  /** How many partitions each topic has. Throws `topic-missing` for one that is not there. */
  partitionCounts(topics: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Oldest offset that is kept, and the offset behind the newest committed record. */
  span(place: LogPlace): Promise<LogSpan>;
  /** Offset of the first record that arrived at or after the time; the end where there is none. */
  offsetAt(place: LogPlace, timeMs: number): Promise<number>;
  /** Reads these partitions, each from its offset on. Of no group: who reads does not change what others read. */
  reader(from: readonly LogPosition[]): LogReader;
  /**
   * Takes a transactional identity over. When this resolves, whoever held it before is fenced and its open transaction
   * is decided, so what is then read is the truth.
   */
  writer(identity: string): Promise<LogWriter>;
  /**
   * Appends outside a transaction; resolves when the records are kept. At least once: after a failure some may be kept,
   * or be kept twice. For telemetry that is replayed, never for what workers give out.
   */
  append(records: readonly AppendedRecord[]): Promise<void>;
  /** Becomes a member of a group, which shares the partitions of the topics out among its members. */
  join(options: JoinOptions): LogMembership;
  /** Ends readers, writers and memberships too. */
  close(): Promise<void>;
}

export interface LogPlace {
  readonly topic: string;
  readonly partition: number;
}

export interface LogPosition extends LogPlace {
  /** The next record to read is the first at or behind this offset. */
  readonly offset: number;
  /** What a reader said of the offset when it stood there; the log is not compared with what it was unless given. */
  readonly mark?: LogMark | null | undefined;
}

/**
 * Of which log an offset is, and what stands before it. A topic that was deleted and made anew, or a partition that was cut
 * back and written on, may have other records at the same offsets: by this they are told apart.
 */
export interface LogMark {
  /** Of the topic; one that is made anew has another. Null where the brokers give none. */
  readonly topicId: string | null;
  /** Of the leader that wrote the record before the offset: every leader of a partition has a higher one. Null before the first. */
  readonly epoch: number | null;
}

/**
 * `deleted`: by retention, or by hand. `made-anew`: the topic was deleted and made anew, and is read from its beginning.
 * `cut-back`: the newest records were lost with their broker, and others may stand in their place; it is read on from
 * where it was cut.
 */
export type LogGapReason = "deleted" | "made-anew" | "cut-back";

export interface LogSpan {
  readonly first: number;
  /** Behind the last committed record and transaction marker: a reader that stands here has read everything. */
  readonly end: number;
}

export type LogHeaderValue = string | Uint8Array;
/** A name that stands several times has its values in order. */
export type LogHeaders = Readonly<Record<string, LogHeaderValue | readonly LogHeaderValue[]>>;

export interface NewLogRecord {
  readonly key: Uint8Array | string | null;
  readonly value: Uint8Array | string | null;
  readonly headers?: LogHeaders;
  /** Epoch milliseconds; the time of sending unless given. */
  readonly timestampMs?: number;
}

export interface AppendedRecord extends NewLogRecord {
  readonly topic: string;
  /** Chosen by the key's hash (by turns without a key) unless given. */
  readonly partition?: number;
}

export interface LogRecord extends LogPlace {
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, Uint8Array | readonly Uint8Array[]>>;
}

export type LogDelivery =
  /** Records of one partition in the order of their offsets; perhaps none, where only markers were passed. */
  | {
      readonly kind: "records";
      readonly place: LogPlace;
      readonly records: readonly LogRecord[];
      /** Where the partition is read on. */
      readonly nextOffset: number;
    }
  /** A batch that cannot be decoded: offsets from `firstOffset` to below `nextOffset` are passed over. */
  | {
      readonly kind: "undecodable";
      readonly place: LogPlace;
      readonly firstOffset: number;
      readonly nextOffset: number;
      readonly reason: string;
    }
  /**
   * What was to be read at `expectedOffset` is not there any more, or is something else: it is read on at `nextOffset`, which
   * is lower for any reason but `deleted`.
   */
  | {
      readonly kind: "gap";
      readonly place: LogPlace;
      readonly reason: LogGapReason;
      readonly expectedOffset: number;
      readonly nextOffset: number;
    };

export interface LogReader {
  /**
   * The next delivery of any of the partitions; null when nothing came for `waitMs`, or after `close`. What a delivery
   * holds is read further only when `next` is called again, so a slow caller bounds memory. One call at a time.
   * Unreachable brokers are waited for; refused credentials and missing topics throw.
   */
  next(waitMs: number): Promise<LogDelivery | null>;
  /** Reads a further partition, or reads on at another offset. */
  seek(position: LogPosition): void;
  /**
   * Wall-clock time (epoch ms) at which a request was sent whose answer showed that everything before it was already
   * delivered by `next`; null as long as the end has not been reached, and again when new records were seen.
   */
  endSeenAtMs(place: LogPlace): number | null;
  /**
   * Where a transaction that is not decided stands behind everything that was delivered: since when, and when that was seen
   * last (epoch ms, as of `endSeenAtMs`). As long as it is open nothing behind it can be read. Null where none does.
   */
  heldBack(place: LogPlace): HeldBack | null;
  /** Records that are known to be behind the last delivered one; null before the first answer. */
  lag(place: LogPlace): number | null;
  /** To be kept with the offset behind the last delivery, for whom reads on there. */
  mark(place: LogPlace): LogMark | null;
  close(): Promise<void>;
}

export interface HeldBack {
  readonly sinceMs: number;
  readonly seenAtMs: number;
}

/** Holds a transactional identity. After any error it is of no use any more: close it and take the identity anew. */
export interface LogWriter {
  /**
   * Runs `work` in a transaction and commits. Rejects when anything failed; whether it was committed is then only known
   * to who takes the identity over. `fenced`: another writer holds the identity now.
   */
  transaction<Result>(work: (transaction: LogTransaction) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export interface LogTransaction {
  /** Appends to one partition; await it before the next call. Resolves with the offset of the first record. */
  send(place: LogPlace, records: readonly NewLogRecord[]): Promise<number>;
  /** Moves a group's offsets with the transaction: for lag monitors, never the truth. */
  offsets(group: string, positions: readonly LogPosition[]): Promise<void>;
}

export interface JoinOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** `spread`: shared out evenly, moving as few partitions as possible. `single`: one member has all, the others wait. */
  readonly strategy: "spread" | "single";
  /**
   * Topics may be missing: each that is not there stands with a `divisor`th of the partitions that `topic` has, so that
   * somebody holds what there was of it. A topic that comes, or goes, is shared out anew. Absent: a missing topic is a fault.
   */
  readonly whenMissing?: WhenMissing;
}

export interface WhenMissing {
  readonly topic: string;
  readonly divisor: number;
  /**
   * Where whoever holds a partition leaves something. A topic that is there, and has fewer partitions than it had, stands with
   * all up to the last of which something was ever left.
   */
  readonly trace: (place: LogPlace) => LogPlace;
}

export interface LogMembership {
  /** The next change of what this member holds, the first assignment included; null after `leave`. */
  next(): Promise<readonly LogPlace[] | null>;
  /** Moves the group's offsets; rejects when the partitions are not this member's any more. */
  commit(positions: readonly LogPosition[]): Promise<void>;
  /** The group's offsets; null where none was ever committed. */
  committed(places: readonly LogPlace[]): Promise<ReadonlyMap<LogPlace, number | null>>;
  /** Leaves at once, so that the others need not wait for the session to end. */
  leave(): Promise<void>;
}

export type LogFaultKind =
  /** No broker answers, or the answer took too long. */
  | "unreachable"
  /** Wrong user or password, wrong certificate, missing rights. */
  | "refused"
  | "topic-missing"
  | "fenced"
  /** A record is larger than its topic takes. */
  | "too-large"
  /** A record's time is not one that its topic takes. Where it is the time of sending, this machine's clock is wrong. */
  | "time-refused"
  /** Anything else: see the message. */
  | "failed";

/** What went wrong with the log. `cause` is the client's own error. */
export class LogFault extends Error {
  readonly kind: LogFaultKind;

  constructor(kind: LogFaultKind, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "LogFault";
    this.kind = kind;
  }
}
