import type { Sink } from "../point.ts";
import { fieldsOf, listOf, numberOf, writtenValue } from "../unknown-values.ts";
import { hand, sampleValue, seriesOf } from "./labelled.ts";

/** The answer of `/api/v1/query_range`, or of `/api/v1/query` (prometheus.io/docs/prometheus/latest/querying/api). */
export function rangeQuery(json: unknown, sink: Sink): void {
  const answer = fieldsOf(json);
  const data = fieldsOf(answer?.["data"]);
  if (data === null) return refuseAnswer(answer?.["error"], sink);
  for (const entry of listOf(data["result"])) {
    const { metric, values, value } = fieldsOf(entry) ?? {};
    const labels = labelsOf(metric);
    const samples = value === undefined ? listOf(values) : [value];
    const series = seriesOf(labels, "untyped");
    if (!sink.wants(series.metric, samples.length)) continue;
    for (const sample of samples) {
      const pair = listOf(sample);
      const atMs = Math.round(numberOf(pair[0]) * 1000);
      hand(series, { value: sampleValue(writtenValue(pair[1])), atMs }, sink);
    }
  }
}

function refuseAnswer(error: unknown, sink: Sink): void {
  const told = typeof error === "string" ? `the server answered: ${error}` : "no JSON with data.result";
  sink.refuse({
    code: "format-unreadable",
    subject: "message",
    reason: `Prometheus range query: ${told.slice(0, 300)}`,
  });
}

export function labelsOf(value: unknown): Map<string, string> {
  const labels = new Map<string, string>();
  for (const [name, text] of Object.entries(fieldsOf(value) ?? {})) {
    if (typeof text === "string") labels.set(name, text);
  }
  return labels;
}
