import type { Sink } from "../point.ts";
import { listOf } from "../unknown-values.ts";

/** Telemetry itself: one value, or a list of them; undefined where the message is no JSON. */
export function ownJson(value: unknown, sink: Sink): void {
  if (value === undefined) {
    return sink.refuse({ code: "value-not-json", subject: "message", reason: "the message is not JSON" });
  }
  if (!Array.isArray(value)) return sink.telemetry(value);
  for (const entry of listOf(value)) sink.telemetry(entry);
}
