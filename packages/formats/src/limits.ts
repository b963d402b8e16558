/** What one decoder keeps and takes at most, so that no input can make it grow without end. */
export interface Limits {
  /** Bytes of one message, also after unpacking. OTLP receivers take 4 MiB by default. */
  readonly maxMessageBytes: number;
  /** Series whose last points are remembered, and as many services, operations, regions and sources. */
  readonly maxSeries: number;
  /** Intervals of all services that are open at a time. */
  readonly maxIntervals: number;
  /** A series that was not heard of for so long makes room for another. */
  readonly forgetMs: number;
}

export const defaultLimits: Limits = {
  maxMessageBytes: 4_194_304,
  maxSeries: 50_000,
  maxIntervals: 500_000,
  forgetMs: 3_600_000,
};

/** Points of a series that are remembered, so that one which comes late still finds its place among them. */
export const rememberedPoints = 8;

/** A histogram with more buckets is used for its count alone. */
export const maxBuckets = 512;

/** Attributes of one series; a series with more is refused. */
export const maxAttributes = 128;

/** Names of metrics that no rule fits, of which each is counted by itself. */
export const maxNamedMetrics = 1000;

/** No count and no measure is larger, and sums of what is not larger stay numbers. */
export const largestValue = 1e30;

/** A delta of a longer interval says too little about any one of ours. */
export const longestDeltaMs = 86_400_000;

/** How far a point may be from when its message came; the same bounds as those of telemetry itself. */
export const furthestAheadMs = 600_000;
export const furthestBehindMs = 604_800_000;

/** Before September 2001 and after 2096: seconds or microseconds were taken for milliseconds. */
export const earliestMs = 1e12;
export const latestMs = 4e12;
