import type { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { band, chart } from "../board/charts.ts";
import { chosen, ofWholeService, seriesQuery } from "../board/influxql.ts";

/** The band of every member, one panel each. An operation has its name after a slash and is no service: it shows none. */
export function everyMember(): PanelBuilder {
  return band(
    "${member}: ${signal}",
    "The same signal of every service that fails in the chosen incident",
    `"service" =~ /^\${member:regex}$/ AND ${chosen.signal} AND ${ofWholeService} AND ${chosen.here}`,
  )
    .height(7)
    .span(24)
    .repeat("member")
    .repeatDirection("h")
    .maxPerRow(3);
}

/** How many people complain, service by service. */
export function reports(): PanelBuilder {
  const query = `SELECT mean("observed") AS "reports" FROM "signal"
WHERE "signal" = 'reports' AND ${ofWholeService} AND ${chosen.here}
GROUP BY time($__interval), "service", "source" fill(none)`;
  return chart("Reports", "Complaints in a window, by service and source").withTarget(
    seriesQuery("A", query, "$tag_service $tag_source"),
  );
}
