import { GraphDrawStyle } from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder as StatPanel } from "@grafana/grafana-foundation-sdk/stat";
import type { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { incidentMarks } from "../board/annotations.ts";
import { board, type Opening, uidOf } from "../board/board.ts";
import { chart, completeness, evidenceOfTheWorld, seriesInTrouble } from "../board/charts.ts";
import { plainNumber } from "../board/colours.ts";
import { chosen, influx, seriesQuery, tableQuery } from "../board/influxql.ts";
import { metricsVariable, placeVariables } from "../board/variables.ts";
import { incidentsHeard } from "../room/incidents-heard.ts";
import { warmingUp } from "../room/warming-up.ts";
import { promQuery, prometheus } from "./prometheus.ts";

function number(title: string, description: string, query: string): StatPanel {
  return new StatPanel()
    .title(title)
    .description(description)
    .datasource(influx)
    .height(5)
    .span(6)
    .colorScheme(plainNumber)
    .withTarget(tableQuery("A", query));
}

/** What is promised, and what came of it. */
const promises = (): readonly StatPanel[] => [
  number(
    "Promised: false alarms in 90 days",
    "`budget.falseAlarmsPer90Days` of the configuration, as the last alert tells it",
    `SELECT last("false_alarms_per_90_days") AS "promised" FROM "incident" WHERE ${untilTheEnd}`,
  ).noValue("No alert has told it yet"),
  number(
    "Alarms in 90 days",
    "Simultaneous failures that were raised in the 90 days before the end of the chosen time, true ones and false ones",
    `SELECT count("title") AS "alarms" FROM "incident" WHERE ${untilTheEnd} AND "scope" = 'simultaneous' AND "revision" = 1`,
  ).noValue("0"),
  number(
    "Retracted in 90 days",
    "Incidents that Tocsin took back",
    `SELECT count("title") AS "retracted" FROM "incident" WHERE ${untilTheEnd} AND "status" = 'retracted'`,
  ).noValue("0"),
  number(
    "Alerts of all kinds in 90 days",
    "Every incident that was raised, also of one service, a source or reports alone",
    `SELECT count("title") AS "raised" FROM "incident" WHERE ${untilTheEnd} AND "revision" = 1`,
  ).noValue("0"),
];

const untilTheEnd = `${chosen.environment} AND time <= \${__to}ms AND time >= \${__to}ms - 90d`;

/** By hour at least: a day's bar stands at midnight, which is out of sight where the chosen time begins later. */
function alarmsByTime(): PanelBuilder {
  const query = `SELECT count("title") AS "alarms" FROM "incident"
WHERE "revision" = 1 AND ${chosen.here} GROUP BY time($__interval), "scope" fill(none)`;
  return chart("Alarms by time", "Incidents that were raised, by scope; of an hour or more")
    .interval("1h")
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(60)
    .withTarget(seriesQuery("A", query, "$tag_scope"));
}

/** Late and refused readings are counted by the workers and stand in no point: these ask Prometheus. */
const ofTheWorkers = (): readonly PanelBuilder[] => [
  chart("Late share", "Share of a partition's readings that came too late (from Prometheus)")
    .datasource(prometheus)
    .unit("percentunit")
    .min(0)
    .noValue("No Prometheus that scrapes Tocsin is chosen")
    .withTarget(promQuery("A", "max by (topic) (tocsin_partition_late_ratio)", "{{topic}}")),
  chart("Refused share", "Messages of telemetry that were refused, of all that were read (from Prometheus)")
    .datasource(prometheus)
    .unit("percentunit")
    .min(0)
    .noValue("No Prometheus that scrapes Tocsin is chosen")
    .withTarget(
      promQuery(
        "A",
        'sum by (code) (rate(tocsin_records_rejected_total[$__rate_interval])) / ignoring(code) group_left sum(rate(tocsin_records_processed_total{worker="intake"}[$__rate_interval]))',
        "{{code}}",
      ),
    ),
];

/** Whether Tocsin keeps what it promised, and how much it had to go by. */
export function qualityBoard(opening: Opening): object {
  return board(
    {
      uid: "budget-and-quality",
      title: "Budget and quality",
      description: "How often Tocsin may be wrong, how often it spoke, and how much it had to go by",
      variables: [...placeVariables(opening.environment), metricsVariable()],
      annotations: incidentMarks("all"),
      panels: [
        ...promises(),
        evidenceOfTheWorld(),
        alarmsByTime(),
        incidentsHeard(uidOf("outage-room", opening.day)),
        completeness(),
        seriesInTrouble(),
        ...ofTheWorkers(),
        warmingUp(),
      ],
    },
    opening,
  );
}
