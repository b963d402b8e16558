import { topicNames } from "@tocsin/contracts";
import { otherTimeUnit, timeUnitReason } from "../wire/time-unit.ts";
import { type LinePlace, type RecordedMessage, type RejectedLine, rejectedLine } from "./recording-item.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The topic that each field stands for: a telemetry value has one of them and no other stream's. */
const topicOfField = {
  requests: topicNames.errorRate,
  errors: topicNames.errorRate,
  delivered: topicNames.deliveryLatency,
  undelivered: topicNames.deliveryLatency,
  buckets: topicNames.deliveryLatency,
  reports: topicNames.reportVolume,
} as const;

/** The topic of a telemetry value that stands alone on its line; null where the value is none. */
function topicOfBare(fields: Fields): string | null {
  if (fields["service"] === undefined || fields["topic"] !== undefined || "payload" in fields) return null;
  for (const [field, topic] of Object.entries(topicOfField)) if (field in fields) return topic;
  return null;
}

/**
 * A telemetry value without an envelope, as the message that it would have been: it arrived when its interval ended. Its
 * offset is its place in the file, so that of two readings of one interval the first stays. Null where it is none.
 */
export function bareMessage(
  value: Fields,
  place: LinePlace,
  text: string,
): RecordedMessage | RejectedLine | null {
  const topic = topicOfBare(value);
  if (topic === null) return null;
  const ts = timeOf(value["ts"]);
  const intervalMs = value["intervalMs"];
  if (ts === null) return rejectedLine(place, "value-schema", "ts: is missing or no time", text);
  const unit = otherTimeUnit(ts);
  if (unit !== null) return rejectedLine(place, "time-unit", timeUnitReason("ts", ts, unit), text);
  if (!isInterval(intervalMs)) {
    return rejectedLine(place, "interval-invalid", "intervalMs: is missing or no whole number", text);
  }
  return {
    kind: "message",
    topic,
    partition: 0,
    offset: place.line - 1,
    arrivalMs: ts + intervalMs,
    payload: text,
    file: place.file,
    line: place.line,
    raw: text,
    isBare: true,
  };
}

function timeOf(ts: unknown): number | null {
  const time = typeof ts === "string" ? Date.parse(ts) : ts;
  return typeof time === "number" && Number.isFinite(time) && time >= 0 ? time : null;
}

const isInterval = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= 86_400_000;
