import type { Point, Projection } from "@tocsin/adapters/influx";
import { decodeAlert, decodeEvidence, type WireRejection } from "@tocsin/adapters/wire";
import type { LogRecord } from "@tocsin/log";
import type { RecorderConfiguration } from "./recorder-options.ts";

/** What a record is in the database, and the event time that it speaks of. */
export interface ProjectedRecord {
  readonly kind: "points";
  readonly points: readonly Point[];
  readonly eventMs: number;
}

/**
 * The points of a record of one of the two topics, or why there are none. Never throws. Where the stream is the clock,
 * telemetry of any age may be judged now, and there is no lag to tell.
 */
export function projectRecord(
  { topic, value, timestampMs }: LogRecord,
  { topics, clock }: Pick<RecorderConfiguration, "topics" | "clock">,
  projection: Projection,
): ProjectedRecord | WireRejection {
  if (topic === topics.incidents) {
    const decoded = decodeAlert(value);
    if (decoded.kind === "rejected") return decoded;
    const { event } = decoded;
    return { kind: "points", points: projection.alert(event), eventMs: Date.parse(event.time) };
  }
  const decoded = decodeEvidence(value);
  if (decoded.kind === "rejected") return decoded;
  const { frame } = decoded;
  const arrivedMs = clock === "wall" ? timestampMs : null;
  return { kind: "points", points: projection.evidence(frame, arrivedMs), eventMs: frame.windowStart };
}
