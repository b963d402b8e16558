import type { PointType, Sink } from "../point.ts";
import { hand, sampleValue, seriesOf } from "./labelled.ts";
import { readSample } from "./sample-line.ts";

/** What a family is, from its `# TYPE` line. */
type Families = ReadonlyMap<string, string>;

/** Times above this are milliseconds, as in the text format of Prometheus; OpenMetrics has seconds. */
const leastMilliseconds = 1e11;

/**
 * OpenMetrics text, or the older text format of Prometheus, with a timestamp for each sample, as
 * `promtool tsdb dump-openmetrics` writes it (prometheus.io/docs/specs/om/open_metrics_spec).
 */
export function openMetrics(bytes: Uint8Array, sink: Sink): void {
  const families = new Map<string, string>();
  for (const line of new TextDecoder().decode(bytes).split("\n")) takeLine(line.trim(), families, sink);
}

/** A `# TYPE` line holds for the samples behind it. */
function takeLine(line: string, families: Map<string, string>, sink: Sink): void {
  if (line === "") return;
  if (line.startsWith("#")) {
    const [, keyword, family, type] = line.split(/\s+/);
    if (keyword === "TYPE" && family !== undefined && type !== undefined) families.set(family, type);
    return;
  }
  const sample = readSample(line);
  if (sample === null) {
    const reason = `OpenMetrics: a line is no sample: ${line.slice(0, 80)}`;
    return sink.refuse({ code: "format-unreadable", subject: "line", reason });
  }
  const { name, labels, value, timestamp } = sample;
  if (name.endsWith("_created") || !sink.wants(name, () => 1)) return;
  if (timestamp === null) {
    const reason = `${name}: a sample has no time, for it is what a scrape sees now`;
    return sink.refuse({ code: "sample-time-missing", subject: name, reason });
  }
  const time = Number(timestamp);
  const atMs = Math.round(Math.abs(time) >= leastMilliseconds ? time : time * 1000);
  const series = seriesOf(labels.set("__name__", name), typeOf(name, families));
  hand(series, { value: sampleValue(value), atMs }, sink);
}

/** Of a family the name of a sample may have an ending more. */
function typeOf(name: string, families: Families): PointType {
  const exact = families.get(name);
  if (exact === "gauge" || exact === "summary") return "gauge";
  if (exact === "counter") return "counter";
  const family = /^(.*)_(total|bucket|count|sum|gcount|gsum)$/.exec(name)?.[1];
  const type = family === undefined ? undefined : families.get(family);
  if (type === "counter" || type === "histogram" || type === "summary") return "counter";
  return type === "gaugehistogram" ? "gauge" : "untyped";
}
