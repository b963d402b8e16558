import {
  LegendDisplayMode,
  LegendPlacement,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { type DynamicConfigValue, FieldColorModeId } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { chosen, influx, ofWholeService, seriesQuery } from "./influxql.ts";

/** A line breaks where nothing came for so long. */
const longestJoinMs = 10 * 60_000;

const byTime = "GROUP BY time($__interval) fill(none)";
const inEnvironment = `${chosen.environment} AND $timeFilter`;

function chart(title: string, description: string): PanelBuilder {
  return new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(influx)
    .height(9)
    .span(12)
    .interval("1m")
    .showPoints(VisibilityMode.Never)
    .insertNulls(longestJoinMs)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));
}

/** Observed and expected of the chosen service and signal, with the band in which it is expected. */
export function observedAndExpected(): PanelBuilder {
  const query = `SELECT mean("observed") AS "observed", mean("expected") AS "expected", mean("lower") AS "lower", mean("upper") AS "upper"
FROM "signal"
WHERE ${chosen.service} AND ${chosen.signal} AND ${chosen.source} AND ${ofWholeService} AND ${inEnvironment}
${byTime}`;
  return chart(
    "Observed and expected: ${service}, ${signal}",
    "Red marks are onsets, orange marks are alerts of the chosen incident",
  )
    .span(24)
    .withTarget(seriesQuery("A", query, "$col"))
    .overrideByName("observed", [colour("text"), { id: "custom.lineWidth", value: 2 }])
    .overrideByName("expected", [colour("green"), dashed])
    .overrideByName("lower", [colour("green"), { id: "custom.lineWidth", value: 0 }])
    .overrideByName("upper", [
      colour("green"),
      { id: "custom.lineWidth", value: 0 },
      { id: "custom.fillBelowTo", value: "lower" },
      { id: "custom.fillOpacity", value: 15 },
    ]);
}

/** How many people complain, service by service. */
export function reports(): PanelBuilder {
  const query = `SELECT mean("observed") AS "reports" FROM "signal"
WHERE "signal" = 'reports' AND ${ofWholeService} AND ${inEnvironment}
GROUP BY time($__interval), "service", "source" fill(none)`;
  return chart("Reports", "Complaints in a window, by service and source").withTarget(
    seriesQuery("A", query, "$tag_service $tag_source"),
  );
}

/** The evidence that services fail together, and what it takes to say so. */
export function evidenceOfTheWorld(): PanelBuilder {
  const query = `SELECT max("log_evidence") AS "evidence", max("without_reports") AS "without reports", max("threshold") AS "threshold"
FROM "world" WHERE ${inEnvironment} ${byTime}`;
  return chart(
    "Evidence of a simultaneous failure",
    "Natural logarithm; an alert is raised where it passes the threshold",
  )
    .withTarget(seriesQuery("A", query, "$col"))
    .overrideByName("threshold", [colour("red"), dashed]);
}

/** Whether what the other panels show is recent and whole. */
export function pipeline(): PanelBuilder {
  const lag = `SELECT max("lag_ms") AS "lag" FROM "pipeline" WHERE ${inEnvironment} ${byTime}`;
  const completeness = `SELECT min("completeness") AS "completeness" FROM "pipeline" WHERE ${inEnvironment} ${byTime}`;
  return chart(
    "Pipeline: lag and completeness",
    "Lag: from the end of a window to its evidence, not known of a replay, nor where the stream is the clock. Completeness: share of the expected producers that were seen",
  )
    .withTarget(seriesQuery("A", lag, "$col"))
    .withTarget(seriesQuery("B", completeness, "$col"))
    .overrideByName("lag", [{ id: "unit", value: "ms" }])
    .overrideByName("completeness", [
      { id: "unit", value: "percentunit" },
      { id: "min", value: 0 },
      { id: "max", value: 1 },
      { id: "custom.axisPlacement", value: "right" },
    ]);
}

/** Signals of the frame that are not as they should be. */
export function seriesInTrouble(): PanelBuilder {
  const query = `SELECT max("series") AS "series", max("abnormal") AS "abnormal", max("silent") AS "silent", max("warming_up") AS "warming up"
FROM "pipeline" WHERE ${inEnvironment} ${byTime}`;
  return chart("Series", "How many there are, and how many of them are not normal").withTarget(
    seriesQuery("A", query, "$col"),
  );
}

const dashed: DynamicConfigValue = { id: "custom.lineStyle", value: { fill: "dash", dash: [6, 6] } };

function colour(fixedColor: string): DynamicConfigValue {
  return { id: "color", value: { mode: FieldColorModeId.Fixed, fixedColor } };
}
