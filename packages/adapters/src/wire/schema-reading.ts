import { DeliveryLatencyTelemetry, ErrorRateTelemetry, ReportVolumeTelemetry } from "@tocsin/contracts";
import { type Kinds, type Reading, readFields, type Stream } from "@tocsin/core";
import { explain } from "./explain-issue.ts";
import { rejected, type WireRejection } from "./payload.ts";
import { Sent } from "./plain-telemetry.ts";

export type SchemaVerdict = { readonly kind: "reading"; readonly reading: Reading } | WireRejection;

const schemas = {
  "error-rate": ErrorRateTelemetry,
  "delivery-latency": DeliveryLatencyTelemetry,
  "report-volume": ReportVolumeTelemetry,
} as const satisfies Record<Stream, unknown>;

/** Decides by the contract's schema: slow, and the word that counts. */
export function readingBySchema(stream: Stream, value: unknown): SchemaVerdict {
  const checked = schemas[stream].safeParse(value, { reportInput: true });
  if (!checked.success) return explain(checked.error.issues);
  const { ts } = checked.data;
  const epochMs = typeof ts === "number" ? ts : Date.parse(ts);
  if (Number.isNaN(epochMs)) return rejected("value-schema", `ts: not a time: ${ts}`);
  return { kind: "reading", reading: readFields<Kinds>(stream, checked.data, new Sent(epochMs)) };
}
