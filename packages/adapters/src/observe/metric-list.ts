interface MetricMeaning {
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
}

/** Every metric of Tocsin's own, by its name. Units stand in the names. */
export const metricList = {
  tocsin_records_processed_total: {
    type: "counter",
    help: "Records that were taken from a topic and whose results are committed.",
    labels: ["worker", "topic"],
  },
  tocsin_records_rejected_total: {
    type: "counter",
    help: "Messages that were refused, by error code, once that is committed. They are in the dead letters, but for duplicates.",
    labels: ["code"],
  },
  tocsin_fields_dropped_total: {
    type: "counter",
    help: "Fields of messages that hold what cannot be used; the messages count without them (field-dropped).",
    labels: ["field"],
  },
  tocsin_format_messages_total: {
    type: "counter",
    help: "Messages of other tools, by the format that they were read in; `unknown` where none fits.",
    labels: ["topic", "format"],
  },
  tocsin_format_samples_total: {
    type: "counter",
    help: "Samples of other tools' messages that count.",
    labels: ["topic"],
  },
  tocsin_format_refused_total: {
    type: "counter",
    help: "Samples and readings of other tools' messages that do not count, by error code; the rest of their message does.",
    labels: ["topic", "code"],
  },
  tocsin_consumer_lag_records: {
    type: "gauge",
    help: "Records of a partition that are known and not yet read.",
    labels: ["topic", "partition"],
  },
  tocsin_watermark_delay_seconds: {
    type: "gauge",
    help: "How far the event time of a partition is behind the wall clock.",
    labels: ["topic", "partition"],
  },
  tocsin_open_transaction_seconds: {
    type: "gauge",
    help: "For how long an open transaction of a producer has held a telemetry partition back; 0 while none does.",
    labels: ["topic", "partition"],
  },
  tocsin_topic_missing: {
    type: "gauge",
    help: "1 for a telemetry topic that is not there; no value for one that is.",
    labels: ["topic"],
  },
  tocsin_partition_late_ratio: {
    type: "gauge",
    help: "What share of a partition's readings came too late, of the last five to ten minutes.",
    labels: ["topic", "partition"],
  },
  tocsin_producer_skew_seconds: {
    type: "gauge",
    help: "How far a producer's clock is ahead of the others of its partition; only of those that are not well, twenty at most.",
    labels: ["topic", "partition", "producer"],
  },
  tocsin_producer_late_ratio: {
    type: "gauge",
    help: "What share of a producer's readings came too late, of the last five to ten minutes; only of those that are not well.",
    labels: ["topic", "partition", "producer"],
  },
  tocsin_windows_closed_total: {
    type: "counter",
    help: "Windows that were closed and given on.",
    labels: [],
  },
  tocsin_alerts_total: { type: "counter", help: "Alerts that were committed.", labels: ["type", "scope"] },
  tocsin_transactions_total: {
    type: "counter",
    help: "Transactions by outcome: committed, failed or fenced.",
    labels: ["worker", "outcome"],
  },
  tocsin_state_bytes: {
    type: "gauge",
    help: "Size of the last snapshot of a worker's memory.",
    labels: ["worker"],
  },
  tocsin_influx_points_written_total: {
    type: "counter",
    help: "Points whose writing InfluxDB has acknowledged.",
    labels: [],
  },
  tocsin_influx_write_retries_total: { type: "counter", help: "Writes that were tried again.", labels: [] },
  tocsin_influx_points_rejected_total: {
    type: "counter",
    help: "Points that InfluxDB refuses for good.",
    labels: [],
  },
  tocsin_influx_up: { type: "gauge", help: "1 if the last write reached InfluxDB, else 0.", labels: [] },
  tocsin_notifications_total: {
    type: "counter",
    help: "Notifications by what became of them: sent, failed (and tried again), or given-up (in the dead letters).",
    labels: ["sink", "outcome"],
  },
  tocsin_notifications_waiting: {
    type: "gauge",
    help: "Incidents of which a sink is still to be told something.",
    labels: ["sink"],
  },
  tocsin_notify_sink_up: {
    type: "gauge",
    help: "1 if a sink took the last that it was told, else 0.",
    labels: ["sink"],
  },
  tocsin_detection_delay_seconds: {
    type: "histogram",
    help: "From the end of a window to the commit of what it showed; the allowed lateness is part of it. Of windows that ended after the detector's process began.",
    labels: [],
  },
  tocsin_past_windows_total: {
    type: "counter",
    help: "Windows that were judged and had ended before the detector's process began: a backfill, or what is caught up with.",
    labels: [],
  },
  tocsin_partitions_assigned: { type: "gauge", help: "Partitions that a worker holds.", labels: ["worker"] },
  tocsin_awaited_partitions: {
    type: "gauge",
    help: "Window partitions whose watermark the next window still waits for.",
    labels: [],
  },
  tocsin_components_unwatched: {
    type: "gauge",
    labels: [],
    help: "Components in which no failure of several can be found, because their services fail alone too often.",
  },
  tocsin_series: {
    type: "gauge",
    help: "Series that the detector keeps; bounds.maxSeries is the most.",
    labels: [],
  },
  tocsin_series_refused: {
    type: "gauge",
    help: "Series of the newest window that were not taken because there are too many, by error code.",
    labels: ["code"],
  },
  tocsin_series_dropped_total: {
    type: "counter",
    help: "Series that were dropped, because nothing had come of them for bounds.keepSeriesDays.",
    labels: [],
  },
  tocsin_services_warming_up: {
    type: "gauge",
    help: "Services of which nothing can be told yet, because they were first seen a short time ago.",
    labels: [],
  },
  tocsin_warm_up_end_timestamp_seconds: {
    type: "gauge",
    help: "When the last of them can be heard at the earliest, Unix time; 0 while none warms up or it is not known.",
    labels: [],
  },
  tocsin_build_info: {
    type: "gauge",
    help: "Always 1; the labels say what runs.",
    labels: ["version", "environment", "node"],
  },
} as const satisfies Readonly<Record<string, MetricMeaning>>;

export type MetricName = keyof typeof metricList;
