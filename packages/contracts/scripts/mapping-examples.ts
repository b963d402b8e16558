import type { ImportMapping, TelemetryMapping } from "@tocsin/contracts";

export const importMapping: readonly ImportMapping[] = [
  { rules: [{ monitor: "eu", service: "Mail (web)", as: "mail", source: "probe-eu" }, { ignore: true }] },
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
