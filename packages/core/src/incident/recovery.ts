import type { Assessment, ServiceAssessment } from "../correlate/index.ts";
import type { Incident, Member } from "./incident.ts";
import { keep, move, type Progress } from "./incidents.ts";

/** So long without evidence and a service has recovered (rule 31). */
const quietMs = 10 * 60_000;
/** By chance one of those that have recovered shows so much in at most one of so many windows (rule 31). */
const windowsToRelapse = 100;

/** Windows without evidence after which an entity that sends every `cadence` windows has recovered. */
export const quietWindows = (windowMs: number, cadence: number): number =>
  Math.max(Math.ceil(quietMs / windowMs), 2 * cadence);

export interface Recovery extends Progress {
  /** Services of incidents that are over. */
  readonly over: readonly string[];
}

/** Who still fails, who has recovered, and whether an incident is over. Resolution is never held back. */
export function followMembers(before: Progress, assessment: Assessment): Recovery {
  const over = new Set<string>();
  let progress = before;
  for (const incident of before.incidents.open) {
    if (incident.members.length === 0) continue;
    const updated = updateMembers(incident, assessment, over);
    if (updated.members.every(({ recovered }) => recovered)) {
      progress = countEnded(
        move(progress, assessment.window, updated, { input: "recover", reason: "recovered" }),
        updated,
        assessment,
      );
      for (const { service } of updated.members) over.add(service);
    } else progress = noteActivity(progress, assessment.window, incident, updated);
  }
  return { ...progress, over: [...over] };
}

/**
 * Lone failures are counted when they are over: one that proves part of a shared failure is none (rule 23), nor is one
 * that ends in an excluded past.
 */
function countEnded(
  { incidents, transitions }: Progress,
  { scope, members }: Incident,
  { services }: Assessment,
): Progress {
  const isCounted =
    scope === "isolated" && !members.some((member) => services.get(member.service)?.isExcluded === true);
  const endedAlone = incidents.endedAlone + (isCounted ? 1 : 0);
  return { incidents: { ...incidents, endedAlone }, transitions };
}

/** A recovery is emitted, mere activity is not. */
function noteActivity(progress: Progress, window: number, incident: Incident, updated: Incident): Progress {
  if (recoveries(updated) === recoveries(incident)) return keep(progress, updated);
  const { members, lastActiveWindow } = updated;
  const changes = { members, lastActiveWindow };
  return move(progress, window, incident, { input: "revise", reason: "members-changed", changes });
}

const recoveries = (incident: Incident): string =>
  incident.members.map(({ recovered }) => (recovered ? "1" : "0")).join("");

/** The incident with its members' last active window and recovery brought up to the window at hand. */
function updateMembers(incident: Incident, assessment: Assessment, over: ReadonlySet<string>): Incident {
  const relapsed = relapseNats(incident, assessment);
  const members = incident.members.map((member) => {
    const { failureNats, complaintNats, cadenceWindows } = assessmentOf(member, assessment, over);
    const nats = incident.scope === "reports-only" ? complaintNats : failureNats;
    const isActive = nats === null ? null : nats > (member.recovered ? relapsed : 0);
    return updateMember(member, isActive, assessment, cadenceWindows);
  });
  const lastActiveWindow = members.reduce(
    (latest, member) => Math.max(latest, member.lastActiveWindow),
    incident.lastActiveWindow,
  );
  return { ...incident, members, lastActiveWindow };
}

/**
 * What shows that a member which has recovered fails again, nats (rule 31): of many members one looks so now and then, and
 * an incident of many would never end. A failure that would be told as a new one is enough in any case.
 */
const relapseNats = ({ members }: Incident, { alarmThreshold }: Assessment): number =>
  Math.min(alarmThreshold, Math.log(windowsToRelapse * members.length));

/** What another incident that is over has left behind speaks for nothing any more. */
function assessmentOf(
  { service }: Member,
  { services }: Assessment,
  over: ReadonlySet<string>,
): ServiceAssessment {
  const assessed = services.get(service)!;
  if (!over.has(service)) return assessed;
  const silenced = (nats: number | null): number | null => (nats === null ? null : Number.NEGATIVE_INFINITY);
  return {
    ...assessed,
    failureNats: silenced(assessed.failureNats),
    complaintNats: silenced(assessed.complaintNats),
  };
}

/**
 * Only windows in which the member could be judged count towards recovery: neither blind ones nor those in which
 * nothing was due or it was worked on.
 */
function updateMember(
  member: Member,
  isActive: boolean | null,
  { window, windowMs }: Assessment,
  cadence: number,
): Member {
  if (isActive === null) return member;
  if (isActive) return { ...member, lastActiveWindow: window, quietAnswers: 0, recovered: false };
  const quietAnswers = member.quietAnswers + 1;
  const needed = Math.max(2, Math.ceil(quietWindows(windowMs, cadence) / cadence));
  return { ...member, quietAnswers, recovered: member.recovered || quietAnswers >= needed };
}
