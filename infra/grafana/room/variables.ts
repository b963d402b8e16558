import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { chosen, influx } from "./influxql.ts";

/** What a reader of the room chooses, each among those that the choices before it leave. */
export function roomVariables(environment?: string): readonly Builder<VariableModel>[] {
  const environments = variable("environment", `SHOW TAG VALUES FROM "world" WITH KEY = "environment"`);
  if (environment !== undefined) environments.current({ text: environment, value: environment });
  return [
    environments.label("Environment"),
    variable(
      "service",
      `SHOW TAG VALUES FROM "signal" WITH KEY = "service" WHERE ${chosen.environment}`,
    ).label("Service"),
    variable(
      "signal",
      `SHOW TAG VALUES FROM "signal" WITH KEY = "signal" WHERE ${chosen.environment} AND ${chosen.service}`,
    ).label("Signal"),
    variable(
      "source",
      `SHOW TAG VALUES FROM "signal" WITH KEY = "source" WHERE ${chosen.environment} AND ${chosen.service} AND ${chosen.signal}`,
    )
      .label("Source")
      .description("Who observed it, where producers name a source; empty where none does"),
    variable(
      "incident",
      `SELECT DISTINCT("incident") FROM "incident" WHERE ${chosen.environment} AND $timeFilter`,
    )
      .label("Incident")
      .description("Whose onset and alerts the charts mark")
      .includeAll(true)
      .allValue(".*")
      .current({ text: "All", value: "$__all" }),
  ];
}

function variable(name: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .datasource(influx)
    .query(query)
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
}
