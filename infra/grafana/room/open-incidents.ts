import { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import { influx } from "../board/influxql.ts";
import { toItsAddress } from "../board/links.ts";
import { emptyCells, moment, newestSnapshots, sentence, snapshots, untilTheEnd, wide } from "./snapshots.ts";

/** Columns of the table from left to right, with their headings. */
const headings: ReadonlyMap<string, string> = new Map([
  ["severity", "Severity"],
  ["title", "What happened"],
  ["shape", "Looks like"],
  ["onset_ms", "Since (UTC)"],
  ["requests_failed", "Requests failed"],
  ["component", "Component"],
  ["odds", "Odds"],
  ["scope", "Scope"],
  ["members", "Members"],
  ["summary", "In two sentences"],
  ["runbook", "Runbook"],
  ["replay", "Recording"],
]);

/** Incidents that are open at the end of the chosen time, whenever in the 30 days before they were last heard of. */
export function openIncidents(): PanelBuilder {
  return new PanelBuilder()
    .title("Open incidents")
    .description("Open at the end of the chosen time. An incident without news for 30 days is not shown.")
    .datasource(influx)
    .height(6)
    .span(24)
    .withTarget(snapshots(["status", ...headings.keys()], untilTheEnd))
    .transformations([...newestSnapshots(headings, { only: "open" })])
    .noValue("No incident is open")
    .overrideByRegexp("/.*/", [emptyCells])
    .overrideByName("Since (UTC)", [...moment])
    .overrideByName("Severity", [wide(80)])
    .overrideByName("Looks like", [wide(130)])
    .overrideByName("Component", [wide(130)])
    .overrideByName("Scope", [wide(120)])
    .overrideByName("Members", [wide(90)])
    .overrideByName("Odds", [wide(100), { id: "unit", value: "locale" }, { id: "decimals", value: 0 }])
    .overrideByName("Requests failed", [
      wide(130),
      { id: "unit", value: "short" },
      { id: "decimals", value: 0 },
    ])
    .overrideByName("What happened", [...sentence(260)])
    .overrideByName("In two sentences", [...sentence(400)])
    .overrideByName("Runbook", [toItsAddress])
    .overrideByName("Recording", [toItsAddress]);
}
