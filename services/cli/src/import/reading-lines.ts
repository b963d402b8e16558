import { type StreamName, topicNames } from "@tocsin/contracts";
import type { TimedReading } from "@tocsin/formats";

const topics: Readonly<Record<StreamName, string>> = {
  "error-rate": topicNames.errorRate,
  "delivery-latency": topicNames.deliveryLatency,
  "report-volume": topicNames.reportVolume,
};

/** The first line of a recording that was made of another tool's metrics. */
export const telemetryHeader = (name: string): string =>
  `${JSON.stringify({ tocsinRecording: 1, name, provenance: "recorded", derived: { kind: "mapped-metrics" } })}\n`;

/** One reading as a line of a recording; it arrives when its interval ends. */
export function readingLine({ stream, arrivalMs, value }: TimedReading, offset: number): string {
  const line = {
    topic: topics[stream],
    partition: 0,
    offset,
    tstype: "create",
    ts: arrivalMs,
    key: value.service,
    payload: JSON.stringify(value),
  };
  return `${JSON.stringify(line)}\n`;
}
