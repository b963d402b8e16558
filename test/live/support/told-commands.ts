import { topicNames } from "@tocsin/contracts";
import type { AppendedRecord } from "@tocsin/log";
import { outageOnset } from "../../../services/cli/test/support/small-outage.ts";

const minuteMs = 60_000;
export const start = outageOnset - 200 * minuteMs;
const iso = (minute: number): string => new Date(start + minute * minuteMs).toISOString();

/** A command that arrives in a minute of the small outage, and holds from the second window behind it on. */
export function commandAt(minute: number, command: object): AppendedRecord {
  const timestampMs = start + minute * minuteMs + 1000;
  const told = { v: 1, fromWindow: start + (minute + 3) * minuteMs, ...command };
  return {
    topic: topicNames.commands,
    partition: 0,
    key: null,
    value: JSON.stringify(told),
    timestampMs,
  };
}

export const add = (id: string, more: object) => ({ kind: "maintenance-add", id, ...more });

/** Planned work, its end, what was said of an incident, and what nobody understands, over the hours of the small outage. */
export const commands: readonly AppendedRecord[] = [
  commandAt(40, add("news", { services: ["news"], from: iso(60), to: iso(90) })),
  commandAt(100, { kind: "feedback", id: "f-1", incident: "i-unknown", verdict: "no-incident" }),
  { ...commandAt(110, {}), value: "oops" },
  commandAt(150, add("edge", { components: ["edge"], from: iso(195) })),
  commandAt(152, add("edge", { components: ["edge"], from: iso(195) })),
  commandAt(207, { kind: "maintenance-end", id: "edge" }),
  commandAt(208, { kind: "maintenance-end", id: "never-heard-of" }),
];

/** In the order of arrival; of equal times those of the first go first. */
export const merged = (one: readonly AppendedRecord[], other: readonly AppendedRecord[]) =>
  [...one, ...other].toSorted((a, b) => (a.timestampMs ?? 0) - (b.timestampMs ?? 0));
