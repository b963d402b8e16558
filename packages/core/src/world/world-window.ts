import type { Stream } from "../reading/reading.ts";

/** What is measured; the same list as in the alert contract. */
export const signals = [
  "errors",
  "traffic",
  "latency",
  "undelivered",
  "deliveries",
  "reports",
  "heartbeat",
] as const;
export type Signal = (typeof signals)[number];

/** A series of the world after regions were added up: one signal of one entity as one source sees it. */
export interface WorldSeries {
  /** Position in the list of series: dense from 0, in order of first appearance. Those behind a dropped one move up. */
  readonly index: number;
  /** `service`, or `service/operation`. */
  readonly entity: string;
  readonly service: string;
  readonly operation: string | null;
  readonly source: string | null;
  readonly signal: Signal;
}

/**
 * What was observed of one series in one window.
 * errors: value of exposure requests. undelivered: value of exposure = delivered + undelivered messages.
 * traffic, deliveries, reports: value is a count, exposure the interval in windows (1 for a one-window interval).
 * latency: value is the 95th percentile in ms (NaN-free: no observation is made where there is none), exposure the delivered
 * messages; or, with `buckets`, value is unused (0) and buckets hold the histogram added over regions.
 */
export interface Observation {
  /** `WorldSeries.index`. */
  readonly series: number;
  readonly value: number;
  readonly exposure: number;
  /** How many readings were added up. */
  readonly readings: number;
  readonly intervalMs: number;
  /** Flat pairs `[leMs, cumulative count, …]`, latency histograms only. */
  readonly buckets: readonly number[] | null;
}

/** Why a series that is new is not taken: there are as many as may be kept, or too many came within the hour. */
export type SeriesRefusal = "series-limit" | "new-series-limit";

/** Series of a window that were not taken. */
export interface RefusedSeries {
  readonly series: number;
  readonly byCode: Readonly<Partial<Record<SeriesRefusal, number>>>;
  /** The first units of them, in the order of names. */
  readonly examples: readonly string[];
}

/** All partitions' frames of one window, put together: one window of the whole world. */
export interface WorldWindow {
  readonly windowStart: number;
  readonly windowMs: number;
  /** In order of `series`. */
  readonly observations: readonly Observation[];
  /**
   * Series that were dropped before this window, by the index that they had, in ascending order; the others have moved up
   * (rule 57). Later stages drop what they keep of them first. Absent: none were.
   */
  readonly dropped?: readonly number[];
  /** Series seen for the first time in this window, in order of `index`. Later stages add them to what they keep. */
  readonly newSeries: readonly WorldSeries[];
  /** Readings dropped because another partition held the same identity. */
  readonly duplicates: number;
  readonly conflicts: number;
  /**
   * Share of the messages of the last ten minutes that came too late to fill a gap or was refused, in partitions where that
   * is more than a tenth; 0 where there is none.
   */
  readonly lostShare: number;
  /** Series that came in this window and were not taken, because there are too many. Absent: none. */
  readonly refused?: RefusedSeries;
  /** Streams of which partitions could not be read: that nothing of them came says nothing. Absent: all were read. */
  readonly unseen?: readonly Stream[];
  /** Nothing is known of it, because nobody listened: that nothing came means nothing, not even a count of 0. */
  readonly isUnknown?: true;
  /** What came of earlier windows, earliest first. Absent where nothing did. */
  readonly late?: readonly LateWindow[];
}

/** What late readings say of a window that has closed. They fill gaps: nothing of it was there in time. */
export interface LateWindow {
  readonly windowStart: number;
  /** In order of `series`, all of which are known. */
  readonly observations: readonly Observation[];
}
