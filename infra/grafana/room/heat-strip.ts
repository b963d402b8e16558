import { VisibilityMode } from "@grafana/grafana-foundation-sdk/common";
import {
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/statushistory";
import { chosen, influx, ofWholeService, seriesQuery } from "../board/influxql.ts";

/** More squares than this the panel does not draw. */
const mostSquares = 120;

const query = `SELECT max("log_evidence") AS "evidence" FROM "service_state"
WHERE ${chosen.environment} AND ${ofWholeService} AND $timeFilter
GROUP BY time($__interval), "service" fill(none)`;

/** From pale to dark, so that it is read without a sense of colour. */
export const shades = ["#F7F7F7", "#FDD0A2", "#FD8D3C", "#D94801", "#7F2704"] as const;
const from = [null, 1, 3, 6, 12] as const;
export const steps = shades.map((color, at) => ({ value: from[at] ?? null, color }));

/** How sure it is that each service fails, minute by minute. */
export function heatStrip(): PanelBuilder {
  return new PanelBuilder()
    .title("Evidence by service")
    .description("The darker, the surer that the service fails (nats over the last quarter of an hour)")
    .datasource(influx)
    .height(9)
    .span(24)
    .interval("1m")
    .maxDataPoints(mostSquares)
    .withTarget(seriesQuery("A", query, "$tag_service"))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps))
    .decimals(1)
    .showValue(VisibilityMode.Never)
    .rowHeight(0.9)
    .colWidth(1)
    .lineWidth(0)
    .fillOpacity(90);
}
