import type { IsolatedFailure, Verdict } from "../correlate/index.ts";
import type { Incident } from "./incident.ts";
import { emit, involved, type Progress } from "./incidents.ts";
import { failingMember, type Identity, open } from "./make.ts";
import { addMembers } from "./shared-failure.ts";
import { isSettling, togetherWindows } from "./together.ts";

/** Services that fail on their own evidence: each joins an open simultaneous incident or gets an incident of its own. */
export function stepIsolated(before: Progress, verdict: Verdict, identity: Identity): Progress {
  const taken = involved(before.incidents, ["isolated", "simultaneous"]);
  let progress = before;
  for (const failure of verdict.isolated) {
    if (taken.has(failure.service)) continue;
    const companion = companionOf(progress, verdict, failure);
    if (companion === null) progress = openIsolated(progress, verdict, failure, identity);
    else if (!isSettling(verdict, companion)) progress = addMembers(progress, verdict, companion, [failure]);
  }
  return progress;
}

/** The open simultaneous incident that a service belongs to: by its component, or because it began with it (rule 33). */
export function companionOf(
  { incidents }: Progress,
  verdict: Verdict,
  { service, onsetWindow }: IsolatedFailure,
): Incident | null {
  const found = incidents.open.find((incident) => {
    if (incident.scope !== "simultaneous") return false;
    const group = verdict.groups.find(({ name }) => name === incident.attribution?.component);
    const near = Math.abs(incident.onsetWindow - onsetWindow) <= togetherWindows(verdict);
    return near || (group !== undefined && !group.implied && group.services.includes(service));
  });
  return found ?? null;
}

export function openIsolated(
  progress: Progress,
  verdict: Verdict,
  { service, onsetWindow, logEvidence }: IsolatedFailure,
  identity: Identity,
): Progress {
  const transition = open(identity, verdict, "open-isolated", {
    onsetWindow,
    members: [failingMember(service, onsetWindow, verdict.window)],
    logEvidence,
    withoutReports: logEvidence,
    threshold: verdict.thresholds.isolated,
  });
  return emit(progress, transition);
}
