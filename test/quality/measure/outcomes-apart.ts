import type { Outcome } from "@tocsin/core";
import { minuteMs, msOf, type TrueIncident, worldStartMs } from "@tocsin/worlds";

/** An onset may be said, and an incident announced, this much before and after the failure. */
const graceMs = 10 * minuteMs;
/** So long after a failure its end may still raise a false alarm. */
const afterwardsMs = 120 * minuteMs;

export const minuteOf = (ms: number): number => Math.floor((ms - worldStartMs) / minuteMs);

/** Said to somebody, and not taken back by going into another. */
export const stands = (outcome: Outcome): boolean => !outcome.superseded && outcome.status !== "retracted";

const involves = (outcome: Outcome, { services }: TrueIncident): boolean =>
  outcome.members.some((member) => services.includes(member));

/** Whether the incident is about the failure: some of its services, at its time. */
export const isAbout = (outcome: Outcome, incident: TrueIncident): boolean =>
  involves(outcome, incident) &&
  outcome.onsetMs >= msOf(incident.from) - graceMs &&
  outcome.onsetMs < msOf(incident.to);

/** Whether it began when one of its services had just recovered. */
export const followsOn = (outcome: Outcome, incident: TrueIncident): boolean =>
  involves(outcome, incident) &&
  outcome.onsetMs >= msOf(incident.to) &&
  outcome.onsetMs < msOf(incident.to) + afterwardsMs;
