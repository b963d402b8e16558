import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  AnnotationEventFieldMappingBuilder,
  AnnotationEventFieldSource,
  type AnnotationQuery,
  AnnotationQueryBuilder,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { chosen, influx, tableQuery } from "./influxql.ts";

/** When an incident began, and when what was said about it. */
export function roomAnnotations(): readonly Builder<AnnotationQuery>[] {
  const events = `FROM "incident" WHERE ${chosen.environment} AND ${chosen.incident} AND $timeFilter`;
  return [
    // An incident's first alert stands at the time at which it was raised; the mark belongs where the fault began.
    annotation("Onset", "red")
      .target(tableQuery("Onset", `SELECT "onset_ms", "title", "scope" ${events} AND "revision" = 1`))
      .mappings({ time: column("onset_ms"), text: column("title"), tags: column("scope") }),
    annotation("Alert", "orange")
      .target(tableQuery("Alert", `SELECT "title", "status", "reason" ${events}`))
      .mappings({ time: column("time"), text: column("title"), tags: column("status") }),
  ];
}

function annotation(name: string, colour: string): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder().name(name).datasource(influx).enable(true).iconColor(colour);
}

function column(name: string): AnnotationEventFieldMappingBuilder {
  return new AnnotationEventFieldMappingBuilder().source(AnnotationEventFieldSource.Field).value(name);
}
