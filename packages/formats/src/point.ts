import type { ErrorCode } from "@tocsin/contracts";

/** What a format says that a value is; `untyped` where it does not say it. */
export type PointType = "counter" | "delta" | "gauge" | "untyped";

/**
 * Counts by bucket. `explicit`: by upper bound, in the unit of the metric, each bucket by itself. `le`: likewise, but each
 * count holds the buckets below too, as Prometheus tells them. `exponential`: by index, of buckets that
 * end at 2 ** ((index + 1) / 4).
 */
export interface BucketCounts {
  readonly layout: "explicit" | "le" | "exponential";
  /** Histograms of one layout that may be subtracted from each other and added up. */
  readonly family: string;
  readonly counts: ReadonlyMap<number, number>;
}

/** One value of one series, however it was written. */
export interface Point {
  readonly metric: string;
  /** May be made when it is asked for, which is once in the life of a series where `written` is known. */
  readonly attributes: Attributes;
  /** Left out where it would be no quicker to look at than the attributes are to sort. */
  readonly written?: WrittenAttributes | undefined;
  readonly type: PointType;
  /** Start of a delta's interval, or since when a counter counts; null where the format does not say it. */
  readonly startMs: number | null;
  readonly atMs: number;
  /** Of a histogram the number of its values. */
  readonly value: number;
  /** As the attributes, where only few rules want them. */
  readonly buckets: BucketCounts | null;
  /** As the format writes it, such as `s` or `ms`. */
  readonly unit: string | null;
  /** Who exported it, where an exporter tells all series of a metric at once, as in OTLP; else null. */
  readonly origin: string | null;
}

/** The attributes of a point as they stand in its message. */
export interface WrittenAttributes {
  /** Of one metric and origin the same texts are the same series for sure. */
  readonly texts: () => readonly string[];
  /** Whether they are these, without making them. */
  readonly areTexts: (known: readonly string[]) => boolean;
}

/** Samples of one series, one as the other but for value and time. */
export interface SampleRun {
  readonly metric: string;
  readonly attributes: Attributes;
  readonly type: PointType;
  /** Epoch milliseconds. */
  readonly times: ArrayLike<number>;
  /** One that is no number says nothing. */
  readonly values: ArrayLike<number>;
}

/** Names and values by turns would be faster to make, but a rule looks up names. */
export type Attributes = ReadonlyMap<string, string>;

/** Where the decoder of a format puts what it finds. */
export interface Sink {
  /** Whether a rule wants the metric; one that no rule wants is counted as left out, as often as it has points. */
  readonly wants: (metric: string, points: () => number) => boolean;
  /** Whether one of these rules wants the buckets of its histograms. */
  readonly wantsBuckets: (metric: string) => boolean;
  readonly point: (point: Point) => void;
  /** What its points would be one after the other. */
  readonly samples: (run: SampleRun) => void;
  /** A value that is telemetry already, as it was read. */
  readonly telemetry: (value: unknown) => void;
  readonly refuse: (fault: Fault) => void;
}

export interface Fault {
  readonly code: ErrorCode;
  readonly reason: string;
  /** What it is about, such as the name of a metric; faults of one code and subject are counted together. */
  readonly subject: string;
}
