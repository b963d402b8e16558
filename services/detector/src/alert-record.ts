import type { AlertEvent } from "@tocsin/core";
import type { NewLogRecord } from "@tocsin/log";

/** CloudEvents 1.0 in structured mode, with the attributes mirrored in headers for consumers that route by them. */
export function alertRecord(event: AlertEvent): NewLogRecord {
  return {
    key: event.data.incident,
    value: JSON.stringify(event),
    headers: {
      "content-type": "application/cloudevents+json; charset=UTF-8",
      ce_specversion: event.specversion,
      ce_id: event.id,
      ce_source: event.source,
      ce_type: event.type,
      ce_subject: event.subject,
      ce_time: event.time,
    },
  };
}
