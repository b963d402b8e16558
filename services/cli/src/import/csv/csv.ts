import type { Command } from "../../arguments/command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { runCsv } from "./run-csv.ts";

export const csvCommand: Command = {
  name: "import csv",
  summary: "any table of counts or probes: rows of a service and a time, or a column a service",
  usage: "FILE… [--time COLUMN] [--service COLUMN] MEASURES [OPTIONS]",
  description: [
    "Turns a table (CSV; plain or gzipped, UTF-8 or UTF-16, - for standard input) into a recording that tocsin replay reads, in any order of its rows. Say which column is what; letter case does not matter.",
    "MEASURES are --requests and --errors (or --error-ratio), or --up for probes that found a service up or down; --delivered with what there is of --undelivered, --oldest, --p50, --p95 and --p99; --reports. A share alone is refused: without the number of requests it carries no evidence. A table with a column for each service takes --wide instead.",
    "Times are ISO 8601 or its like, other dates with --dates, or seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size. A time without an offset needs --zone. In the hour that comes twice when clocks are put back, the order of the rows tells which is meant; a time that clocks were put forward past is refused.",
    "ts in Tocsin is the start of an interval. Where the table stamps the end, as Prometheus does, say --stamp end. How long an interval is, is found out from the gaps between rows unless --cadence says it.",
    "Empty cells, N/A, - and their like are no value: of what a message can lack they cost nothing. A row that cannot be used is refused with code, line and reason, and costs no other.",
  ],
  positionals: "FILE…",
  options: [
    {
      name: "mapping",
      takes: "FILE",
      means: "all that follows, in a file (YAML or JSON); what is said here goes before it",
    },
    { name: "time", takes: "COLUMN", means: "when; ts, time, timestamp, date or datetime unless named" },
    {
      name: "service",
      takes: "COLUMN",
      means: "what it is measured of; service, name or monitor unless named",
    },
    { name: "as", takes: "NAME", means: "all rows are of this service, instead of --service" },
    { name: "requests", takes: "COLUMN", means: "all requests of the interval, failed ones too" },
    { name: "errors", takes: "COLUMN", means: "how many of them failed" },
    { name: "error-ratio", takes: "COLUMN", means: "or what share of them failed: 0 to 1, or with %" },
    {
      name: "up",
      takes: "COLUMN",
      means: "a probe: UP or DOWN, true or false, 1 or 0, or the HTTP status that came",
    },
    { name: "delivered", takes: "COLUMN", means: "messages that were delivered in the interval" },
    { name: "undelivered", takes: "COLUMN", means: "messages that waited when it ended" },
    { name: "oldest", takes: "COLUMN", means: "how long the oldest of them had waited" },
    { name: "p50", takes: "COLUMN", means: "median time until delivery" },
    { name: "p95", takes: "COLUMN", means: "its 95th percentile" },
    { name: "p99", takes: "COLUMN", means: "its 99th percentile" },
    {
      name: "latency-unit",
      takes: "ns|us|ms|s",
      means: "of these times, where a cell has no unit; ms by default",
    },
    { name: "reports", takes: "COLUMN", means: "how many people complained in the interval" },
    {
      name: "wide",
      takes: "MEASURE",
      means:
        "every other column is a service and holds this: up, reports or delivered; or requests,errors, with headings such as shop_requests and shop_errors",
    },
    { name: "operation", takes: "COLUMN", means: "a part of the service, such as login" },
    { name: "region", takes: "COLUMN", means: "where; regions are added up" },
    { name: "source", takes: "COLUMN", means: "who observed it; sources are witnesses and never added up" },
    { name: "category", takes: "COLUMN", means: "what reports are about" },
    {
      name: "zone",
      takes: "ZONE",
      means: "of times without an offset: Europe/Berlin, America/New_York, +02:00, UTC",
    },
    {
      name: "dates",
      takes: "ymd|dmy|mdy",
      means: "what comes first in dates such as 04/10/2021; ymd by default",
    },
    {
      name: "stamp",
      takes: "start|end",
      means: "which end of the interval the time is of; start by default",
    },
    { name: "cadence", takes: "TIME", means: "how long an interval is, such as 30s, 5m or 1h" },
    { name: "per-second", means: "counts are rates per second; what rounding leaves is carried on" },
    {
      name: "delimiter",
      takes: ",|;|tab",
      means: "what stands between cells; what the header has most of unless given",
    },
    {
      name: "decimals",
      takes: "comma|point",
      means:
        "how fractions are written; as the number itself tells unless given, and a point where commas part cells",
    },
    {
      name: "out",
      short: "o",
      takes: "FILE",
      means: "the recording, .jsonl or .jsonl.gz (default -, standard output)",
    },
    { name: "rejects", takes: "FILE", means: "what was refused, one JSON object a line" },
    { name: "quiet", means: "no progress" },
  ],
  examples: [
    {
      run: "tocsin import csv gateway.csv --time minute --service app --requests total --errors failed --zone Europe/Berlin --out gateway.jsonl.gz",
      does: "counts a minute, with local times",
    },
    {
      run: "tocsin import csv gateway.csv --mapping gateway.yaml -o gateway.jsonl.gz",
      does: "the same by a file; tocsin check --sample gateway.csv --mapping gateway.yaml shows what it makes of ten rows",
    },
    {
      run: "tocsin import csv uptime.csv --wide up --out uptime.jsonl",
      does: "a monitor's table with a column for each service",
    },
    {
      run: "tocsin import csv rates.csv --stamp end --requests rps --errors eps --per-second | tocsin replay -",
      does: "rates that Prometheus stamped at the end, imported and judged in one go",
    },
  ],
  exits: [
    { code: exitCodes.done, means: "done, also where rows were refused" },
    { code: exitCodes.usage, means: "wrong usage, a column that is not there, or more must be said" },
    { code: exitCodes.input, means: "a file cannot be read, or none of its rows can be used" },
  ],
  run: runCsv,
};
