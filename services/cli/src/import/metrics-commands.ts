import { presets } from "@tocsin/formats";
import type { Command } from "../arguments/command.ts";
import {
  jsonLines,
  influxBatches,
  openMetricsBatches,
  otlpMessages,
  type Pieces,
  wholeFile,
} from "./message-pieces.ts";
import { type MetricsKind, runMetrics } from "./run-metrics.ts";

interface KindWords {
  readonly kind: MetricsKind["name"];
  readonly pieces: Pieces;
  readonly summary: string;
  readonly reads: string;
  readonly example: string;
}

const kinds: readonly KindWords[] = [
  {
    kind: "otlp",
    pieces: otlpMessages,
    summary: "OpenTelemetry metrics (OTLP), protobuf or JSON",
    reads:
      "Reads OTLP metrics as the Collector's file exporter writes them: JSON, a message a line or one in the file, or protobuf, behind lengths of four bytes or one message alone.",
    example: "metrics.json",
  },
  {
    kind: "prometheus",
    pieces: wholeFile,
    summary: "answers of Prometheus to a range query, as JSON",
    reads:
      "Reads what /api/v1/query_range answered. Raw counters go by the presets; docs/connecting.md has a list of queries whose results need no mapping at all.",
    example: "requests.json errors.json",
  },
  {
    kind: "openmetrics",
    pieces: openMetricsBatches,
    summary: "OpenMetrics or Prometheus text with timestamps",
    reads:
      "Reads OpenMetrics text with a timestamp for each sample, as promtool tsdb dump-openmetrics writes it.",
    example: "dump.om",
  },
  {
    kind: "influx",
    pieces: influxBatches,
    summary: "InfluxDB line protocol, or the annotated CSV that queries answer",
    reads:
      "Reads InfluxDB line protocol, with times in seconds, milli-, micro- or nanoseconds, or annotated CSV as influx query --raw prints it; each field is a metric by the name measurement_field. A pivoted query, in which fields are columns, is read too.",
    example: "export.lp.gz --mapping shop.yaml",
  },
  {
    kind: "telegraf",
    pieces: jsonLines,
    summary: "Telegraf's JSON output",
    reads:
      "Reads Telegraf's JSON, a metric or a batch a line; each field is a metric by the name measurement_field, and what Telegraf scraped from Prometheus keeps its name there.",
    example: "metrics.json --mapping shop.yaml",
  },
];

/** `tocsin import otlp`, `prometheus`, `openmetrics`, `influx` and `telegraf`: one command with other readers. */
export const metricsCommands: readonly Command[] = kinds.map(({ kind, pieces, summary, reads, example }) => ({
  name: `import ${kind}`,
  summary,
  usage: "FILE… [--preset NAME | --mapping FILE] [--out FILE] [--rejects FILE]",
  description: [
    `${reads} Plain or gzipped, - for standard input. Several files are one input, in any order.`,
    "Counters become what they grew by, resets known; instances of a service are added up; fractions are rounded and what is left is carried on. A total since long ago is never counted.",
    `Without --preset and --mapping all presets are tried: ${[...presets.keys()].join(", ")}. A mapping is a YAML or JSON file that says which metric is which field, and of which service; tocsin check --sample FILE --mapping FILE shows what it makes of the first messages.`,
    "What was refused and what was left out is told at the end, by code and by metric.",
  ],
  positionals: "FILE…",
  options: [
    { name: "preset", takes: "NAME", means: "ready rules; several with commas in between" },
    { name: "mapping", takes: "FILE", means: "YAML or JSON file with rules of your own" },
    {
      name: "out",
      short: "o",
      takes: "FILE",
      means: "the recording, .jsonl or .jsonl.gz (default -, standard output)",
    },
    { name: "rejects", takes: "FILE", means: "what was refused, one JSON object a line" },
  ],
  examples: [
    { run: `tocsin import ${kind} ${example} -o telemetry.jsonl.gz`, does: "a recording for tocsin replay" },
    {
      run: `tocsin import ${kind} ${example.split(" ")[0]!} --preset istio | tocsin replay -`,
      does: "import and detect in one go",
    },
  ],
  run: (parsed, io) => runMetrics({ name: kind, pieces }, parsed, io),
}));
