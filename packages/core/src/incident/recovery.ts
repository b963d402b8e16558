import { type Assessment, type ServiceAssessment, shallower } from "../correlate/index.ts";
import type { Incident, Member } from "./incident.ts";
import { keep, move, type Progress } from "./incidents.ts";

/** So long without evidence, or with no more than a drift after a failure of consequence, and a service has recovered (rule 31). */
const quietMs = 10 * 60_000;
/** By chance one of those that have recovered shows so much in at most one of so many windows (rule 31). */
const windowsToRelapse = 100;

/** Windows without evidence after which an entity that sends every `cadence` windows has recovered. */
export const quietWindows = (windowMs: number, cadence: number): number =>
  Math.max(Math.ceil(quietMs / windowMs), 2 * cadence);

export interface Recovery extends Progress {
  /** Services of incidents that are over. */
  readonly over: readonly string[];
  /** Members whose failure has become slight in this window. */
  readonly eased: readonly string[];
  /** Members that have recovered in this window but for a drift. */
  readonly drifted: readonly string[];
}

/** Who still fails, who has recovered, and whether an incident is over. Resolution is never held back. */
export function followMembers(before: Progress, assessment: Assessment): Recovery {
  const over = new Set<string>();
  const eased: string[] = [];
  const drifted: string[] = [];
  let progress = before;
  for (const incident of before.incidents.open) {
    if (incident.members.length === 0) continue;
    const updated = updateMembers(incident, assessment, over);
    eased.push(...changed(incident, updated, hasEased));
    drifted.push(...changed(incident, updated, hasRecoveredByDrift));
    if (updated.members.every(({ recovered }) => recovered)) {
      progress = countEnded(
        move(progress, assessment.window, updated, { input: "recover", reason: "recovered" }),
        updated,
        assessment,
      );
      for (const { service } of updated.members) over.add(service);
    } else progress = noteActivity(progress, assessment.window, incident, updated);
  }
  return { ...progress, over: [...over], eased, drifted };
}

/** The members of which this became true. */
const changed = (
  before: Incident,
  after: Incident,
  is: (was: Member, member: Member) => boolean,
): readonly string[] =>
  after.members.flatMap((member, at) => (is(before.members[at]!, member) ? [member.service] : []));

const hasEased = (was: Member, { slightAnswers }: Member): boolean =>
  slightAnswers === 1 && was.slightAnswers === 0;

/** While something speaks for its failure nothing but a drift lets a member recover. */
const hasRecoveredByDrift = (was: Member, { recovered, quietAnswers }: Member): boolean =>
  recovered && !was.recovered && quietAnswers === 0;

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
    const assessed = assessmentOf(member, assessment, over);
    const nats = incident.scope === "reports-only" ? assessed.complaintNats : assessed.failureNats;
    if (nats === null) return member;
    const isActive = nats > (member.recovered ? relapsed : 0);
    return updateMember(member, isActive, { ...assessed, ...assessment });
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
function updateMember(before: Member, isActive: boolean, at: Assessment & ServiceAssessment): Member {
  const { window, windowMs, cadenceWindows } = at;
  const member = { ...before, slightAnswers: slightAnswers(before, at) };
  const needed = Math.max(2, Math.ceil(quietWindows(windowMs, cadenceWindows) / cadenceWindows));
  if (!isActive) {
    const quietAnswers = member.quietAnswers + 1;
    return { ...member, quietAnswers, recovered: member.recovered || quietAnswers >= needed };
  }
  if (member.recovered)
    return { ...member, lastActiveWindow: window, quietAnswers: 0, slightAnswers: null, recovered: false };
  const driftAnswers = at.isWithinDrift ? (member.slightAnswers ?? 0) : 0;
  const lastActiveWindow = driftAnswers > 0 ? member.lastActiveWindow : window;
  return { ...member, lastActiveWindow, quietAnswers: 0, recovered: driftAnswers >= needed };
}

/** How often in a row what a member loses was slight: a single deeper window is a blip, two begin anew. */
function slightAnswers(
  { depth: before, slightAnswers: count }: Member,
  { depth }: ServiceAssessment,
): number | null {
  if (before !== null && shallower(before, depth) !== "slight") return 0;
  return count === null ? null : count + 1;
}
