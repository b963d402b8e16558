import { type Series } from "../../support/servers/influx/ask-influxql.ts";

/** What a query must answer: its columns after the time, and the tags by which it groups. */
export interface ExpectedRows {
  readonly columns: readonly string[];
  readonly tags?: readonly string[];
  /** Columns and tags that the replayed outage has nothing for: they may be empty. */
  readonly maybe?: readonly string[];
}

type Places = Readonly<Record<string, ExpectedRows>>;

const band = ["observed", "expected", "lower", "upper"];

const marks: Places = {
  "annotation Onset": { columns: ["onset_ms", "title", "scope"] },
  "annotation Alert": { columns: ["title", "status", "reason"] },
};
const environment: Places = { "variable environment": { columns: ["value"] } };
const heard: Places = {
  "panel Incidents of this time, query A": {
    columns: [
      "incident",
      "revision",
      "status",
      "severity",
      "title",
      "onset_ms",
      "resolved_ms",
      "detection_delay_ms",
      "duration_ms",
      "component",
      "log_evidence",
    ],
  },
};
const evidence: Places = {
  "panel Evidence of a simultaneous failure, query A": {
    columns: ["evidence", "without reports", "threshold"],
  },
};
const lag: Places = { "panel Lag, query A": { columns: ["lag"] } };
const completeness: Places = { "panel Completeness, query A": { columns: ["completeness"] } };
const series: Places = {
  "panel Series, query A": { columns: ["series", "abnormal", "silent", "warming up"] },
};
const servicesByTime: Places = {
  "panel Services by time, query A": { columns: ["state"], tags: ["service"] },
};
const warmingUp: Places = {
  "panel Warming up, query A": { columns: ["observed", "evidence"], tags: ["service"] },
};

const room: Places = {
  ...environment,
  "variable service": { columns: ["value"] },
  "variable signal": { columns: ["value"] },
  "variable source": { columns: ["value"] },
  "variable incident": { columns: ["distinct"] },
  "variable member": { columns: ["distinct"] },
  ...marks,
  "panel Open incidents, query A": {
    columns: [
      "incident",
      "revision",
      "status",
      "severity",
      "title",
      "shape",
      "onset_ms",
      "requests_failed",
      "component",
      "odds",
      "scope",
      "members",
      "summary",
      "runbook",
      "replay",
    ],
  },
  ...heard,
  ...servicesByTime,
  "panel Evidence by service, query A": { columns: ["evidence"], tags: ["service"] },
  "panel Blast radius, query nodes": { columns: ["subtitle", "service", "part"], tags: ["id", "title"] },
  "panel Blast radius, query states": {
    columns: ["color", "mainstat", "secondarystat"],
    tags: ["service"],
  },
  "panel Blast radius, query edges": { columns: ["detail__kind"], tags: ["id", "source", "target"] },
  "panel Collateral, query A": {
    columns: [
      "incident",
      "revision",
      "title",
      "services",
      "collateral",
      "not_failing",
      "unknown",
      "candidates",
    ],
    maybe: ["collateral", "not_failing", "unknown", "candidates"],
  },
  "panel Observed and expected: ${service}, ${signal}, query A": { columns: band },
  "panel ${member}: ${signal}, query A": { columns: band },
  ...evidence,
  "panel Reports, query A": { columns: ["reports"], tags: ["service", "source"] },
  ...lag,
  ...completeness,
  ...warmingUp,
};

const service: Places = {
  ...environment,
  "variable service": { columns: ["value"] },
  "variable signal": { columns: ["value"] },
  ...marks,
  "panel Signals by time, query A": {
    columns: ["state"],
    tags: ["signal", "source", "operation"],
    maybe: ["source", "operation"],
  },
  "panel ${service}: ${signal}, query A": { columns: band },
  "panel Evidence that it fails, query A": { columns: ["evidence", "without reports"] },
  "panel What it is out of, query A": {
    columns: ["exposure"],
    tags: ["signal", "source"],
    maybe: ["source"],
  },
  "panel Stands on, query A": { columns: ["kind"], tags: ["source"] },
  ...heard,
};

const quality: Places = {
  ...environment,
  ...marks,
  "panel Promised: false alarms in 90 days, query A": { columns: ["promised"] },
  "panel Alarms in 90 days, query A": { columns: ["alarms"] },
  "panel Retracted in 90 days, query A": { columns: ["retracted"] },
  "panel Alerts of all kinds in 90 days, query A": { columns: ["raised"] },
  ...evidence,
  "panel Alarms by time, query A": { columns: ["alarms"], tags: ["scope"] },
  ...heard,
  ...completeness,
  ...series,
  ...warmingUp,
};

const pipeline: Places = {
  ...environment,
  ...marks,
  ...lag,
  ...completeness,
  "panel Windows written, query A": { columns: ["windows"] },
  "panel What is watched, query A": { columns: ["services and operations", "series"] },
  ...series,
  "panel Components that are watched, query A": { columns: ["fewest"], tags: ["component"] },
  "panel Nothing is learned of, query A": { columns: ["held"] },
  ...servicesByTime,
};

/** By dashboard and the place of the query. */
export const expectedRows: Readonly<Record<string, Places>> = {
  "outage-room": room,
  service,
  "budget-and-quality": quality,
  pipeline,
};

/** Places whose answer is rightly empty for the small outage: nothing was retracted. */
export const rightlyEmpty: readonly string[] = ["panel Retracted in 90 days, query A"];

/**
 * What is wrong with an answer, in words; nothing where it is as expected. A field that does not exist is no error to
 * InfluxDB: alone it gives no rows, beside others a column of nulls, as a group an empty tag. Each counts as trouble.
 */
export function troubleWith(
  answer: readonly Series[],
  { columns, tags = [], maybe = [] }: ExpectedRows,
): readonly string[] {
  if (answer.every(({ values }) => values.length === 0)) return ["no rows"];
  const trouble = new Set<string>();
  for (const { columns: given } of answer) {
    const wanted = given[0] === "time" ? ["time", ...columns] : ["key", ...columns];
    if (given.join() !== wanted.join()) trouble.add(`columns ${given.join()} instead of ${wanted.join()}`);
  }
  const surely = (name: string): boolean => !maybe.includes(name);
  for (const tag of tags.filter(surely))
    if (answer.some((series) => (series.tags?.[tag] ?? "") === "")) trouble.add(`no tag ${tag}`);
  for (const column of columns.filter(surely))
    if (answer.every((series) => isEmpty(series, column))) trouble.add(`no value of ${column}`);
  return [...trouble];
}

function isEmpty({ columns, values }: Series, column: string): boolean {
  const at = columns.indexOf(column);
  return values.every((row) => (row[at] ?? null) === null);
}
