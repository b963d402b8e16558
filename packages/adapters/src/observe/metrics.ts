import type { ErrorCode } from "@tocsin/contracts";
import promClient from "prom-client";
import { type MetricsFormat, plainText } from "./metrics-format.ts";
import { metricList, type MetricName } from "./metric-list.ts";

export type WorkerName = "intake" | "detector" | "recorder" | "notifier";
export type NotificationOutcome = "sent" | "failed" | "given-up";
export type TransactionOutcome = "committed" | "failed" | "fenced";

export interface MetricsOptions {
  readonly version: string;
  readonly environment: string;
  /** Memory, processor, event loop and garbage collection of the process as well; true unless given. */
  readonly processMetrics?: boolean;
}

export interface ProducerLabels {
  readonly topic: string;
  readonly partition: number;
  readonly producer: string;
}

/** The figures of one process. Counts that go up by nothing are allowed; negative ones throw. */
export interface Metrics {
  recordsProcessed(worker: WorkerName, topic: string, count: number): void;
  recordsRejected(code: ErrorCode, count?: number): void;
  /** `field` of a telemetry schema: these are few. */
  fieldDropped(field: string, count?: number): void;
  /** A message of another tool, and how many samples of it count. */
  formatMessage(topic: string, format: string, used: number): void;
  formatRefused(topic: string, code: ErrorCode, count: number): void;
  consumerLag(topic: string, partition: number, records: number): void;
  watermarkDelay(topic: string, partition: number, seconds: number): void;
  openTransaction(topic: string, partition: number, seconds: number): void;
  topicMissing(topic: string, isMissing: boolean): void;
  partitionLateRatio(topic: string, partition: number, ratio: number): void;
  /** How a producer is; null: nothing more is told of it. */
  producer(
    of: ProducerLabels,
    figures: { readonly skewSeconds: number; readonly lateRatio: number } | null,
  ): void;
  /** The partition is no longer this process's: it gives no figures of it any more. */
  forgetPartition(topic: string, partition: number): void;
  windowsClosed(count?: number): void;
  /** `type` as in the event, without `tocsin.incident.` and version: opened, updated, resolved, retracted. */
  alertSent(type: string, scope: string): void;
  transaction(worker: WorkerName, outcome: TransactionOutcome): void;
  stateBytes(worker: WorkerName, bytes: number): void;
  influxPointsWritten(count: number): void;
  influxWriteRetried(count?: number): void;
  influxPointsRejected(count: number): void;
  influxUp(up: boolean): void;
  notified(sink: string, outcome: NotificationOutcome): void;
  notificationsWaiting(sink: string, count: number): void;
  sinkUp(sink: string, up: boolean): void;
  detectionDelay(seconds: number): void;
  /** A window was judged that had ended before the detector began. */
  pastWindow(): void;
  partitionsAssigned(worker: WorkerName, count: number): void;
  awaitedPartitions(count: number): void;
  componentsUnwatched(count: number): void;
  /** Series that are kept, those of the newest window that were not taken, by code, and those dropped since the last call. */
  series(figures: {
    readonly kept: number;
    readonly refused: Readonly<Partial<Record<ErrorCode, number>>>;
    readonly dropped: number;
  }): void;
  /** `untilMs`: when the last of them can be heard at the earliest, epoch ms; null where that is not known. */
  servicesWarmingUp(count: number, untilMs: number | null): void;
  /** All of it as text. */
  text(format: MetricsFormat): Promise<string>;
}

const delayBucketsSeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** A registry of its own: two in one process do not meet. */
export function metrics({ version, environment, processMetrics = true }: MetricsOptions): Metrics {
  const registry = new promClient.Registry<promClient.OpenMetricsContentType>();
  registry.setContentType(promClient.openMetricsContentType);
  if (processMetrics) promClient.collectDefaultMetrics({ register: registry });
  const collect = collectors(registry);
  collect.gauge("tocsin_build_info").set({ version, environment, node: process.version }, 1);
  const counters = {
    processed: collect.counter("tocsin_records_processed_total"),
    rejected: collect.counter("tocsin_records_rejected_total"),
    dropped: collect.counter("tocsin_fields_dropped_total"),
    windows: collect.counter("tocsin_windows_closed_total"),
    alerts: collect.counter("tocsin_alerts_total"),
    transactions: collect.counter("tocsin_transactions_total"),
    past: collect.counter("tocsin_past_windows_total"),
    notifications: collect.counter("tocsin_notifications_total"),
  };
  const gauges = {
    lag: collect.gauge("tocsin_consumer_lag_records"),
    watermark: collect.gauge("tocsin_watermark_delay_seconds"),
    openTransaction: collect.gauge("tocsin_open_transaction_seconds"),
    partitionLate: collect.gauge("tocsin_partition_late_ratio"),
    producerSkew: collect.gauge("tocsin_producer_skew_seconds"),
    producerLate: collect.gauge("tocsin_producer_late_ratio"),
    state: collect.gauge("tocsin_state_bytes"),
    notificationsWaiting: collect.gauge("tocsin_notifications_waiting"),
    sinkUp: collect.gauge("tocsin_notify_sink_up"),
    assigned: collect.gauge("tocsin_partitions_assigned"),
    awaited: collect.gauge("tocsin_awaited_partitions"),
    unwatched: collect.gauge("tocsin_components_unwatched"),
    warmingUp: collect.gauge("tocsin_services_warming_up"),
    warmUpEnd: collect.gauge("tocsin_warm_up_end_timestamp_seconds"),
  };
  const detectionDelay = collect.histogram("tocsin_detection_delay_seconds", delayBucketsSeconds);
  return {
    recordsProcessed: (worker, topic, count) => counters.processed.inc({ worker, topic }, count),
    recordsRejected: (code, count = 1) => counters.rejected.inc({ code }, count),
    fieldDropped: (field, count = 1) => counters.dropped.inc({ field }, count),
    ...topicMetrics(collect),
    consumerLag: (topic, partition, records) => gauges.lag.set({ topic, partition }, records),
    watermarkDelay: (topic, partition, seconds) => gauges.watermark.set({ topic, partition }, seconds),
    openTransaction: (topic, partition, seconds) => gauges.openTransaction.set({ topic, partition }, seconds),
    partitionLateRatio: (topic, partition, ratio) => gauges.partitionLate.set({ topic, partition }, ratio),
    producer: ({ topic, partition, producer }, figures) => {
      const labels = { topic, partition, producer };
      if (figures === null) {
        for (const gauge of [gauges.producerSkew, gauges.producerLate]) gauge.remove(labels);
      } else {
        gauges.producerSkew.set(labels, figures.skewSeconds);
        gauges.producerLate.set(labels, figures.lateRatio);
      }
    },
    forgetPartition: (topic, partition) => {
      for (const gauge of [gauges.lag, gauges.watermark, gauges.openTransaction, gauges.partitionLate])
        gauge.remove({ topic, partition });
    },
    windowsClosed: (count = 1) => counters.windows.inc(count),
    alertSent: (type, scope) => counters.alerts.inc({ type, scope }),
    transaction: (worker, outcome) => counters.transactions.inc({ worker, outcome }),
    stateBytes: (worker, bytes) => gauges.state.set({ worker }, bytes),
    ...influxMetrics(collect),
    notified: (sink, outcome) => counters.notifications.inc({ sink, outcome }),
    notificationsWaiting: (sink, count) => gauges.notificationsWaiting.set({ sink }, count),
    sinkUp: (sink, up) => gauges.sinkUp.set({ sink }, up ? 1 : 0),
    detectionDelay: (seconds) => detectionDelay.observe(seconds),
    pastWindow: () => counters.past.inc(),
    partitionsAssigned: (worker, count) => gauges.assigned.set({ worker }, count),
    awaitedPartitions: (count) => gauges.awaited.set(count),
    componentsUnwatched: (count) => gauges.unwatched.set(count),
    series: seriesFigures(collect),
    servicesWarmingUp: (count, untilMs) => {
      gauges.warmingUp.set(count);
      gauges.warmUpEnd.set((untilMs ?? 0) / 1000);
    },
    text: async (format) => {
      const openMetrics = await registry.metrics();
      return format === "openmetrics" ? openMetrics : plainText(openMetrics);
    },
  };
}

/** Of what is written to InfluxDB. */
function influxMetrics(
  collect: Collectors,
): Pick<Metrics, "influxPointsWritten" | "influxWriteRetried" | "influxPointsRejected" | "influxUp"> {
  const written = collect.counter("tocsin_influx_points_written_total");
  const retries = collect.counter("tocsin_influx_write_retries_total");
  const rejected = collect.counter("tocsin_influx_points_rejected_total");
  const up = collect.gauge("tocsin_influx_up");
  return {
    influxPointsWritten: (count) => written.inc(count),
    influxWriteRetried: (count = 1) => retries.inc(count),
    influxPointsRejected: (count) => rejected.inc(count),
    influxUp: (isUp) => up.set(isUp ? 1 : 0),
  };
}

/** Of topics: which are missing, and of those that hold what other tools write. */
function topicMetrics(
  collect: Collectors,
): Pick<Metrics, "topicMissing" | "formatMessage" | "formatRefused"> {
  const missing = collect.gauge("tocsin_topic_missing");
  const messages = collect.counter("tocsin_format_messages_total");
  const samples = collect.counter("tocsin_format_samples_total");
  const refused = collect.counter("tocsin_format_refused_total");
  return {
    topicMissing: (topic, isMissing) => (isMissing ? missing.set({ topic }, 1) : missing.remove({ topic })),
    formatMessage: (topic, format, used) => {
      messages.inc({ topic, format });
      samples.inc({ topic }, used);
    },
    formatRefused: (topic, code, count) => refused.inc({ topic, code }, count),
  };
}

function seriesFigures(collect: Collectors): Metrics["series"] {
  const series = collect.gauge("tocsin_series");
  const notTaken = collect.gauge("tocsin_series_refused");
  const gone = collect.counter("tocsin_series_dropped_total");
  return ({ kept, refused, dropped }) => {
    series.set(kept);
    notTaken.reset();
    for (const [code, count] of Object.entries(refused)) notTaken.set({ code }, count);
    gone.inc(dropped);
  };
}

type Named<Type> = {
  [Name in MetricName]: (typeof metricList)[Name]["type"] extends Type ? Name : never;
}[MetricName];

interface Collectors {
  counter(name: Named<"counter">): promClient.Counter;
  gauge(name: Named<"gauge">): promClient.Gauge;
  histogram(name: Named<"histogram">, buckets: readonly number[]): promClient.Histogram;
}

/** Metrics of the list, each with its words and labels. */
function collectors(registry: promClient.Registry<promClient.OpenMetricsContentType>): Collectors {
  const about = (name: MetricName): { name: string; help: string; labelNames: string[] } => ({
    name,
    help: metricList[name].help,
    labelNames: [...metricList[name].labels],
  });
  return {
    counter: (name) => new promClient.Counter({ ...about(name), registers: [registry] }),
    gauge: (name) => new promClient.Gauge({ ...about(name), registers: [registry] }),
    histogram: (name, buckets) =>
      new promClient.Histogram({ ...about(name), buckets: [...buckets], registers: [registry] }),
  };
}
