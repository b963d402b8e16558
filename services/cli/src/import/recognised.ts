type Beginning = readonly [what: RegExp, words: string, command: string];

/** Of files that are no text, which could look like any of the others. */
const binaryBeginnings: readonly Beginning[] = [
  [
    /^SQLite format 3/,
    "an SQLite database",
    "tocsin import uptime-kuma FILE, or tocsin import gatus FILE where it is of Gatus",
  ],
];

/** What files begin with, and the command that reads them, `FILE` for their name. In order: the first that fits holds. */
const beginnings: readonly Beginning[] = [
  [/^\s*\{"tocsinRecording"/, "a recording of Tocsin", "tocsin replay FILE"],
  [
    /^\s*\{"topic":/,
    "messages of a topic",
    "tocsin replay FILE, or tocsin check --sample FILE where they are of another tool",
  ],
  [/^\s*\{\s*"resourceMetrics"/, "OpenTelemetry metrics", "tocsin import otlp FILE"],
  [/^\s*\{\s*"status"\s*:\s*"(success|error)"/, "an answer of Prometheus", "tocsin import prometheus FILE"],
  [
    /^\s*\{\s*("metrics"\s*:\s*\[|"fields"\s*:|"name"\s*:.*"tags"\s*:)/,
    "metrics of Telegraf",
    "tocsin import telegraf FILE",
  ],
  [/^\s*\[\s*\{[^]*"(results|conditionResults)"\s*:/, "an answer of Gatus", "tocsin import gatus FILE"],
  [
    /^\s*\{[^]{0,200}"(monitorList|heartbeatList)"\s*:/,
    "an export of Uptime Kuma",
    "tocsin import uptime-kuma kuma.db",
  ],
  [/^# (HELP|TYPE|UNIT) /, "metrics as text", "tocsin import openmetrics FILE"],
  [/^\w+(\{[^}]*\})? [-+.\dNI]\S*( \d|\s*$)/m, "metrics as text", "tocsin import openmetrics FILE"],
  [/^#(datatype|group|default),|^,result,table,/, "annotated CSV of InfluxDB", "tocsin import influx FILE"],
  [
    /^[^\s,]+(,[^\s,=]+=[^\s]+)* [^\s=]+=\S+( -?\d{1,19})?\s*$/m,
    "InfluxDB line protocol",
    "tocsin import influx FILE",
  ],
  [/^timestamp_iso,/, "the rows of a status monitor", "tocsin import status-csv FILE"],
  [/^\s*[[{]/, "JSON", "tocsin check --sample FILE tells whether a mapping can read it"],
  [
    /^[^\n]*[,;\t][^\n]*\n/,
    "a table",
    "tocsin import csv FILE, with what its columns are, or with them in a --mapping",
  ],
];

/** Looked at of a file. */
export const lookedAtBytes = 4096;

/**
 * What a file is by its first bytes, and which command reads it; null where nobody knows, or where it is what `kind` reads.
 */
export function readsInstead(file: string, first: Uint8Array, kind: string): string | null {
  const text = Buffer.from(first)
    .subarray(0, lookedAtBytes)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
  const found = (text.includes("\0") ? binaryBeginnings : beginnings).find(([what]) => what.test(text));
  if (found === undefined) return null;
  const [, words, command] = found;
  if (command.includes(`import ${kind} `)) return null;
  return `It looks like ${words}: ${command.replace("FILE", file)}`;
}
