import { type Depth, shallower, type Verdict } from "../correlate/index.ts";
import type { Incident, Member } from "./incident.ts";
import { keep, move, type Progress } from "./incidents.ts";
import { leastSeverity, type Severity, severityOf, worse } from "./severity.ts";

/**
 * The severity of open incidents by the window at hand. It only rises: in the alert of a transition of this window where
 * there is one, else in one of its own. How deeply a member fails is the less of the last two windows, so that one bad
 * minute raises nothing; of a member that is new this window alone is known.
 */
export function followSeverity(before: Progress, verdict: Verdict): Progress {
  return before.incidents.open.reduce(
    (progress, incident) => raiseSeverity(progress, verdict, incident),
    before,
  );
}

function raiseSeverity(progress: Progress, verdict: Verdict, incident: Incident): Progress {
  const { window, windowMs } = verdict;
  if (incident.scope !== "isolated" && incident.scope !== "simultaneous")
    return raised(progress, window, incident, leastSeverity[incident.scope]);
  const followed = incident.members.map((member) => followDepth(member, verdict));
  const found = severityOf({
    scope: incident.scope,
    depths: followed.flatMap(({ lasting, member }) => (member.recovered ? [] : [lasting])),
    known: verdict.known,
    lastedMs: (incident.lastActiveWindow + 1 - incident.onsetWindow) * windowMs,
  });
  const members = followed.map(({ member }) => member);
  return raised(progress, window, { ...incident, members }, found);
}

function followDepth(member: Member, { ask }: Verdict): { readonly member: Member; readonly lasting: Depth } {
  const now = ask.depthOf(member.service);
  const lasting = member.depth === null ? now : shallower(member.depth, now);
  return { member: { ...member, depth: now }, lasting };
}

function raised(progress: Progress, window: number, incident: Incident, found: Severity): Progress {
  const severity = worse(incident.severity, found);
  if (severity === incident.severity) return keep(progress, incident);
  const told = progress.transitions.findLastIndex((transition) => transition.incident.id === incident.id);
  if (told < 0) {
    const { members } = incident;
    const changes = { members, severity };
    return move(progress, window, incident, { input: "revise", reason: "severity-raised", changes });
  }
  const worseNow = { ...incident, severity };
  const transitions = progress.transitions.map((transition, at) =>
    at === told ? { ...transition, incident: worseNow } : transition,
  );
  return keep({ ...progress, transitions }, worseNow);
}
