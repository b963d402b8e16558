import { PanelBuilder as TablePanel } from "@grafana/grafana-foundation-sdk/table";
import type { PanelBuilder as StatesPanel } from "@grafana/grafana-foundation-sdk/statetimeline";
import { MappingType, type ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import type { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { incidentMarks } from "../board/annotations.ts";
import { board, type Opening, uidOf } from "../board/board.ts";
import { band, chart } from "../board/charts.ts";
import { colours, dashed, fixed, signalStates } from "../board/colours.ts";
import { byTime, chosen, influx, ofWholeService, seriesQuery, tableQuery } from "../board/influxql.ts";
import { states } from "../board/services-by-time.ts";
import { everySignal, placeVariables, serviceVariable } from "../board/variables.ts";
import { incidentsHeard } from "../room/incidents-heard.ts";

const ofIt = `${chosen.service} AND ${chosen.here}`;

/** What each signal of the service, and of its operations, is said to be. */
function signalsByTime(): StatesPanel {
  const query = `SELECT last("state") AS "state" FROM "signal"
WHERE ${ofIt}
GROUP BY time($__interval), "signal", "source", "operation" fill(none)`;
  return states(
    "Signals by time",
    "What the model says of each signal, by operation and source where there are such",
    signalStates,
  )
    .height(8)
    .withTarget(seriesQuery("A", query, "$tag_operation $tag_signal $tag_source"));
}

function evidenceOfTheService(): PanelBuilder {
  const query = `SELECT max("log_evidence") AS "evidence", max("log_evidence_without_reports") AS "without reports"
FROM "service_state" WHERE ${ofWholeService} AND ${ofIt} ${byTime}`;
  return chart("Evidence that it fails", "Natural logarithm, over the last quarter of an hour")
    .withTarget(seriesQuery("A", query, "$col"))
    .overrideByName("evidence", [fixed(colours.fails), { id: "custom.lineWidth", value: 2 }])
    .overrideByName("without reports", [fixed(colours.silent), dashed]);
}

function load(): PanelBuilder {
  const query = `SELECT mean("exposure") AS "exposure" FROM "signal"
WHERE ${ofWholeService} AND ${ofIt} GROUP BY time($__interval), "signal", "source" fill(none)`;
  return chart(
    "What it is out of",
    "Requests, messages or probes of a window that the signal is a share of",
  ).withTarget(seriesQuery("A", query, "$tag_signal $tag_source"));
}

function everySignalsBand(): PanelBuilder {
  return band(
    "${service}: ${signal}",
    "Observed within what was expected, all sources together",
    `"signal" =~ /^\${signal:regex}$/ AND ${ofWholeService} AND ${ofIt}`,
  )
    .span(24)
    .repeat("signal")
    .repeatDirection("h")
    .maxPerRow(2);
}

/** In the graph a component's id says what it is; in a table of components that is known. */
const nodeIds: ValueMapping = {
  type: MappingType.RegexToText,
  options: { pattern: "^component:(.*)$", result: { text: "$1" } },
};

/** What the topology says of it at the end of the chosen time. */
function itsComponents(): TablePanel {
  const query = `SELECT last("kind") AS "kind" FROM "topology_edge"
WHERE ${chosen.environment} AND "target" =~ /^service:\${service:regex}$/ AND time <= \${__to}ms AND time > \${__to}ms - 2h
GROUP BY "source"`;
  return new TablePanel()
    .title("Stands on")
    .description("Components that serve it, by the topology at the end of the chosen time")
    .datasource(influx)
    .height(5)
    .span(24)
    .withTarget(tableQuery("A", query))
    .transformations([
      {
        id: "organize",
        options: {
          excludeByName: { Time: true },
          indexByName: { source: 0, kind: 1 },
          renameByName: { source: "Component", kind: "How" },
        },
      },
    ])
    .mappings([nodeIds])
    .noValue("The topology names no component of it");
}

/** One service: what it is, what was expected of it, and in what it failed. */
export function serviceBoard(opening: Opening): object {
  return board(
    {
      uid: "service",
      title: "Service",
      description: "What one service does, what was expected of it, and how sure Tocsin is that it fails",
      variables: [...placeVariables(opening.environment), serviceVariable(), everySignal()],
      annotations: incidentMarks("all"),
      panels: [
        signalsByTime(),
        everySignalsBand(),
        evidenceOfTheService(),
        load(),
        itsComponents(),
        incidentsHeard(uidOf("outage-room", opening.day)),
      ],
    },
    opening,
  );
}
