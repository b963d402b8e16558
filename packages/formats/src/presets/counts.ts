import type { Preset } from "../mapping/preset.ts";

export const reports: Preset = {
  name: "reports",
  reads:
    "counts of user reports, each for the interval before its stamp, as status pages and report sites have them",
  documented: "docs/connecting.md",
  groups: [
    {
      service: ["service", "company", "page", "name"],
      region: ["region", "country"],
      source: ["source", "site"],
      metrics: ["reports", "user_reports", "downdetector_reports", "statuspage_reports"].map((metric) => ({
        metric,
        as: "reports",
        kind: "delta",
      })),
    },
  ],
};

/** The names that the queries of docs/connecting.md give their results. */
export const promql: Preset = {
  name: "promql",
  reads: "results of the PromQL queries in docs/connecting.md: increases of a minute by service",
  documented: "docs/connecting.md",
  groups: [
    {
      service: ["service", "service_name", "job", "app"],
      operation: ["operation"],
      region: ["region"],
      source: ["source"],
      metrics: [
        { metric: "tocsin_requests", as: "requests", kind: "delta" },
        { metric: "tocsin_errors", as: "errors", kind: "delta" },
        { metric: "tocsin_delivered", as: "delivered", kind: "delta" },
        { metric: "tocsin_undelivered", as: "undelivered" },
        { metric: "tocsin_oldest_undelivered_seconds", as: "oldestUndelivered" },
        { metric: "tocsin_p50_seconds", as: "p50" },
        { metric: "tocsin_p95_seconds", as: "p95" },
        { metric: "tocsin_p99_seconds", as: "p99" },
        { metric: "tocsin_reports", as: "reports", kind: "delta" },
        { metric: "tocsin_up", as: "up" },
      ],
    },
  ],
};
