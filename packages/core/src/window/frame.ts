import type { Stream } from "../reading/reading.ts";

/** What moved a watermark past a window's end. */
export type ClosedBy = "message" | "tick" | "clock" | "end";

export interface FrameCounts {
  readonly accepted: number;
  readonly late: number;
  readonly duplicate: number;
  readonly conflict: number;
  readonly rejected: number;
}

/** Readings in columns of equal length; a column in which nothing stands is absent. */
export interface FrameColumns {
  readonly offset: readonly number[];
  readonly service: readonly string[];
  readonly operation?: readonly (string | null)[];
  readonly region?: readonly (string | null)[];
  readonly source?: readonly (string | null)[];
  readonly ts: readonly number[];
  readonly intervalMs: readonly number[];
  readonly requests?: readonly number[];
  readonly errors?: readonly number[];
  readonly delivered?: readonly number[];
  readonly undelivered?: readonly (number | null)[];
  readonly oldestUndeliveredMs?: readonly (number | null)[];
  readonly p50Ms?: readonly (number | null)[];
  readonly p95Ms?: readonly (number | null)[];
  readonly p99Ms?: readonly (number | null)[];
  /** Flat pairs `[leMs, cumulative count, …]`. */
  readonly buckets?: readonly (readonly number[] | null)[];
  readonly reports?: readonly number[];
  readonly category?: readonly (string | null)[];
}

/**
 * One input partition's part of one closed window: `tocsin.windows.v1`. Empty windows have a frame too.
 * Windows are start-inclusive and end-exclusive; times are epoch milliseconds.
 */
export interface Frame {
  readonly v: 1;
  readonly topic: string;
  readonly partition: number;
  readonly stream: Stream;
  readonly windowStart: number;
  readonly windowMs: number;
  readonly watermark: number;
  readonly closedBy: ClosedBy;
  readonly counts: FrameCounts;
  readonly part: number;
  readonly parts: number;
  readonly columns: FrameColumns;
}
