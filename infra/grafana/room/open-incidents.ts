import type { DataTransformerConfig } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import { chosen, influx, tableQuery } from "./influxql.ts";

/** An incident's id is a field, so the newest snapshot of each incident is picked by Grafana, not by the query. */
const query = `SELECT "incident", "revision", "status", "severity", "title", "shape", "onset_ms", "requests_failed", "component", "odds", "scope", "members", "summary"
FROM "incident"
WHERE ${chosen.environment} AND time <= \${__to}ms AND time >= \${__to}ms - 30d
ORDER BY time ASC`;

/** Columns of the table from left to right, with their headings. */
const headings: ReadonlyMap<string, string> = new Map([
  ["severity", "Severity"],
  ["title", "What happened"],
  ["shape", "Looks like"],
  ["onset_ms", "Since (UTC)"],
  ["requests_failed", "Requests failed"],
  ["component", "Component"],
  ["odds", "Odds"],
  ["scope", "Scope"],
  ["members", "Members"],
  ["summary", "In two sentences"],
]);

const lastOf = (column: string): string => `${column} (last)`;

/** The last snapshot of each incident, and of these the open ones. */
function newestSnapshots(): readonly DataTransformerConfig[] {
  const aggregated = ["status", ...headings.keys()];
  return [
    {
      id: "groupBy",
      options: {
        fields: {
          incident: { aggregations: [], operation: "groupby" },
          ...Object.fromEntries(
            aggregated.map((column) => [column, { aggregations: ["last"], operation: "aggregate" }]),
          ),
        },
      },
    },
    {
      id: "filterByValue",
      options: {
        type: "include",
        match: "all",
        filters: [{ fieldName: lastOf("status"), config: { id: "equal", options: { value: "open" } } }],
      },
    },
    {
      id: "organize",
      options: {
        excludeByName: { incident: true, [lastOf("status")]: true },
        indexByName: Object.fromEntries([...headings.keys()].map((column, at) => [lastOf(column), at])),
        renameByName: Object.fromEntries([...headings].map(([column, heading]) => [lastOf(column), heading])),
      },
    },
  ];
}

/** Incidents that are open at the end of the chosen time, whenever in the 30 days before they were last heard of. */
export function openIncidents(): PanelBuilder {
  return new PanelBuilder()
    .title("Open incidents")
    .description("Open at the end of the chosen time. An incident without news for 30 days is not shown.")
    .datasource(influx)
    .height(6)
    .span(24)
    .withTarget(tableQuery("A", query))
    .transformations([...newestSnapshots()])
    .noValue("No incident is open")
    .overrideByName("Since (UTC)", [{ id: "unit", value: "dateTimeAsIso" }])
    .overrideByName("Odds", [
      { id: "unit", value: "locale" },
      { id: "decimals", value: 0 },
    ])
    .overrideByName("Requests failed", [
      { id: "unit", value: "short" },
      { id: "decimals", value: 0 },
    ])
    .overrideByName("What happened", [{ id: "custom.minWidth", value: 400 }])
    .overrideByName("In two sentences", [{ id: "custom.minWidth", value: 600 }]);
}
