import type { StreamName } from "@tocsin/contracts";

/** What a column can hold, named as its option. */
export const measureNames = [
  "requests",
  "errors",
  "error-ratio",
  "up",
  "delivered",
  "undelivered",
  "oldest",
  "p50",
  "p95",
  "p99",
  "reports",
] as const;

export type Measure = (typeof measureNames)[number];

/** Which stream a column is of, and what of it a message cannot do without. */
export const streamOf: Readonly<Record<Measure, StreamName>> = {
  requests: "error-rate",
  errors: "error-rate",
  "error-ratio": "error-rate",
  up: "error-rate",
  delivered: "delivery-latency",
  undelivered: "delivery-latency",
  oldest: "delivery-latency",
  p50: "delivery-latency",
  p95: "delivery-latency",
  p99: "delivery-latency",
  reports: "report-volume",
};

/** Fields that a message may lack. */
export const optionalFields: Partial<Readonly<Record<Measure, string>>> = {
  undelivered: "undelivered",
  oldest: "oldestUndeliveredMs",
  p50: "p50Ms",
  p95: "p95Ms",
  p99: "p99Ms",
};

/** Columns of latencies, which may have a unit. */
export const latencies: ReadonlySet<Measure> = new Set(["oldest", "p50", "p95", "p99"]);

/** What a wide table can hold: each makes whole messages. */
export const wideMeasures: readonly (readonly Measure[])[] = [
  ["requests", "errors"],
  ["up"],
  ["delivered"],
  ["reports"],
];
