import type { AlertEvent } from "./alert.ts";

/** An alert on one line: when, how bad, what, who, and what they share. */
export function alertLine({ id, time, data }: AlertEvent): string {
  const { scope, status, severity, onset, services, component } = data;
  const members = services.filter(({ role }) => role === "member").map(({ service }) => service);
  const shared =
    component === null ? "" : `, suspected ${component.name} (${component.odds.toFixed(1)} to 1)`;
  return `${time} ${severity} ${scope} ${status} since ${onset}: ${members.join(", ")}${shared} [${id}]`;
}
