import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  AnnotationEventFieldMappingBuilder,
  AnnotationEventFieldSource,
  type AnnotationQuery,
  AnnotationQueryBuilder,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { colours } from "./colours.ts";
import { chosen, influx, tableQuery } from "./influxql.ts";

/** When incidents began, and when what was said about them: of the chosen one, or of all. */
export function incidentMarks(which: "chosen" | "all"): readonly Builder<AnnotationQuery>[] {
  const incident = which === "chosen" ? `${chosen.incident} AND ` : "";
  const events = `FROM "incident" WHERE ${chosen.environment} AND ${incident}$timeFilter`;
  return [
    // An incident's first alert stands at the time at which it was raised; the mark belongs where the fault began.
    annotation("Onset", colours.fails)
      .target(tableQuery("Onset", `SELECT "onset_ms", "title", "scope" ${events} AND "revision" = 1`))
      .mappings({ time: column("onset_ms"), text: column("title"), tags: column("scope") }),
    annotation("Alert", colours.alert)
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
