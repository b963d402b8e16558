import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";

/** The data source of `provisioning/datasources`, by its uid: what the variable `data` is when a dashboard is opened. */
export const provisioned = { type: "influxdb", uid: "tocsin-influx" } as const;

/** Every query asks the data source that the reader chose. */
export const influx = { type: "influxdb", uid: "${data}" } as const;

/** An InfluxQL query as Grafana's InfluxDB data source reads it. The SDK has no builder for this data source. */
export interface InfluxQuery extends Dataquery {
  readonly refId: string;
  readonly datasource: typeof influx;
  readonly rawQuery: true;
  readonly query: string;
  readonly resultFormat: "time_series" | "table";
  /** Name of a series: `$col` is its column, `$tag_NAME` a tag by which the query groups. */
  readonly alias?: string;
}

/** A query that gives one series for each column and group. */
export function seriesQuery(refId: string, query: string, alias: string): Builder<Dataquery> {
  return built({ refId, query, alias, resultFormat: "time_series", ...ofInflux });
}

/** A query that gives one table. */
export function tableQuery(refId: string, query: string): Builder<Dataquery> {
  return built({ refId, query, resultFormat: "table", ...ofInflux });
}

const ofInflux = {
  datasource: influx,
  rawQuery: true,
  _implementsDataqueryVariant: (): void => {},
} as const;

function built(query: InfluxQuery): Builder<Dataquery> {
  return { build: () => query };
}

/** Variables stand in queries as regular expressions of their whole value, escaped by Grafana. */
export const chosen = {
  environment: `"environment" =~ /^\${environment:regex}$/`,
  service: `"service" =~ /^\${service:regex}$/`,
  signal: `"signal" =~ /^\${signal:regex}$/`,
  source: `"source" =~ /^\${source:regex}$/`,
  incident: `"incident" =~ /^\${incident:regex}$/`,
  /** The environment, within the chosen time. */
  here: `"environment" =~ /^\${environment:regex}$/ AND $timeFilter`,
} as const;

/** One point for each step of the screen; nothing where nothing came. */
export const byTime = "GROUP BY time($__interval) fill(none)";

/** Series of a service itself; those of its operations have a tag of their own. */
export const ofWholeService = `"operation" = ''`;
