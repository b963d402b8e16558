import type { Sink } from "../point.ts";
import { fieldsOf, listOf, numberOf, writtenValue } from "../unknown-values.ts";
import { scannedAnswer } from "./answer-scan.ts";
import { hand, momentOf, sampleValue, seriesOf } from "./labelled.ts";

/** The answer of `/api/v1/query_range`, or of `/api/v1/query` (prometheus.io/docs/prometheus/latest/querying/api). */
export function rangeQuery(json: unknown, sink: Sink): void {
  const answer = fieldsOf(json);
  const data = fieldsOf(answer?.["data"]);
  if (data === null) return refuseAnswer(answer?.["error"], sink);
  for (const entry of listOf(data["result"])) {
    const { metric, values, value } = fieldsOf(entry) ?? {};
    const pairs = value === undefined ? listOf(values) : [value];
    const [times, numbers] = [new Float64Array(pairs.length), new Float64Array(pairs.length)];
    for (const [index, pair] of pairs.entries()) {
      const [time, number] = listOf(pair);
      times[index] = momentOf(numberOf(time));
      numbers[index] = sampleValue(writtenValue(number));
    }
    handSeries(metric, { times, values: numbers }, sink);
  }
}

/** Hands on the samples of bytes that a server wrote as usual, and says whether they were. */
export function usualRangeQuery(bytes: Uint8Array, sink: Sink): boolean {
  const answer = scannedAnswer(bytes);
  if (answer === null) return false;
  for (const { metric, times, values } of answer) handSeries(metric, { times, values }, sink);
  return true;
}

interface Samples {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

function handSeries(labels: unknown, { times, values }: Samples, sink: Sink): void {
  const series = seriesOf(labelsOf(labels), "untyped");
  const { metric, type, bound } = series;
  if (!sink.wants(metric, () => values.length)) return;
  if (bound === null) return sink.samples({ metric, attributes: series.labels, type, times, values });
  for (const [index, value] of values.entries()) hand(series, { value, atMs: times[index]! }, sink);
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
