import { median, medianAbsoluteDeviation } from "simple-statistics";
import { type AlertEvent, windowDetection, type WorldSeries, type WorldWindow } from "@tocsin/core";
import { petShopTopology } from "./petshop-topology.ts";
import type { SetResult } from "./goal.ts";
import { jsonOf, rowsOf } from "./rows.ts";
import { byWindow, configOf, type Reading, windowMaker } from "./world.ts";

const windowMs = 300_000;
const dayMs = 86_400_000;
/** Most of the quiet time is learned before the first issue: 42 hours after it began, issues may follow. */
const learnedMs = 25 * 3_600_000;

interface Issue {
  readonly segment: string;
  readonly target: { readonly metric: string };
  readonly root_cause: { readonly node: string };
  readonly at: string;
}

/** `payforadoption_AWS::ECS::Container` is the service `payforadoption` and its operation `AWS::ECS::Container`. */
export function nodeNames(node: string): { readonly service: string; readonly operation: string | null } {
  const at = node.search(/_(AWS::|client$|remote$|Database::)/);
  if (at < 0) return { service: node, operation: null };
  return { service: node.slice(0, at), operation: node.slice(at + 1) };
}

/** Rows of one segment: requests as traffic, errors out of them, and the 95th percentile. The average is left out. */
function readingsOf(rows: readonly (readonly string[])[]): readonly Reading[] {
  const requests = new Map<string, number>();
  const key = (row: readonly string[]): string => `${row[2]!}\n${row[3]!}`;
  for (const row of rows) if (row[4] === "requests") requests.set(key(row), Number(row[5]));
  return rows.flatMap((row): readonly Reading[] => {
    const at = { timeMs: Date.parse(row[2]!), ...nodeNames(row[3]!) };
    const count = requests.get(key(row)) ?? 0;
    const value = Number(row[5]);
    // No request was filled in as 0: the part was in no trace then, which says nothing of it.
    if (row[4] === "requests") return count === 0 ? [] : [{ ...at, signal: "traffic", value, exposure: 1 }];
    if (row[4] === "error_rate" && count > 0) {
      return [{ ...at, signal: "errors", value: Math.round(value * count), exposure: count }];
    }
    const isLatency = row[4] === "latency_p95_s" && value > 0;
    return isLatency ? [{ ...at, signal: "latency", value: 1000 * value, exposure: Math.max(1, count) }] : [];
  });
}

/** A stream moves if it lies so many robust deviations above its median of the quiet time. */
const robustDeviations = 3.5;
const perAbsoluteDeviation = 1.4826;
/** A share or a logarithm that hardly ever moves is taken to scatter so much. */
const smallestScatter = 0.02;

/** Errors as a share, latency as its logarithm. */
const levelOf = ({ signal, value, exposure }: Reading): number =>
  signal === "errors" ? value / exposure : Math.log(value);

/** Whether errors or latency of a service rise in some window of an issue: if not, it cannot be seen to fail. */
function moves(service: string, issue: readonly Reading[], quiet: readonly Reading[]): boolean {
  return (["errors", "latency"] as const).some((signal) => {
    const byOperation = Map.groupBy(
      issue.filter((reading) => reading.service === service && reading.signal === signal),
      ({ operation }) => operation,
    );
    return [...byOperation].some(([operation, own]) => {
      const usual = quiet
        .filter((one) => one.service === service && one.operation === operation && one.signal === signal)
        .map(levelOf);
      if (usual.length === 0) return false;
      const scatter = Math.max(smallestScatter, perAbsoluteDeviation * medianAbsoluteDeviation(usual));
      return own.some((reading) => levelOf(reading) > median(usual) + robustDeviations * scatter);
    });
  });
}

/** The last word on each incident. */
const lastOf = (alerts: readonly AlertEvent[]) => [
  ...new Map(alerts.map((event) => [event.subject, event.data])).values(),
];

const namedBy = (alerts: readonly AlertEvent[]): ReadonlySet<string> =>
  new Set(
    alerts.flatMap(({ data }) =>
      data.services.filter(({ role }) => role === "member").map(({ service }) => service),
    ),
  );

/**
 * The 49 hours without issue, and each of the 26 issues spliced onto them at its own time of day, after at least 25 hours
 * were learned: its windows take the place of those of the quiet time.
 */
export function petShop(): SetResult {
  const bySegment = Map.groupBy(rowsOf("petshop/low_traffic.csv.gz"), (row) => row[1]!);
  const quietReadings = readingsOf(bySegment.get("noissue")!);
  const quiet = byWindow(quietReadings, windowMs);
  const issues = jsonOf("petshop/labels.json") as readonly Issue[];
  const config = configOf(windowMs, petShopTopology);
  const known = new Map<string, WorldSeries>();
  const windowOf = windowMaker(windowMs, known);
  const detection = windowDetection(config);
  const quietAlerts: AlertEvent[] = [];
  const answers: string[] = [];
  let found = 0;
  let loud = 0;
  let still = 0;
  const waiting = new Set(issues);
  const first = [...quiet.keys()][0]!;
  for (const [start, readings] of quiet) {
    for (const issue of waiting) {
      const own = byWindow(readingsOf(bySegment.get(issue.segment)!), windowMs);
      const from = [...own.keys()][0]!;
      const isItsTime = start - first >= learnedMs && start % dayMs === from % dayMs;
      if (!isItsTime) continue;
      waiting.delete(issue);
      const branch = windowDetection(config, detection.snapshot());
      // Series that only the issue has are numbered in it alone.
      const windowOfIssue = windowMaker(windowMs, new Map(known));
      const alerts = spliced(own, start - from, windowOfIssue).flatMap(
        (window) => branch.step(window).alerts,
      );
      const named = namedBy(alerts);
      const cause = nodeNames(issue.root_cause.node).service;
      if (named.has(cause)) found += 1;
      if (alerts.length > 0) loud += 1;
      const canBeSeen = moves(cause, [...own.values()].flat(), quietReadings);
      if (!canBeSeen) still += 1;
      answers.push(answerOf(issue, { cause, canBeSeen }, named, alerts));
    }
    quietAlerts.push(...detection.step(windowOf(readings, start)).alerts);
  }
  const incidents = lastOf(quietAlerts).filter(({ status }) => status !== "retracted");
  const ofScope = (scope: string) => incidents.filter((incident) => incident.scope === scope);
  return {
    name: "PetShop, low traffic",
    goals: [
      {
        what: "simultaneous incidents in 49 hours without issue",
        value: ofScope("simultaneous").length,
        target: { atMost: 2 },
      },
      {
        what: "isolated incidents in 49 hours without issue",
        value: ofScope("isolated").length,
        target: { atMost: 10 },
      },
      {
        what: `issues of ${issues.length} whose root cause is among the named services`,
        value: found,
        target: { atLeast: 15 },
      },
    ],
    details: [
      `${loud} of ${issues.length} issues were told of at all; in ${still} no stream of the root cause itself moves`,
      ...answers,
      ...incidents.map(incidentInWords),
    ],
    cannotTell: [
      "An issue is five windows of five minutes, two before it and three of it: nothing can be said of recovery, nor of what takes longer than a quarter of an hour to show.",
      "The issues were recorded four months before the time without issue; what changed in between looks like a failure.",
      "Latency is judged by its 95th percentile; averages are not read.",
    ],
  };
}

/** The windows of an issue, moved in time. */
function spliced(
  own: ReadonlyMap<number, readonly Reading[]>,
  byMs: number,
  windowOf: (readings: readonly Reading[], start: number) => WorldWindow,
): readonly WorldWindow[] {
  return [...own].map(([start, readings]) => windowOf(readings, start + byMs));
}

function answerOf(
  { segment, target }: Issue,
  { cause, canBeSeen }: { readonly cause: string; readonly canBeSeen: boolean },
  named: ReadonlySet<string>,
  alerts: readonly AlertEvent[],
): string {
  const said = lastOf(alerts).map(
    ({ scope, component }) => `${scope}${component === null ? "" : ` (${component.name})`}`,
  );
  const verdict = `${named.has(cause) ? "named" : "NOT named"}${canBeSeen ? "" : ", nor do its own streams move"}`;
  const others = [...named].filter((name) => name !== cause);
  return `${segment}, ${target.metric}: ${cause} ${verdict}; ${said.join(", ") || "nothing said"}; beside it ${others.join(", ") || "nobody"}`;
}

const incidentInWords = ({ scope, onset, services }: AlertEvent["data"]): string =>
  `without issue: ${scope} since ${onset}: ${services
    .filter(({ role }) => role === "member")
    .map(({ service }) => service)
    .join(", ")}`;
