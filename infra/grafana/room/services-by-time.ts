import { MappingType, type ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/statetimeline";
import { VisibilityMode } from "@grafana/grafana-foundation-sdk/common";
import { chosen, influx, ofWholeService, seriesQuery } from "./influxql.ts";

/** The codes go from best to worst, so the highest of an interval is the worst. */
const query = `SELECT max("state_code") AS "state" FROM "service_state"
WHERE ${chosen.environment} AND ${ofWholeService} AND $timeFilter
GROUP BY time($__interval), "service" fill(none)`;

/** `service_state.state_code`: the contract of `infra/influx`. */
const states: ValueMapping = {
  type: MappingType.ValueToText,
  options: {
    "0": { text: "normal", color: "green", index: 0 },
    "1": { text: "warming up", color: "super-light-blue", index: 1 },
    "2": { text: "silent", color: "dark-purple", index: 2 },
    "3": { text: "abnormal", color: "red", index: 3 },
  },
};

export function servicesByTime(): PanelBuilder {
  return new PanelBuilder()
    .title("Services by time")
    .description("The worst of each service's signals")
    .datasource(influx)
    .height(11)
    .span(24)
    .interval("1m")
    .withTarget(seriesQuery("A", query, "$tag_service"))
    .mappings([states])
    .mergeValues(true)
    .showValue(VisibilityMode.Never)
    .fillOpacity(80)
    .lineWidth(0)
    .rowHeight(0.85);
}
