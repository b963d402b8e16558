import { alertRules } from "./alerting/rules.ts";
import type { Opening } from "./board/board.ts";
import { pipelineBoard } from "./pipeline/pipeline.ts";
import { qualityBoard } from "./quality/quality.ts";
import { outageRoom } from "./room/outage-room.ts";
import { serviceBoard } from "./service/service.ts";

const boards: ReadonlyMap<string, (opening: Opening) => object> = new Map([
  ["outage-room", outageRoom],
  ["service", serviceBoard],
  ["budget-and-quality", qualityBoard],
  ["pipeline", pipelineBoard],
]);

const live: Opening = { time: { from: "now-6h", to: "now" }, refresh: "30s" };

/**
 * The demo sends telemetry with the timestamps of that day, which "the last six hours" would never show. It ends while
 * the outage lasts, so that the first table holds it. The day is over, so nothing is looked up anew.
 */
const demo: Opening = {
  day: "2021-10-04",
  time: { from: "2021-10-04T12:00:00.000Z", to: "2021-10-04T22:00:00.000Z" },
  environment: "demo",
};

/** The dashboards as files: the path inside `dashboards/` and the text. */
export function dashboardFiles(): ReadonlyMap<string, string> {
  return new Map(
    [...boards].flatMap(([name, board]) => [
      [`${name}.json`, text(board(live))] as const,
      [`demo/${name}.json`, text(board(demo))] as const,
    ]),
  );
}

function text(dashboard: object): string {
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

/** The rules of Grafana-managed alerting: the path inside `infra/grafana` and the text. */
export const alertRulesFile = {
  path: "provisioning/alerting/tocsin.json",
  text: text(alertRules()),
} as const;
