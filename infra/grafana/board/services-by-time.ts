import { PanelBuilder } from "@grafana/grafana-foundation-sdk/statetimeline";
import { VisibilityMode } from "@grafana/grafana-foundation-sdk/common";
import type { ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { stateCodes } from "./colours.ts";
import { chosen, influx, ofWholeService, seriesQuery } from "./influxql.ts";

/** The codes go from best to worst, so the highest of an interval is the worst. */
const query = `SELECT max("state_code") AS "state" FROM "service_state"
WHERE ${chosen.environment} AND ${ofWholeService} AND $timeFilter
GROUP BY time($__interval), "service" fill(none)`;

/** States as bars, one row for each series. */
export function states(title: string, description: string, mapping: ValueMapping): PanelBuilder {
  return new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(influx)
    .height(11)
    .span(24)
    .interval("1m")
    .mappings([mapping])
    .mergeValues(true)
    .showValue(VisibilityMode.Never)
    .fillOpacity(80)
    .lineWidth(0)
    .rowHeight(0.85);
}

export function servicesByTime(): PanelBuilder {
  return states("Services by time", "The worst of each service's signals", stateCodes).withTarget(
    seriesQuery("A", query, "$tag_service"),
  );
}
