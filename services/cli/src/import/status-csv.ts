import type { Command } from "../arguments/command.ts";
import { fileBytes } from "./file-bytes.ts";
import { statusOptions } from "./monitors/status-options.ts";
import type { StatusKind } from "./monitors/status-kind.ts";
import { readStatusCsv } from "./read-status-csv.ts";
import { runStatus } from "./run-status.ts";

const statusCsv: StatusKind = {
  name: "status-csv",
  input: "a file",
  defaultCadence: "5m",
  defaultHold: "48h",
  note: "The monitor wrote rows on change and about daily; these probes were derived by holding the last state.",
  read: (file, into, io) => readStatusCsv(file, fileBytes(file, io), into),
};

export const statusCsvCommand: Command = {
  name: "import status-csv",
  summary: "a status monitor's history of checks, as CSV",
  usage: "FILE… [--mapping FILE] [--cadence 5m] [--hold 48h] [--out FILE] [--rejects FILE] [--quiet]",
  description: [
    "Turns what a status monitor wrote (timestamp_iso,monitor,service,up,http_code,latency_ms; plain or gzipped, - for standard input) into a recording that tocsin replay reads.",
    "Monitors write a row when something changes and about once a day. The state in between is held, and one probe is written for each series and cadence: failed if the service was down at any moment of the interval. A probe uses no row that came after its interval. The recording's first line says that the probes are derived.",
    "Three things are unknown and give no probe, so that the observer falls silent instead of the service failing: a series not heard of for longer than --hold; a row that says down with HTTP 403, 405 or 429, for then the monitor was turned away; and all series of a monitor while one of its rows contradicts itself (up=0 with an HTTP status of success), until each series that did so has had a row that does not.",
    "The mapping says which rows are which service, so that several monitors of one service become its witnesses and never count as several services. Its rules are tried in order: {monitor, service, as, source} or {monitor, service, ignore: true}; a rule without monitor or service matches every one; source is the monitor unless given. Without a mapping a service keeps its name, whoever watches it.",
    "Names keep their script and their marks. A slash inside a name is written \u2215 (U+2215), because / separates service from operation, and what no name may hold becomes a dash. latency_ms is not used, so it may hold anything; an http_code that is no number is left out, and its row counts.",
  ],
  positionals: "FILE…",
  options: statusOptions(statusCsv),
  examples: [
    { run: "tocsin import status-csv history.csv --out history.jsonl.gz", does: "services keep their names" },
    {
      run: "tocsin import status-csv a.csv.gz b.csv.gz --mapping services.yaml --out all.jsonl.gz --rejects rejects.jsonl",
      does: "two monitors of the same services, and every row that could not be used",
    },
    {
      run: "tocsin import status-csv history.csv --cadence 1m | tocsin replay - --topology topology.yaml",
      does: "import and detect in one go",
    },
  ],
  run: (parsed, io) => runStatus(statusCsv, parsed, io),
};
