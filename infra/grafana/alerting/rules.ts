import { provisioned } from "../board/influxql.ts";

interface Rule {
  readonly uid: string;
  readonly title: string;
  /** Gives one number for each environment; `$timeFilter` is the time of the rule. */
  readonly query: string;
  /** Of how many seconds before now. */
  readonly seconds: number;
  readonly fires: { readonly type: "gt" | "lt"; readonly than: number };
  /** How long it must be so, as Grafana writes it. */
  readonly holds: string;
  /** What it means that the query gives nothing at all. */
  readonly whenEmpty: "OK" | "Alerting";
  readonly severity: "critical" | "warning";
  readonly summary: string;
  readonly description: string;
  /** Where to look, by the dashboard's uid and the panel's id. */
  readonly panel: { readonly board: string; readonly id: number };
}

const everyEnvironment = `GROUP BY "environment"`;
const monthSeconds = 30 * 86_400;
const tenMinutes = 600;
const longestLagMs = 300_000;

const rules: readonly Rule[] = [
  {
    uid: "tocsin-incident-open",
    title: "An incident is open",
    // Raised less ended: nothing follows an end, so each incident has one first revision and at most one end.
    query: `SELECT sum("incidents") AS "open" FROM (SELECT count("title") AS "incidents" FROM "incident" WHERE "revision" = 1 AND $timeFilter ${everyEnvironment}), (SELECT -1 * count("title") AS "incidents" FROM "incident" WHERE "status" != 'open' AND $timeFilter ${everyEnvironment}) ${everyEnvironment}`,
    seconds: monthSeconds,
    fires: { type: "gt", than: 0 },
    holds: "0s",
    whenEmpty: "OK",
    severity: "critical",
    summary: "Tocsin has an open incident in {{ $labels.environment }}",
    description: "The outage room tells what fails, since when, and what it has in common.",
    panel: { board: "outage-room", id: 1 },
  },
  {
    uid: "tocsin-writes-nothing",
    title: "Nothing is judged",
    query: `SELECT count("series") AS "windows" FROM "pipeline" WHERE $timeFilter ${everyEnvironment}`,
    seconds: tenMinutes,
    fires: { type: "lt", than: 1 },
    holds: "5m",
    whenEmpty: "Alerting",
    severity: "critical",
    summary: "No evidence was written for ten minutes",
    description: "Ask /readyz of every worker what it waits for, and whether telemetry arrives.",
    panel: { board: "pipeline", id: 3 },
  },
  {
    uid: "tocsin-lags",
    title: "The evidence is old",
    query: `SELECT min("lag_ms") AS "lag" FROM "pipeline" WHERE $timeFilter ${everyEnvironment}`,
    seconds: tenMinutes,
    fires: { type: "gt", than: longestLagMs },
    holds: "5m",
    whenEmpty: "OK",
    severity: "warning",
    summary: "Evidence in {{ $labels.environment }} comes more than five minutes after its window",
    description: "See which producer or partition is behind, and whether the workers keep up.",
    panel: { board: "pipeline", id: 1 },
  },
  {
    uid: "tocsin-sees-little",
    title: "Less than half is seen",
    query: `SELECT max("completeness") AS "completeness" FROM "pipeline" WHERE $timeFilter ${everyEnvironment}`,
    seconds: tenMinutes,
    fires: { type: "lt", than: 0.5 },
    holds: "5m",
    whenEmpty: "OK",
    severity: "warning",
    summary: "Less than half of the expected producers were seen in {{ $labels.environment }}",
    description:
      "What is silent is no failure of services as long as this lasts: see why producers do not send.",
    panel: { board: "pipeline", id: 2 },
  },
];

const expressions = "__expr__";

/** The rules as Grafana reads them from a file: the query, its last value, and what that is held against. */
export function alertRules(): object {
  const group = { orgId: 1, name: "Tocsin", folder: "Tocsin", interval: "1m" };
  return { apiVersion: 1, groups: [{ ...group, rules: rules.map(provisionedRule) }] };
}

function provisionedRule(rule: Rule): object {
  const relativeTimeRange = { from: rule.seconds, to: 0 };
  const { type, than } = rule.fires;
  return {
    uid: rule.uid,
    title: rule.title,
    condition: "C",
    data: [
      {
        refId: "A",
        relativeTimeRange,
        datasourceUid: provisioned.uid,
        model: {
          refId: "A",
          datasource: provisioned,
          rawQuery: true,
          query: rule.query,
          resultFormat: "time_series",
        },
      },
      {
        refId: "B",
        relativeTimeRange,
        datasourceUid: expressions,
        model: { refId: "B", type: "reduce", expression: "A", reducer: "last" },
      },
      {
        refId: "C",
        relativeTimeRange,
        datasourceUid: expressions,
        model: {
          refId: "C",
          type: "threshold",
          expression: "B",
          conditions: [{ evaluator: { type, params: [than] } }],
        },
      },
    ],
    for: rule.holds,
    noDataState: rule.whenEmpty,
    execErrState: "Error",
    labels: { source: "tocsin", severity: rule.severity },
    annotations: {
      summary: rule.summary,
      description: rule.description,
      __dashboardUid__: rule.panel.board,
      __panelId__: String(rule.panel.id),
    },
    isPaused: false,
  };
}
