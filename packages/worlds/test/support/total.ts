import { arrivals, type Sent, type World } from "../../src/index.ts";

/** Sums over the readings of some services whose interval lies in minutes of a world. */
export interface Total {
  readings: number;
  requests: number;
  errors: number;
  delivered: number;
  undelivered: number;
  reports: number;
  p95Ms: number[];
}

/** Of readings that are not late and whose clock is right: of all that the failures here are tried on. */
export function totalOf(world: World, services: readonly string[], from: number, to: number): Total {
  const total: Total = {
    readings: 0,
    requests: 0,
    errors: 0,
    delivered: 0,
    undelivered: 0,
    reports: 0,
    p95Ms: [],
  };
  // What is measured in a minute arrives in the next.
  for (const minute of arrivals(world, from + 1, to + 1))
    for (const sent of minute) if (services.includes(sent.service)) add(total, sent);
  return total;
}

function add(total: Total, sent: Sent): void {
  if (sent.stream === "report-volume") {
    total.reports += sent.reports;
    return;
  }
  total.readings += 1;
  if (sent.stream === "error-rate") {
    total.requests += sent.requests;
    total.errors += sent.errors;
    return;
  }
  total.delivered += sent.delivered;
  total.undelivered += sent.undelivered;
  if (sent.p95Ms !== null) total.p95Ms.push(sent.p95Ms);
}
