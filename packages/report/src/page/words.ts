import type { AlertReason, IncidentScope, ServiceRole, SignalName, Topology } from "@tocsin/contracts";
import { dayMs, formatClock, formatDate } from "../client/utc.js";
import { durationOf } from "../words/moments.ts";

/** English for what the contracts call by a word of their own, and for numbers and times inside sentences. */

const smallNumbers = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** `six services`; numerals from eleven on. */
export function countInWords(count: number, one: string, many = `${one}s`): string {
  return `${smallNumbers[count] ?? String(count)} ${count === 1 ? one : many}`;
}

/** `once`, `twice`, `three times`. */
export function timesInWords(count: number): string {
  return ["never", "once", "twice"][count] ?? countInWords(count, "time");
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Whole days of long times: `16 days`; else as `durationOf`. */
export function lengthInWords(ms: number): string {
  return ms < 2 * dayMs ? durationOf(ms) : `${Math.round(ms / dayMs)} days`;
}

/** `4 Oct 2021, 15:40 UTC`. */
export function instantOf(ms: number): string {
  return `${formatDate(ms)}, ${formatClock(ms)} UTC`;
}

/** `4 Oct 2021, 15:40 to 21:30 UTC`, with the second date where it differs; open where `to` is null. */
export function periodOf(from: number, to: number | null): string {
  if (to === null) return `since ${instantOf(from)}`;
  const sameDay = formatDate(from) === formatDate(to);
  const end = sameDay ? formatClock(to) : `${formatDate(to)}, ${formatClock(to)}`;
  return `${formatDate(from)}, ${formatClock(from)} to ${end} UTC`;
}

export const scopeWords: Readonly<Record<IncidentScope, string>> = {
  simultaneous: "Simultaneous",
  isolated: "Isolated",
  "reports-only": "Reports only",
  source: "Observer",
  blind: "Blind",
};

export const roleWords: Readonly<Record<ServiceRole, string>> = {
  member: "failed",
  notFailing: "inside, did not fail",
  unknown: "inside, nothing recent known",
  collateral: "bystander, did not fail",
  suspected: "complaints only",
};

export const reasonWords: Readonly<Record<AlertReason, string>> = {
  "evidence-crossed-threshold": "The evidence crossed the threshold",
  "scope-widened": "It proved a failure of several",
  "concurrent-failures": "Several fail at the same time, though they may have begun apart",
  "members-changed": "The list of services changed",
  "onset-revised": "The onset was revised",
  "component-changed": "Another component explains it better",
  "collateral-changed": "Bystanders were found",
  recovered: "The services recovered",
  superseded: "It proved part of a larger incident",
  "late-data": "Telemetry that came late told otherwise",
  "maintenance-ended": "The maintenance ended, and the failure went on",
  "severity-raised": "It proved worse than it had looked",
  "memory-lost": "The detector lost its memory, and begins anew",
};

export const signalTitles: Readonly<Record<SignalName, string>> = {
  errors: "Errors",
  traffic: "Requests",
  latency: "Delivery latency",
  undelivered: "Undelivered",
  deliveries: "Deliveries",
  reports: "User reports",
  heartbeat: "Telemetry",
};

/** How a service or `service/operation` is called on the page. */
export type NameOf = (unit: string) => string;

export function displayNames(topology: Topology | null): NameOf {
  return (unit) => {
    const slash = unit.indexOf("/");
    const service = slash === -1 ? unit : unit.slice(0, slash);
    const name = topology?.services[service]?.displayName ?? service;
    return slash === -1 ? name : `${name} / ${unit.slice(slash + 1)}`;
  };
}
