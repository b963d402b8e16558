import type { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { incidentMarks } from "../board/annotations.ts";
import { board, type Opening } from "../board/board.ts";
import { chart, completeness, lag, seriesInTrouble } from "../board/charts.ts";
import { colours, fixed } from "../board/colours.ts";
import { byTime, chosen, seriesQuery } from "../board/influxql.ts";
import { servicesByTime } from "../board/services-by-time.ts";
import { placeVariables } from "../board/variables.ts";

/** A gap here is a time of which nothing was written. */
function windows(): PanelBuilder {
  const query = `SELECT count("series") AS "windows" FROM "pipeline" WHERE ${chosen.here} ${byTime}`;
  return chart("Windows written", "Windows of which evidence was written. A gap: nothing was judged")
    .withTarget(seriesQuery("A", query, "$col"))
    .overrideByName("windows", [fixed(colours.well)]);
}

function units(): PanelBuilder {
  const query = `SELECT max("units") AS "services and operations", max("series") AS "series" FROM "pipeline" WHERE ${chosen.here} ${byTime}`;
  return chart("What is watched", "Services and operations, and their series")
    .min(0)
    .withTarget(seriesQuery("A", query, "$col"))
    .overrideByName("services and operations", [fixed(colours.silent)])
    .overrideByName("series", [fixed("text")]);
}

function components(): PanelBuilder {
  const query = `SELECT max("fewest") AS "fewest" FROM "component_evidence" WHERE ${chosen.here}
GROUP BY time($__interval), "component" fill(none)`;
  return chart(
    "Components that are watched",
    "How many services of each must fail together. A component that is missing is not watched",
  )
    .min(0)
    .withTarget(seriesQuery("A", query, "$tag_component"));
}

/** Services whose model is held: nothing is learned of what may be a failure. */
function held(): PanelBuilder {
  const query = `SELECT count("log_evidence") AS "held" FROM "service_state"
WHERE "learning" = false AND ${chosen.here} ${byTime}`;
  return chart("Nothing is learned of", "Services and operations times windows in which the model is held")
    .span(24)
    .noValue("Everything is learned of")
    .withTarget(seriesQuery("A", query, "$col"))
    .overrideByName("held", [fixed(colours.alert)]);
}

/** Whether what the other dashboards show is recent and whole. */
export function pipelineBoard(opening: Opening): object {
  return board(
    {
      uid: "pipeline",
      title: "Pipeline",
      description: "Whether what the other dashboards show is recent and whole",
      variables: placeVariables(opening.environment),
      annotations: incidentMarks("all"),
      panels: [
        lag(),
        completeness(),
        windows(),
        units(),
        seriesInTrouble(),
        components(),
        held(),
        servicesByTime(),
      ],
    },
    opening,
  );
}
