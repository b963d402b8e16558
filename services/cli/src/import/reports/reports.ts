import type { Command } from "../../arguments/command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { csvCommand } from "../csv/csv.ts";
import { runReports } from "./run-reports.ts";

/** What both say in the same words. */
const shared = (...names: readonly string[]): Command["options"] =>
  csvCommand.options.filter(({ name }) => names.includes(name));

export const reportsCommand: Command = {
  name: "import reports",
  summary: "counts of users' reports, for 15 minutes or any interval, as CSV or JSON",
  usage: "FILE… [--as NAME] [--time COLUMN] [--reports COLUMN] [OPTIONS]",
  description: [
    "Turns counts of people who complained, as sites such as Downdetector export them, into a recording that tocsin replay reads. A file is a table (CSV) with a row for each count or a column for each service; or JSON, where every object with a time and a count is one, however lists and objects lie in one another, and is about whom it names, the nearest object around it, or the name of its list. Columns and fields with the usual names (time, timestamp, x; service, company, slug; reports, count, value, y) are found; a baseline is left out.",
    "A count stays one count of its interval, however long that is: it is weighed when the interval ends, and speaks until the next. --spread 1m cuts it into equal parts; that is a guess, and the recording and the words at the end say so.",
    "An interval that is left out is not one without reports. Where the export leaves out what is zero, say so in the configuration: missing: { reportVolume: zero }.",
    "Files may overlap: of counts for the same time the highest counts. How long an interval is, is found out from the gaps between counts unless --cadence says it.",
  ],
  positionals: "FILE…",
  options: [
    { name: "time", takes: "COLUMN", means: "when: a column, or a field of JSON, as with all of these" },
    { name: "service", takes: "COLUMN", means: "whom the reports are about" },
    ...shared("as"),
    { name: "reports", takes: "COLUMN", means: "how many people complained in the interval" },
    ...shared("operation", "region", "source", "category", "zone", "dates", "stamp", "cadence"),
    { name: "spread", takes: "TIME", means: "cut each count into equal parts of this length, such as 1m" },
    ...shared("delimiter", "decimals", "out", "rejects", "quiet"),
  ],
  examples: [
    {
      run: "tocsin import reports facebook.csv --as facebook -o reports.jsonl",
      does: "one company's counts",
    },
    {
      run: "tocsin import reports reports.json --zone Europe/Berlin | tocsin replay -",
      does: "JSON of many, with local times, imported and judged in one go",
    },
  ],
  exits: [
    { code: exitCodes.done, means: "done, also where counts were refused" },
    { code: exitCodes.usage, means: "wrong usage, a column that is not there, or more must be said" },
    { code: exitCodes.input, means: "a file cannot be read, or none of its counts can be used" },
  ],
  run: runReports,
};
