/** The three telemetry streams. */
export type Stream = "error-rate" | "delivery-latency" | "report-volume";

/** Who and what a reading is about. Region, operation and source are null where the producer named none. */
export interface SeriesIdentity {
  readonly service: string;
  readonly operation: string | null;
  readonly region: string | null;
  /** Who observed. */
  readonly source: string | null;
}

interface ReadingCommon extends SeriesIdentity {
  /** Start of the interval, epoch milliseconds. */
  readonly ts: number;
  readonly intervalMs: number;
}

export interface ErrorRateReading extends ReadingCommon {
  readonly stream: "error-rate";
  readonly requests: number;
  readonly errors: number;
}

export interface DeliveryLatencyReading extends ReadingCommon {
  readonly stream: "delivery-latency";
  readonly delivered: number;
  readonly undelivered: number | null;
  readonly oldestUndeliveredMs: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  /** Flat pairs `[leMs, cumulative count, …]`, ascending; null where the producer sends quantiles. */
  readonly buckets: readonly number[] | null;
}

export interface ReportVolumeReading extends ReadingCommon {
  readonly stream: "report-volume";
  readonly reports: number;
  readonly category: string | null;
}

/** One validated measurement of one series over one interval. */
export type Reading = ErrorRateReading | DeliveryLatencyReading | ReportVolumeReading;
