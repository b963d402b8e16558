import type { InfluxFault, InfluxRetry, SetAsidePoint } from "@tocsin/adapters/influx";
import { type Instruments, progressDeadlineMs, sayNowAndThen } from "@tocsin/adapters/observe";
import type { ErrorCode } from "@tocsin/contracts";
import { gapWords, type LogGap, type LogPlace } from "@tocsin/log";

/** What a recorder tells of itself, for logs, metrics and health. None of it may throw. */
export interface RecorderInstrumentation {
  /** The partitions that this worker holds from now on. */
  assigned(places: readonly LogPlace[]): void;
  /** Records were dealt with. Also called, with 0, within a long delivery or when there is none: the recorder is alive. */
  processed(records: number): void;
  /** The database has acknowledged all that is of use in a delivery. */
  written(place: LogPlace, delivery: WrittenDelivery): void;
  /** The database is away and is waited for: the recorder is alive. */
  retried(retry: InfluxRetry): void;
  /** A record that is passed over because nothing can be made of it. */
  rejected(place: LogPlace, record: RejectedRecord): void;
  /** A batch that cannot be decoded, and is passed over. */
  undecodable(
    place: LogPlace,
    range: { readonly first: number; readonly next: number; readonly reason: string },
  ): void;
  /** Points that the database refuses, or that would be a series too many. */
  setAside(points: readonly SetAsidePoint[]): void;
  /** Records that are not there any more, or are others. */
  gap(place: LogPlace, gap: LogGap): void;
  /** Progress could not be saved. What was written is written; after a restart it is written again. */
  commitFailed(error: unknown): void;
  /** The log failed; reading begins anew from the committed offsets. */
  failed(error: unknown): void;
}

export interface WrittenDelivery {
  readonly records: number;
  readonly points: number;
  /** Points older than the database's retention, which it threw away. */
  readonly expired: number;
  /** The newest event time among the records; null where none could be used. */
  readonly newestMs: number | null;
  /** Records that are known to be unread; null before that is known. */
  readonly lag: number | null;
}

export interface RejectedRecord {
  readonly offset: number;
  readonly code: ErrorCode;
  readonly reason: string;
}

const beat = "recorder";

/** A recorder's words as log events, metrics and health. Waiting for the database is progress, but not readiness. */
export function recorderInstrumentation({ log, metrics, health, elapsedMs }: Instruments): {
  readonly instrumentation: RecorderInstrumentation;
  readonly refused: (fault: InfluxFault) => void;
} {
  const mine = log.with({ worker: "recorder" });
  let isAway = false;
  const alive = (): void => health.watch(beat, progressDeadlineMs);
  const refused = sayNowAndThen<Readonly<Record<string, unknown>>>(elapsedMs, (fields, count) =>
    mine.event("influx.rejected", { ...fields, count }),
  );
  const back = (): void => {
    if (isAway) mine.event("influx.recovered");
    isAway = false;
    metrics.influxUp(true);
    health.ready("influx", null);
  };
  const away = (fault: InfluxFault): void => {
    metrics.influxUp(false);
    health.ready("influx", fault.message);
    if (!isAway) mine.event("influx.unavailable", { kind: fault.kind }, fault);
    isAway = true;
  };
  health.ready("recorder", "not a member of its group yet");
  const instrumentation: RecorderInstrumentation = {
    assigned(places) {
      metrics.partitionsAssigned("recorder", places.length);
      if (places.length > 0) health.watch(beat, progressDeadlineMs);
      else health.unwatch(beat);
      health.ready("recorder", null);
    },
    processed: () => alive(),
    written({ topic, partition }, { records, points, expired, lag }) {
      back();
      metrics.recordsProcessed("recorder", topic, records);
      metrics.influxPointsWritten(points);
      if (lag !== null) metrics.consumerLag(topic, partition, lag);
      if (expired > 0) refused("expired", { reason: "older than the bucket's retention", points: expired });
    },
    retried({ fault }) {
      metrics.influxWriteRetried();
      alive();
      away(fault);
    },
    rejected({ topic, partition }, { offset, code, reason }) {
      metrics.recordsRejected(code);
      refused(code, { topic, partition, offset, code, reason });
    },
    undecodable: ({ topic, partition }, range) =>
      mine.event("batch.undecodable", { topic, partition, ...range }),
    setAside(points) {
      metrics.influxPointsRejected(points.length);
      // By cause and not by the database's words, which may be others for every point.
      for (const { cause, reason } of points) refused(cause, { reason });
    },
    gap: ({ topic, partition }, gap) =>
      mine.event("log.gap", { topic, partition, ...gap, meaning: gapWords[gap.reason] }),
    commitFailed: (error) => mine.event("transaction.failed", {}, error),
    failed(error) {
      mine.event("kafka.trouble", {}, error);
      alive();
    },
  };
  return { instrumentation, refused: away };
}
