import type { Diagnosis, Verdict } from "../correlate/index.ts";
import type { Incident, IncidentChanges, Member, TransitionReason } from "./incident.ts";
import { type Incidents, keep, move, type Progress } from "./incidents.ts";
import { beginningOf, diagnoseApart, isAbsorbed } from "./shared-failure.ts";
import { settledExplanation, supersede } from "./companions.ts";
import { knownFailures, settledAt, togetherWindows } from "./together.ts";

/** Three minutes after the alarm: reads members, onset and component again, with everything that has come in since (rule 32). */
export function settleShared(before: Progress, verdict: Verdict): Progress {
  let progress = before;
  for (const incident of before.incidents.open) {
    if (incident.scope !== "simultaneous" || settledAt(verdict, incident) !== verdict.window) continue;
    const lag = verdict.window - incident.onsetWindow;
    const diagnosis = diagnoseApart(progress.incidents, verdict, lag, incident);
    if (diagnosis !== null) progress = settle(progress, verdict, incident, diagnosis);
  }
  return progress;
}

function settle(progress: Progress, verdict: Verdict, incident: Incident, diagnosis: Diagnosis): Progress {
  const changes = settledChanges(progress.incidents, verdict, incident, diagnosis);
  const absorbed = progress.incidents.open.filter(
    (other) => other.scope === "isolated" && isAbsorbed(verdict, other, diagnosis),
  );
  const supersedes = [...incident.supersedes, ...absorbed.map(({ id }) => id)];
  const reason = whatChanged(incident, changes);
  const how = { input: "revise", changes: { ...changes, supersedes } } as const;
  const settled =
    reason === null
      ? keep(progress, { ...incident, ...changes })
      : move(progress, verdict.window, incident, { ...how, reason });
  return supersede(settled, verdict.window, absorbed, incident.id);
}

type SettledChanges = ReturnType<typeof beginningOf>;

/** The onset moves by at most five minutes, and not past the alarm; the evidence is the most so far. */
function settledChanges(
  incidents: Incidents,
  verdict: Verdict,
  incident: Incident,
  diagnosis: Diagnosis,
): SettledChanges {
  const onset = canMove(verdict, incident, diagnosis.onsetWindow) ? diagnosis : incident;
  const others = { ...incidents, open: incidents.open.filter(({ id }) => id !== incident.id) };
  const evidence = verdict.ask.detect(knownFailures(others, verdict));
  const settled = beginningOf(verdict, { ...diagnosis, ...settledExplanation(diagnosis) });
  const before = new Map(incident.members.map((member) => [member.service, member]));
  const read = settled.members.map((member) => {
    const { depth = null, slightAnswers = null } = before.get(member.service) ?? {};
    return { ...member, depth, slightAnswers };
  });
  return {
    ...settled,
    members: [...read, ...heldMembers(verdict, incident, read)],
    onsetWindow: onset.onsetWindow,
    onsetWindows: onset.onsetWindows,
    logEvidence: Math.max(incident.logEvidence, evidence.logEvidence),
    withoutReports: Math.max(incident.withoutReports, evidence.withoutReports),
  };
}

/** Members that are worked on meanwhile: nothing can be read of them, so they stay as they were. */
const heldMembers = (
  { maintained }: Verdict,
  incident: Incident,
  read: readonly Member[],
): readonly Member[] =>
  incident.members.filter(
    ({ service }) => maintained.has(service) && !read.some((member) => member.service === service),
  );

/** Whether the onset may have been then: at most five minutes from where it was, and not after the alarm (rule 32). */
const canMove = (verdict: Verdict, { onsetWindow, openedWindow }: Incident, to: number): boolean =>
  Math.abs(to - onsetWindow) <= togetherWindows(verdict) && to <= openedWindow;

function whatChanged(incident: Incident, changes: SettledChanges): TransitionReason | null {
  const names = (members: readonly Member[]): string =>
    members
      .map(({ service }) => service)
      .sort()
      .join("\n");
  if (names(incident.members) !== names(changes.members)) return "members-changed";
  if (incident.attribution?.component !== changes.attribution.component) return "component-changed";
  return incident.onsetWindow === changes.onsetWindow ? null : "onset-revised";
}

/** Three minutes after the alarm the onset is read again, accepted if it moved by at most five minutes, and fixed. */
export function settleIsolated(before: Progress, verdict: Verdict): Progress {
  let progress = before;
  for (const incident of before.incidents.open) {
    if (incident.scope !== "isolated" || settledAt(verdict, incident) !== verdict.window) continue;
    const member = incident.members[0]!;
    const onsetWindow = verdict.ask.onsetOf(member.service, incident.threshold);
    if (onsetWindow === null) continue;
    if (onsetWindow === incident.onsetWindow || !canMove(verdict, incident, onsetWindow)) continue;
    const changes: IncidentChanges = {
      onsetWindow,
      onsetWindows: [onsetWindow, onsetWindow],
      members: [{ ...member, onsetWindow }],
    };
    progress = move(progress, verdict.window, incident, {
      input: "revise",
      reason: "onset-revised",
      changes,
    });
  }
  return progress;
}
