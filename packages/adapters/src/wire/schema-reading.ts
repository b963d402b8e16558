import { DeliveryLatencyTelemetry, ErrorRateTelemetry, ReportVolumeTelemetry } from "@tocsin/contracts";
import type { Reading, Stream } from "@tocsin/core";
import { explain } from "./explain-issue.ts";
import { rejected, type WireRejection } from "./payload.ts";
import { deliveryLatencyReading, errorRateReading, reportVolumeReading } from "./reading-of.ts";

export type SchemaVerdict = { readonly kind: "reading"; readonly reading: Reading } | WireRejection;

/** What a schema says of a value. */
type Checked<Value> =
  | { readonly success: true; readonly data: Value }
  | { readonly success: false; readonly error: { readonly issues: Parameters<typeof explain>[0] } };

/** Decides by the contract's schema: slow, and the word that counts. */
export function readingBySchema(stream: Stream, value: unknown): SchemaVerdict {
  const params = { reportInput: true };
  if (stream === "error-rate") return verdict(ErrorRateTelemetry.safeParse(value, params), errorRateReading);
  if (stream === "delivery-latency") {
    return verdict(DeliveryLatencyTelemetry.safeParse(value, params), deliveryLatencyReading);
  }
  return verdict(ReportVolumeTelemetry.safeParse(value, params), reportVolumeReading);
}

function verdict<Value extends { readonly ts: number | string }>(
  checked: Checked<Value>,
  build: (value: Value, ts: number) => Reading,
): SchemaVerdict {
  if (!checked.success) return explain(checked.error.issues);
  const ts = typeof checked.data.ts === "number" ? checked.data.ts : Date.parse(checked.data.ts);
  if (Number.isNaN(ts)) return rejected("value-schema", `ts: not a time: ${checked.data.ts}`);
  return { kind: "reading", reading: build(checked.data, ts) };
}
