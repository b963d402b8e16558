import type { WallTime } from "../../knowledge/wall-clock.ts";
import type { TableSnapshot } from "../../stats/table.ts";
import type { Observation } from "../../world/world-window.ts";
import type { BucketEdgeSnapshot } from "./bucket-edge.ts";
import type { BatchRoom } from "./room.ts";

/**
 * How a series is judged. `count`: counts with exposure, too many are bad. `reports`: counts of user reports, too many
 * are bad. `traffic`: counts, too few are bad. `latency`: a percentile. `probe`: up or down. `ignored`: carries no
 * information, such as the request count of a probe. `histogram`: slow messages of a latency histogram, as a count.
 */
export const seriesKinds = [
  "count",
  "reports",
  "traffic",
  "latency",
  "probe",
  "ignored",
  "histogram",
] as const;
export type SeriesKind = (typeof seriesKinds)[number];
/** The kinds that have a model. */
export type JudgedKind = Exclude<SeriesKind, "ignored">;

/** What the values of a kind are: a count out of its exposure, a plain count in a window, or a time in ms. */
export type Measure = "share" | "count" | "time";

/** The window at hand. */
export interface WindowTime {
  /** start / windowMs. */
  readonly window: number;
  readonly windowMs: number;
  /** Middle of the window on the clock of the service that a series is of. */
  readonly timeOf: (row: number) => WallTime;
}

/**
 * What was read of one kind in one window. Columns of this and of what follows from it are by position in `rows`; they stand
 * until the model is asked for the same again, for it gives the same memory.
 */
export interface Batch {
  /** Series, by index. */
  readonly rows: ArrayLike<number>;
  /** A count, or the natural logarithm of a latency in ms. */
  readonly values: ArrayLike<number>;
  readonly exposures: ArrayLike<number>;
  readonly intervalsMs: ArrayLike<number>;
}

/** What season and level lead one to expect, before the common factor is known. */
export interface Expectation {
  /** Short-term level: a factor for counts, a sum for latency. */
  readonly levels: ArrayLike<number>;
  /** Season and level together. */
  readonly bases: ArrayLike<number>;
  /** How far the value lies from its base, in nats: what the common factor is the median of. */
  readonly residuals: ArrayLike<number>;
  /** 1 where the residual says something of what all services have in common (rule 14). */
  readonly isTypical: ArrayLike<number>;
}

/** The expectation with the common factor. */
export interface Prediction extends Expectation {
  readonly means: ArrayLike<number>;
  /** Standard deviation of a count, scale of a log latency. */
  readonly deviations: ArrayLike<number>;
  /** The mean with what the residual before says of this one: what the value is held against. */
  readonly predicted: ArrayLike<number>;
}

/** Log likelihood ratios of two effect sizes, nats (rule 8). */
export interface LogRatios {
  readonly first: ArrayLike<number>;
  readonly second: ArrayLike<number>;
}

export interface Scores extends LogRatios {
  /** The same held against the level before the incident, for the positions whose entity keeps one (rule 17). */
  readonly againstReference: (LogRatios & { readonly positions: readonly number[] }) | null;
}

/** How a batch is learned. */
export interface Learning {
  readonly at: WindowTime;
  /** Common factor of each signal, nats; 0 where none was removed. */
  readonly factors: ArrayLike<number>;
  /** 1 where the entity is held: nothing of it is learned (rule 16). Nor is on a day that is like none (rule 52). */
  readonly isHeld: ArrayLike<number>;
  /** 1 where the entity keeps the level before an incident: its hours do not become the usual ones. Null: nowhere. */
  readonly isReferred: ArrayLike<number> | null;
}

/**
 * One kind of series: what is expected of it, how an observation is scored against that, and what is learned. Each
 * call runs over all observations of the kind in a window, in the order: read, expect, predict, score, show, learn.
 * Score comes before learn, so that no observation is part of its own expectation.
 *
 * What is remembered of a series lies in the table of series; a model may keep more, which is then in its snapshot.
 * `read` and `expect` may remember something that says nothing of a failure: a histogram's edge, which kind of seasonal
 * slot was used. All else is learned in `learn`.
 */
export interface SeriesModel {
  readonly kind: JudgedKind;
  readonly measure: Measure;
  /** A series is of this kind from now on. */
  begin(row: number): void;
  /** Takes what can be judged; the others are left out. */
  read(observations: readonly Observation[], at: WindowTime): Batch;
  expect(batch: Batch, at: WindowTime): Expectation;
  predict(
    batch: Batch,
    expectation: Expectation,
    given: { readonly at: WindowTime; readonly factors: ArrayLike<number> },
  ): Prediction;
  /** `referred`: the positions that are held against the level before an incident too. */
  score(batch: Batch, prediction: Prediction, referred: readonly number[]): Scores;
  /**
   * Log likelihood ratios for the long look-back: against the level now, and against the level of before. Null where only
   * what is recent counts.
   */
  lasting(batch: Batch, prediction: Prediction, scores: LogRatios): LogRatios | null;
  /** Notes what was observed and expected, with its band, for evidence frames and alerts. */
  show(batch: Batch, prediction: Prediction): void;
  /** Nothing is learned of these (rule 54); how they went last is noted, for what follows is held against it. */
  follow(batch: Batch): void;
  /** Learns what is not held; keeps the level of the last hour of all. */
  learn(batch: Batch, prediction: Prediction, learning: Learning): void;
  /** The level of the last hour becomes the level; with `keepReference` the one before is remembered (rule 17). */
  release(row: number, keepReference: boolean): void;
  /** Goes back to the level that was remembered. */
  restore(row: number): void;
  /** Takes what is now for the usual state. */
  adopt(row: number): void;
  /** An incident is over: what is now is what later windows are held against as the level of before. */
  settle(row: number): void;
  /** Series were dropped: what it keeps beside the table of series is of those alone that have a row still. */
  keep(rowOf: NewRow): void;
  /** What it keeps beside the table of series, as plain data under its own name. */
  snapshot(): KindSnapshots;
}

/** Where the row of a series is after others were dropped; undefined: it was dropped itself. */
export type NewRow = (row: number) => number | undefined;

/** What models keep beside the table of series, as plain data; most keep nothing. */
export interface KindSnapshots {
  readonly histogram?: readonly (readonly [row: number, edge: BucketEdgeSnapshot])[];
  readonly probe?: TableSnapshot;
  /** Seasons by quarter hours of the series that have one, by kind. */
  readonly fineSeasons?: Readonly<Partial<Record<JudgedKind, TableSnapshot>>>;
}

/** A batch of the observations that are judged, as they are; its columns stand in `into`. */
export function batchOf(
  observations: readonly Observation[],
  into: BatchRoom,
  isJudged: (observation: Observation) => boolean = judgesAll,
): Batch {
  let count = 0;
  for (const observation of observations) if (isJudged(observation)) count += 1;
  const batch = {
    rows: into.rows(count),
    values: into.values(count),
    exposures: into.exposures(count),
    intervalsMs: into.intervalsMs(count),
  };
  let position = 0;
  for (const observation of observations) {
    if (!isJudged(observation)) continue;
    batch.rows[position] = observation.series;
    batch.values[position] = observation.value;
    batch.exposures[position] = observation.exposure;
    batch.intervalsMs[position] = observation.intervalMs;
    position += 1;
  }
  return batch;
}

const judgesAll = (): boolean => true;

/** Length in minutes of the interval at a position, at least that of a window. */
export const minutesAt = ({ intervalsMs }: Batch, position: number, { windowMs }: WindowTime): number =>
  Math.max(intervalsMs[position]!, windowMs) / 60_000;

/** Windows between two observations of the series at a position. */
export const cadenceAt = ({ intervalsMs }: Batch, position: number, { windowMs }: WindowTime): number =>
  Math.max(1, Math.round(intervalsMs[position]! / windowMs));
