import type { IsolatedFailure, Verdict } from "../correlate/index.ts";
import { openingReason } from "./after-work.ts";
import { isNear, isOfComponent, join, widerCause } from "./companions.ts";
import type { Incident } from "./incident.ts";
import { emit, involved, type Progress } from "./incidents.ts";
import { failingMember, type Identity, open } from "./make.ts";
import { isSettling } from "./together.ts";

/** Services that fail on their own evidence: each joins an open simultaneous incident or gets an incident of its own. */
export function stepIsolated(before: Progress, verdict: Verdict, identity: Identity): Progress {
  const taken = involved(before.incidents, ["isolated", "simultaneous"]);
  let progress = before;
  for (const failure of verdict.isolated) {
    if (taken.has(failure.service)) continue;
    const companion = companionOf(progress, verdict, failure);
    if (companion === null) progress = joinOrOpen(progress, verdict, failure, identity);
    else if (!isSettling(verdict, companion))
      progress = join(progress, verdict, companion, { services: [failure] });
  }
  return progress;
}

/** The open simultaneous incident that a service belongs to: by its component, or because it began with it (rule 33). */
export function companionOf(
  { incidents }: Progress,
  verdict: Verdict,
  { service, onsetWindow }: IsolatedFailure,
): Incident | null {
  const found = incidents.open.find(
    (incident) =>
      incident.scope === "simultaneous" &&
      (isNear(verdict, incident, onsetWindow) || isOfComponent(verdict, incident, service)),
  );
  return found ?? null;
}

function joinOrOpen(
  progress: Progress,
  verdict: Verdict,
  failure: IsolatedFailure,
  identity: Identity,
): Progress {
  const wider = widerCause(progress.incidents, verdict, [failure]);
  if (wider === null) return openIsolated(progress, verdict, failure, identity);
  const { incident, explanation } = wider;
  return join(progress, verdict, incident, { services: [failure], explanation });
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
    reason: openingReason(verdict, [{ service, onsetWindow }]),
  });
  return emit(progress, transition);
}
