import type { CsvMapping, ImportMapping, TelemetryMapping } from "@tocsin/contracts";

export const importMapping: readonly ImportMapping[] = [
  { rules: [{ monitor: "eu", service: "Mail (web)", as: "mail", source: "probe-eu" }, { ignore: true }] },
];

export const csvMapping: readonly CsvMapping[] = [
  {
    columns: { time: "minute", service: "app", region: "site", requests: "total", errors: "failed" },
    zone: "Europe/Berlin",
    dates: "dmy",
    stamp: "end",
    cadence: "1m",
    delimiter: ";",
    decimals: "comma",
  },
  {
    columns: {
      time: "at",
      service: "queue",
      operation: "kind",
      source: "seen_by",
      delivered: "sent_per_s",
      undelivered: "waiting",
      oldest: "oldest",
      p50: "median",
      p95: "p95",
      p99: "p99",
      reports: "tickets",
      category: "topic",
    },
    perSecond: true,
    latencyUnit: "s",
  },
  { columns: { time: "checked_at", up: "status" }, as: "shop" },
  { columns: { requests: "hits", errorRatio: "error_share" }, as: "shop" },
  { wide: "up" },
];

export const telemetryMapping: readonly TelemetryMapping[] = [
  { preset: ["otel-http", "istio"], region: ["cloud.region"] },
  {
    intervalMs: 60_000,
    maxGapMs: 300_000,
    service: ["app"],
    metrics: [
      { metric: "shop_requests_total", as: "requests" },
      {
        metric: "shop_requests_total",
        as: "errors",
        where: { code: ["5*", "0"] },
        unless: { path: "/health" },
      },
      { metric: "queue_age", as: "oldestUndelivered", unit: "s", service: { is: "mail" } },
      { metric: "reports", as: "reports", kind: "delta", everyMs: 900_000, source: ["site"] },
    ],
  },
];
