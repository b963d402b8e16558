import type { InfluxFault } from "@tocsin/adapters/influx";
import type { RecorderInstrumentation } from "@tocsin/recorder";
import { sayNowAndThen } from "./say-now-and-then.ts";
import { progressDeadlineMs, type Instruments } from "./instruments.ts";

const beat = "recorder";

/** A recorder's words as log events, metrics and health. Waiting for the database is progress, but not readiness. */
export function recorderInstrumentation({ log, metrics, health, nowMs }: Instruments): {
  readonly instrumentation: RecorderInstrumentation;
  readonly refused: (fault: InfluxFault) => void;
} {
  const mine = log.with({ worker: "recorder" });
  let isAway = false;
  const alive = (): void => health.watch(beat, progressDeadlineMs);
  const refused = sayNowAndThen<Readonly<Record<string, unknown>>>(nowMs, (fields, count) =>
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
      for (const { reason } of points) refused(reason, { reason });
    },
    gap: ({ topic, partition }, range) => mine.event("log.gap", { topic, partition, ...range }),
    commitFailed: (error) => mine.event("transaction.failed", {}, error),
    failed(error) {
      mine.event("kafka.trouble", {}, error);
      alive();
    },
  };
  return { instrumentation, refused: away };
}
