import {
  LegendDisplayMode,
  LegendPlacement,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { FieldColorBuilder, FieldColorModeId } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { colours, dashed, fixed } from "./colours.ts";
import { byTime, chosen, influx, ofWholeService, seriesQuery } from "./influxql.ts";

/** A line breaks where nothing came for so long. */
const longestJoinMs = 10 * 60_000;

/** A chart over time, half the width of the screen. */
export function chart(title: string, description: string): PanelBuilder {
  return new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(influx)
    .height(9)
    .span(12)
    .interval("1m")
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic))
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

const columnsOfBand = `SELECT mean("observed") AS "observed", mean("expected") AS "expected", mean("lower") AS "lower", mean("upper") AS "upper"
FROM "signal"`;

/** What was observed within the band in which it was expected. */
export function band(title: string, description: string, where: string): PanelBuilder {
  return chart(title, description)
    .withTarget(seriesQuery("A", `${columnsOfBand}\nWHERE ${where}\n${byTime}`, "$col"))
    .overrideByName("observed", [fixed("text"), { id: "custom.lineWidth", value: 2 }])
    .overrideByName("expected", [fixed(colours.expected), dashed])
    .overrideByName("lower", [fixed(colours.expected), { id: "custom.lineWidth", value: 0 }])
    .overrideByName("upper", [
      fixed(colours.expected),
      { id: "custom.lineWidth", value: 0 },
      { id: "custom.fillBelowTo", value: "lower" },
      { id: "custom.fillOpacity", value: 15 },
    ]);
}

/** Observed and expected of the chosen service, signal and source. */
export function observedAndExpected(): PanelBuilder {
  return band(
    "Observed and expected: ${service}, ${signal}",
    "The marks are onsets and alerts of the chosen incident",
    `${chosen.service} AND ${chosen.signal} AND ${chosen.source} AND ${ofWholeService} AND ${chosen.here}`,
  ).span(24);
}

/** The evidence that services fail together, and what it takes to say so. */
export function evidenceOfTheWorld(): PanelBuilder {
  const query = `SELECT max("log_evidence") AS "evidence", max("without_reports") AS "without reports", max("threshold") AS "threshold"
FROM "world" WHERE ${chosen.here} ${byTime}`;
  return chart(
    "Evidence of a simultaneous failure",
    "Natural logarithm; an alert is raised where it passes the threshold",
  )
    .withTarget(seriesQuery("A", query, "$col"))
    .overrideByName("evidence", [fixed(colours.fails), { id: "custom.lineWidth", value: 2 }])
    .overrideByName("without reports", [fixed(colours.silent)])
    .overrideByName("threshold", [fixed("text"), dashed]);
}

/** The share of the expected producers that were seen. */
export function completeness(): PanelBuilder {
  const query = `SELECT min("completeness") AS "completeness" FROM "pipeline" WHERE ${chosen.here} ${byTime}`;
  return chart(
    "Completeness",
    "Share of the expected producers that were seen. At a fifth and less Tocsin calls itself blind",
  )
    .unit("percentunit")
    .min(0)
    .max(1)
    .withTarget(seriesQuery("A", query, "$col"))
    .overrideByName("completeness", [fixed(colours.well)]);
}

/** How old the evidence is when it is written. */
export function lag(): PanelBuilder {
  const query = `SELECT max("lag_ms") AS "lag" FROM "pipeline" WHERE ${chosen.here} ${byTime}`;
  return chart(
    "Lag",
    "From the end of a window to its evidence; not known of a replay, nor where the stream is the clock",
  )
    .unit("ms")
    .noValue("Not known: a replay, or the stream is the clock")
    .withTarget(seriesQuery("A", query, "$col"))
    .overrideByName("lag", [fixed(colours.silent)]);
}

/** Signals of the frame that are not as they should be. */
export function seriesInTrouble(): PanelBuilder {
  const query = `SELECT max("series") AS "series", max("abnormal") AS "abnormal", max("silent") AS "silent", max("warming_up") AS "warming up"
FROM "pipeline" WHERE ${chosen.here} ${byTime}`;
  return chart("Series", "How many there are, and how many of them are not normal")
    .withTarget(seriesQuery("A", query, "$col"))
    .overrideByName("series", [fixed("text")])
    .overrideByName("abnormal", [fixed(colours.fails)])
    .overrideByName("silent", [fixed(colours.silent)])
    .overrideByName("warming up", [fixed(colours.warms), dashed]);
}
