import { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import { chosen, influx } from "../board/influxql.ts";
import { toRoom } from "../board/links.ts";
import { emptyCells, moment, newestSnapshots, sentence, snapshots, wide } from "./snapshots.ts";

const heard: ReadonlyMap<string, string> = new Map([
  ["incident", "Incident"],
  ["status", "Status"],
  ["severity", "Severity"],
  ["title", "What happened"],
  ["onset_ms", "From (UTC)"],
  ["resolved_ms", "To (UTC)"],
  ["detection_delay_ms", "Found after"],
  ["duration_ms", "Lasted"],
  ["component", "Component"],
  ["log_evidence", "Evidence (nats)"],
]);

/** Incidents of which something was heard in the chosen time, over or not. */
export function incidentsHeard(room: string): PanelBuilder {
  return new PanelBuilder()
    .title("Incidents of this time")
    .description("Whatever was said of in the chosen time, as it stands at its end; also what is over")
    .datasource(influx)
    .height(6)
    .span(24)
    .withTarget(snapshots([...heard.keys()].slice(1), chosen.here))
    .transformations([...newestSnapshots(heard)])
    .noValue("Nothing was said in this time")
    .overrideByRegexp("/.*/", [emptyCells])
    .overrideByName("Incident", [toRoom(room, "Incident"), wide(150)])
    .overrideByName("Status", [wide(80)])
    .overrideByName("Severity", [wide(80)])
    .overrideByName("Component", [wide(130)])
    .overrideByName("What happened", [...sentence(260)])
    .overrideByName("From (UTC)", [...moment])
    .overrideByName("To (UTC)", [...moment, { id: "noValue", value: "not over" }])
    .overrideByName("Found after", [{ id: "unit", value: "ms" }, wide(100)])
    .overrideByName("Lasted", [wide(90), { id: "unit", value: "ms" }, { id: "noValue", value: "not over" }])
    .overrideByName("Evidence (nats)", [wide(130), { id: "decimals", value: 1 }]);
}

const others: ReadonlyMap<string, string> = new Map([
  ["title", "What happened"],
  ["services", "Fail"],
  ["collateral", "Fail with them, not of the component"],
  ["not_failing", "Of the component, but do not fail"],
  ["unknown", "Not known"],
  ["candidates", "What else would explain it"],
]);

/** Who fails, who fails along with them, who does not, and what else could be the cause. */
export function whoElse(): PanelBuilder {
  return new PanelBuilder()
    .title("Collateral")
    .description(
      "Of the incidents of this time: who fails, who is dragged along, who holds, and which other components would explain it",
    )
    .datasource(influx)
    .height(6)
    .span(24)
    .withTarget(snapshots([...others.keys()], `${chosen.incident} AND ${chosen.here}`))
    .transformations([...newestSnapshots(others)])
    .noValue("Nothing was said in this time")
    .overrideByRegexp("/.*/", [emptyCells, ...sentence(180), { id: "custom.wrapHeaderText", value: true }])
    .overrideByName("What happened", [...sentence(260)]);
}
