import type { Sink } from "../point.ts";
import { jsonOf, listOf } from "../unknown-values.ts";

/** Telemetry itself: one value, or a list of them. */
export function ownJson(bytes: Uint8Array, sink: Sink): void {
  const value = jsonOf(bytes);
  if (value === undefined) {
    return sink.refuse({ code: "value-not-json", subject: "message", reason: "the message is not JSON" });
  }
  if (!Array.isArray(value)) return sink.telemetry(value);
  for (const entry of listOf(value)) sink.telemetry(entry);
}
