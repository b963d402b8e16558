import { type Series } from "../../support/servers/influx/ask-influxql.ts";

/** What a query must answer: its columns after the time, and the tags by which it groups. */
export interface ExpectedRows {
  readonly columns: readonly string[];
  readonly tags?: readonly string[];
}

const band = ["observed", "expected", "lower", "upper"];

/** By the place of the query. */
export const expectedRows: Readonly<Record<string, ExpectedRows>> = {
  "variable environment": { columns: ["value"] },
  "variable service": { columns: ["value"] },
  "variable signal": { columns: ["value"] },
  "variable source": { columns: ["value"] },
  "variable incident": { columns: ["distinct"] },
  "annotation Onset": { columns: ["onset_ms", "title", "scope"] },
  "annotation Alert": { columns: ["title", "status", "reason"] },
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
    ],
  },
  "panel Services by time, query A": { columns: ["state"], tags: ["service"] },
  "panel Observed and expected: ${service}, ${signal}, query A": { columns: band },
  "panel Evidence of a simultaneous failure, query A": {
    columns: ["evidence", "without reports", "threshold"],
  },
  "panel Reports, query A": { columns: ["reports"], tags: ["service", "source"] },
  "panel Pipeline: lag and completeness, query A": { columns: ["lag"] },
  "panel Pipeline: lag and completeness, query B": { columns: ["completeness"] },
  "panel Series, query A": { columns: ["series", "abnormal", "silent", "warming up"] },
  "panel Warming up, query A": { columns: ["observed", "evidence"], tags: ["service"] },
};

/**
 * What is wrong with an answer, in words; nothing where it is as expected. A field that does not exist is no error to
 * InfluxDB: alone it gives no rows, beside others a column of nulls, as a group an empty tag. Each counts as trouble.
 */
export function troubleWith(
  answer: readonly Series[],
  { columns, tags = [] }: ExpectedRows,
): readonly string[] {
  if (answer.every(({ values }) => values.length === 0)) return ["no rows"];
  const trouble = new Set<string>();
  for (const { columns: given, tags: givenTags = {} } of answer) {
    const wanted = given[0] === "time" ? ["time", ...columns] : ["key", ...columns];
    if (given.join() !== wanted.join()) trouble.add(`columns ${given.join()} instead of ${wanted.join()}`);
    for (const tag of tags) if ((givenTags[tag] ?? "") === "") trouble.add(`no tag ${tag}`);
  }
  for (const column of columns)
    if (answer.every((series) => isEmpty(series, column))) trouble.add(`no value of ${column}`);
  return [...trouble];
}

function isEmpty({ columns, values }: Series, column: string): boolean {
  const at = columns.indexOf(column);
  return values.every((row) => (row[at] ?? null) === null);
}
