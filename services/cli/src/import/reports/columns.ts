import { columnsWords } from "../columns-words.ts";
import { usageFault } from "../../exit-codes.ts";
import { type Columns, columnsOf } from "../csv/columns.ts";
import type { CsvRequest } from "../csv/request.ts";

/** What columns of exports are called, in order of preference; letter case does not matter. */
export const usualNames = {
  time: ["ts", "time", "timestamp", "datetime", "date", "start", "interval_start", "x"],
  service: ["service", "company", "company_name", "slug", "name", "page", "site", "brand"],
  reports: ["reports", "report_count", "number_of_reports", "num_reports", "count", "total", "value", "y"],
} as const;

/** What was to be expected is no report of anybody. */
const isBaseline = (name: string): boolean => /(?:^|[\s_.:-])baseline$/i.test(name);

/**
 * What stands where in a table of reports, by the usual names unless the request has others. A table that has neither a
 * column of services nor one of counts has a column for each service. Throws `ProcessFault`s for what cannot be told.
 */
export function reportColumns(file: string, header: readonly string[], request: CsvRequest): Columns {
  const headings = header.map((cell) => cell.trim());
  const usual = (names: readonly string[]): string | null =>
    names.flatMap((name) => headings.find((heading) => heading.toLowerCase() === name) ?? [])[0] ?? null;
  const has = columnsWords(headings);
  const time = request.time ?? usual(usualNames.time);
  const count = request.measures.get("reports") ?? usual(usualNames.reports);
  const service = request.service ?? (request.as === null ? usual(usualNames.service) : null);
  if (count === null && service === null && request.as === null) {
    const columns = columnsOf(file, header, { ...request, time, wide: ["reports"] });
    return { ...columns, cells: columns.cells.filter((cell) => !baselineOf(cell.service)) };
  }
  if (count === null)
    throw usageFault(`say with --reports which column of ${file} is how many people complained`, has);
  if (service === null && request.as === null)
    throw usageFault(
      `say whom the reports of ${file} are about: --service COLUMN, or --as NAME where all are about one`,
      has,
    );
  return columnsOf(file, header, { ...request, time, service, measures: new Map([["reports", count]]) });
}

const baselineOf = (at: Columns["cells"][number]["service"]): boolean => "name" in at && isBaseline(at.name);
