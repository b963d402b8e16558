import type { AlertEventToRead } from "@tocsin/contracts";

/** An alert on one line: when, how bad, and what it says of itself; alerts of before 0.3.0 say who, and what they share. */
export function alertLine({ id, time, data }: AlertEventToRead): string {
  const { severity, status, title } = data;
  return `${time} ${severity} ${status}: ${title ?? plainTitle(data)} [${id}]`;
}

function plainTitle({ scope, onset, services, component }: AlertEventToRead["data"]): string {
  const members = services.filter(({ role }) => role === "member").map(({ service }) => service);
  const shared =
    component === null ? "" : `, suspected ${component.name} (${component.odds.toFixed(1)} to 1)`;
  return `${scope} since ${onset}: ${members.join(", ")}${shared}`;
}
