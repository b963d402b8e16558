import type { InfluxRetry, SetAsidePoint } from "@tocsin/adapters/influx";
import type { ErrorCode } from "@tocsin/contracts";
import type { LogPlace } from "@tocsin/core";

/** A record, or a batch of them, that is passed over because nothing can be made of it. */
export interface RejectedRecord extends LogPlace {
  readonly offset: number;
  /** Offsets that are passed over; 1 but for a batch that cannot be decoded. */
  readonly offsets: number;
  readonly code: ErrorCode;
  readonly reason: string;
}

/** A delivery whose points the database has acknowledged. */
export interface WrittenDelivery extends LogPlace {
  readonly records: number;
  readonly points: number;
  /** Points older than the database's retention, which it threw away. */
  readonly expired: number;
  /** The newest event time among them; null where no record could be used. */
  readonly newestMs: number | null;
  /** Records that are known to wait behind it; null where this is not known yet. */
  readonly lag: number | null;
}

/** Records that were deleted from the log before they were read. */
export interface LogGap extends LogPlace {
  readonly expectedOffset: number;
  readonly nextOffset: number;
}

/** What the recorder tells while it works: for logs, metrics and health. None of it may throw. */
export interface RecorderObserver {
  readonly assigned: (places: readonly LogPlace[]) => void;
  readonly written: (delivery: WrittenDelivery) => void;
  /** The database is away and is waited for. */
  readonly retried: (retry: InfluxRetry) => void;
  readonly rejected: (record: RejectedRecord) => void;
  /** Points that the database refuses, or that would be a series too many. */
  readonly setAside: (points: readonly SetAsidePoint[]) => void;
  readonly gap: (gap: LogGap) => void;
  /** Progress could not be saved. What was written is written; after a restart it is written again. */
  readonly commitFailed: (error: unknown) => void;
  /** The log is away and is waited for. */
  readonly disturbed: (error: unknown) => void;
}

const nothing = (): void => undefined;

export const observerWith = (given: Partial<RecorderObserver>): RecorderObserver => ({
  assigned: nothing,
  written: nothing,
  retried: nothing,
  rejected: nothing,
  setAside: nothing,
  gap: nothing,
  commitFailed: nothing,
  disturbed: nothing,
  ...given,
});
