import type { DataTransformerConfig } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import { moment } from "./snapshots.ts";
import { chosen, influx, ofWholeService, tableQuery } from "../board/influxql.ts";

/** A series that warms up has no evidence, so a service of which none is known has not been heard yet. */
const query = `SELECT first("observed") AS "observed", max("evidence") AS "evidence"
FROM "signal"
WHERE ${chosen.environment} AND ${ofWholeService} AND time <= \${__to}ms AND time >= \${__to}ms - 1d
GROUP BY time(10m), "service" fill(none)`;

/** Nothing is said of a series before an hour has passed: rule 15 of DETECTION.md. */
const warmUpMs = 3_600_000;

const firstSeen = "Time (min)";
const mostEvidence = "evidence (max)";
const speaksFrom = "speaks from";

/** One row for each service, of these the ones without evidence, and an hour added to when they were first seen. */
function servicesWithoutEvidence(): readonly DataTransformerConfig[] {
  return [
    {
      id: "groupBy",
      options: {
        fields: {
          service: { aggregations: [], operation: "groupby" },
          Time: { aggregations: ["min"], operation: "aggregate" },
          evidence: { aggregations: ["max"], operation: "aggregate" },
        },
      },
    },
    {
      id: "filterByValue",
      options: {
        type: "include",
        match: "all",
        filters: [{ fieldName: mostEvidence, config: { id: "isNull", options: {} } }],
      },
    },
    {
      id: "calculateField",
      options: {
        mode: "binary",
        alias: speaksFrom,
        binary: {
          left: { matcher: { id: "byName", options: firstSeen } },
          operator: "+",
          right: { fixed: String(warmUpMs) },
        },
      },
    },
    {
      id: "organize",
      options: {
        excludeByName: { [mostEvidence]: true },
        indexByName: { service: 0, [firstSeen]: 1, [speaksFrom]: 2 },
        renameByName: {
          service: "Service",
          [firstSeen]: "Seen since (UTC)",
          [speaksFrom]: "Speaks at the earliest (UTC)",
        },
      },
    },
  ];
}

/** Services of which nothing can be told at the end of the chosen time, because they are too new. */
export function warmingUp(): PanelBuilder {
  return new PanelBuilder()
    .title("Warming up")
    .description(
      "Services seen in the last day of which nothing can be told yet: not before an hour, nor before the twentieth reading. To ten minutes; /readyz and the event service.warming-up know the time exactly",
    )
    .datasource(influx)
    .height(6)
    .span(24)
    .withTarget(tableQuery("A", query))
    .transformations([...servicesWithoutEvidence()])
    .noValue("Every service is heard")
    .overrideByName("Seen since (UTC)", [...moment])
    .overrideByName("Speaks at the earliest (UTC)", [...moment]);
}
