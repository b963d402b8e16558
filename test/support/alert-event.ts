import type { AlertData, AlertEvent } from "@tocsin/contracts";

/** An alert event with this content, said at this time. */
export function alertEvent(data: AlertData, time: string): AlertEvent {
  const { incident, revision, status } = data;
  const verb = status === "open" ? (revision === 1 ? "opened" : "updated") : status;
  return {
    specversion: "1.0",
    id: `${incident}:${revision}`,
    source: "/tocsin/default",
    type: `tocsin.incident.${verb}.v1`,
    subject: incident,
    time,
    datacontenttype: "application/json",
    dataschema: "urn:tocsin:schema:alert-event:v1",
    data,
  };
}
