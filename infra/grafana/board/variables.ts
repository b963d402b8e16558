import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { chosen, influx, provisioned } from "./influxql.ts";

type Variable = Builder<VariableModel>;

/** Which database, and which environment of it; absent: the first that there is. */
export function placeVariables(environment?: string): readonly Variable[] {
  const environments = variable("environment", `SHOW TAG VALUES FROM "world" WITH KEY = "environment"`);
  if (environment !== undefined) environments.current({ text: environment, value: environment });
  return [
    new DatasourceVariableBuilder("data")
      .label("Database")
      .type(provisioned.type)
      .current({ text: "Tocsin", value: provisioned.uid }),
    environments.label("Environment"),
  ];
}

export function serviceVariable(): Variable {
  return variable(
    "service",
    `SHOW TAG VALUES FROM "signal" WITH KEY = "service" WHERE ${chosen.environment}`,
  ).label("Service");
}

const signals = `SHOW TAG VALUES FROM "signal" WITH KEY = "signal" WHERE ${chosen.environment} AND ${chosen.service}`;

export function signalVariable(): Variable {
  return variable("signal", signals).label("Signal");
}

/** All signals of the service: a panel is repeated for each. */
export function everySignal(): Variable {
  return everyOne(variable("signal", signals)).label("Signals");
}

export function sourceVariable(): Variable {
  return variable(
    "source",
    `SHOW TAG VALUES FROM "signal" WITH KEY = "source" WHERE ${chosen.environment} AND ${chosen.service} AND ${chosen.signal}`,
  )
    .label("Source")
    .description("Who observed it, where producers name a source; empty where none does");
}

export function incidentVariable(): Variable {
  return variable(
    "incident",
    `SELECT DISTINCT("incident") FROM "incident" WHERE ${chosen.environment} AND $timeFilter`,
  )
    .label("Incident")
    .description("Whose onset, alerts and members the panels show")
    .includeAll(true)
    .allValue(".*")
    .current({ text: "All", value: "$__all" });
}

/** Services and operations that fail in the chosen incident, which its points list with commas between. */
export function memberVariable(): Variable {
  const query = `SELECT DISTINCT("services") FROM "incident" WHERE ${chosen.environment} AND ${chosen.incident} AND $timeFilter`;
  return everyOne(variable("member", query))
    .label("Members")
    .description("Services whose band is drawn, of those that fail in the chosen incident")
    .regex("/([^,]+)/g");
}

/** The Prometheus that scrapes Tocsin, for what stands in no point. */
export function metricsVariable(): Variable {
  return new DatasourceVariableBuilder("metrics").label("Prometheus").type("prometheus");
}

function everyOne(variable: QueryVariableBuilder): QueryVariableBuilder {
  return variable.multi(true).includeAll(true).current({ text: "All", value: "$__all" });
}

function variable(name: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .datasource(influx)
    .query(query)
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
}
