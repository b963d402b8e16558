import { type Assessment, jointOnset, type LateSupport, type Verdict } from "../correlate/index.ts";
import { settledExplanation } from "./companions.ts";
import type { Incident, IncidentChanges, Member } from "./incident.ts";
import { type Incidents, move, type Progress } from "./incidents.ts";
import type { Identity } from "./make.ts";
import { diagnoseApart } from "./shared-failure.ts";
import { togetherWindows } from "./together.ts";

/** Above this much evidence in its last windows a service is taken to fail, nats: what closes the learning gate. */
const standsAbove = 6;
/** Late readings must take back more than this, nats: what makes a signal show. */
const takenBack = 3;
/** No onset is found so long ago. */
const disprovedKeptMs = 86_400_000;

const fewestMembers = { isolated: 1, simultaneous: 2 } as const;

/** A member, and what spoke and speaks for its failure. */
interface Supported extends LateSupport {
  readonly member: Member;
}

/** What late readings make of open incidents (rule 44): confirmed, which needs no alert, revised, or retracted. */
export function followLate(before: Progress, assessment: Assessment): Progress {
  let progress = before;
  for (const incident of before.incidents.open) {
    if (incident.scope !== "isolated" && incident.scope !== "simultaneous") continue;
    const supported = supportedMembers(incident, assessment);
    if (supported.some(({ isHeard }) => isHeard))
      progress = correct(progress, assessment, incident, supported);
  }
  return progress;
}

function supportedMembers(incident: Incident, assessment: Assessment): readonly Supported[] {
  return incident.members.flatMap((member) => {
    const since = { onsetWindow: member.onsetWindow, leadWindows: togetherWindows(assessment) };
    const support = assessment.lateSupport(member.service, since);
    return support === null ? [] : [{ ...support, member }];
  });
}

/** What spoke for its failure is not there any more. Where little had in these windows, something else does. */
const isGone = ({ isHeard, before, after }: Supported): boolean =>
  isHeard && after.nats <= standsAbove && before.nats - after.nats > takenBack;

const isMoved = ({ isHeard, before, after }: Supported): boolean =>
  isHeard &&
  before.nats > standsAbove &&
  after.nats > standsAbove &&
  after.onsetWindow !== before.onsetWindow;

const beginning = (one: Supported): number => (isMoved(one) ? one.after.onsetWindow : one.member.onsetWindow);

function correct(
  progress: Progress,
  assessment: Assessment,
  incident: Incident,
  supported: readonly Supported[],
): Progress {
  const { window } = assessment;
  const gone = supported.filter(isGone);
  const moved = supported.filter(isMoved);
  if (gone.length + moved.length === 0) return progress;
  const latest = incident.openedWindow + togetherWindows(assessment);
  const failed = supported.filter((one) => !isGone(one) && beginning(one) <= latest).length;
  const evidence = evidenceLeft(incident, supported);
  if (failed < fewestMembers[incident.scope as keyof typeof fewestMembers])
    return retract(progress, assessment, incident, evidence);
  const changes = { ...evidence, ...revisedBy(incident, gone, moved) };
  return move(progress, window, incident, { input: "revise", reason: "late-data", changes });
}

/** At most what is left of the members' own evidence; where several must fail together, without that of the strongest. */
function evidenceLeft(
  incident: Incident,
  supported: readonly Supported[],
): Pick<Incident, "logEvidence" | "withoutReports"> {
  const nats = supported.map(({ after }) => after.nats);
  const sum = nats.reduce((all, one) => all + one, 0);
  const left = incident.scope === "isolated" ? sum : sum - Math.max(...nats);
  return {
    logEvidence: Math.min(incident.logEvidence, left),
    withoutReports: Math.min(incident.withoutReports, left),
  };
}

function revisedBy(
  incident: Incident,
  gone: readonly Supported[],
  moved: readonly Supported[],
): IncidentChanges {
  const dropped = new Set(gone.map(({ member }) => member.service));
  const onsets = new Map(moved.map(({ member, after }) => [member.service, after.onsetWindow]));
  const members = incident.members
    .filter(({ service }) => !dropped.has(service))
    .map((member) => beginningAt(member, onsets.get(member.service) ?? member.onsetWindow));
  const began = members.map((member) => member.onsetWindow);
  const joint = incident.concurrent ? Math.min(...began) : jointOnset(began);
  const stands = onsets.size === 0 && began.some((onset) => onset <= incident.onsetWindow);
  const onsetWindow =
    stands && !incident.concurrent ? incident.onsetWindow : Math.min(joint, incident.openedWindow);
  const isSame = onsetWindow === incident.onsetWindow;
  return isSame ? { members } : { members, onsetWindow, onsetWindows: [onsetWindow, joint] };
}

const beginningAt = (member: Member, onsetWindow: number): Member => ({
  ...member,
  onsetWindow,
  lastActiveWindow: Math.max(member.lastActiveWindow, onsetWindow),
});

/**
 * What a simultaneous incident is about is read again where late data have revised who failed or since when, as long as
 * the evidence names none but its members. Of members that began apart the look-back does not tell.
 */
export function renameRevised(before: Progress, verdict: Verdict): Progress {
  const revised = new Set(
    before.transitions
      .filter(({ reason, input }) => reason === "late-data" && input === "revise")
      .map(({ incident }) => incident.id),
  );
  let progress = before;
  for (const incident of before.incidents.open) {
    if (incident.scope !== "simultaneous" || incident.concurrent || !revised.has(incident.id)) continue;
    progress = rename(progress, verdict, incident);
  }
  return progress;
}

function rename(progress: Progress, verdict: Verdict, incident: Incident): Progress {
  const diagnosis = diagnoseApart(
    progress.incidents,
    verdict,
    verdict.window - incident.onsetWindow,
    incident,
  );
  const named = new Set(incident.members.map(({ service }) => service));
  if (diagnosis === null || !diagnosis.members.every(({ service }) => named.has(service))) return progress;
  const { attribution, notFailing, unknown } = settledExplanation(diagnosis);
  if (attribution.component === incident.attribution?.component) return progress;
  const others = (services: readonly string[]) => services.filter((service) => !named.has(service));
  const changes = { attribution, notFailing: others(notFailing), unknown: others(unknown) };
  return move(progress, verdict.window, incident, { input: "revise", reason: "component-changed", changes });
}

function retract(
  progress: Progress,
  { window, windowMs }: Assessment,
  incident: Incident,
  changes: IncidentChanges,
): Progress {
  const how = { input: "disprove", reason: "late-data", changes } as const;
  const { incidents, transitions } = move(progress, window, incident, how);
  const recent = incidents.disproved.filter((one) => (window - one.window) * windowMs <= disprovedKeptMs);
  const disproved = [...recent, { id: incident.id, window }];
  return { incidents: { ...incidents, disproved }, transitions };
}

/**
 * An identity that gives no id a second time: what late data have retracted may turn out to have failed after all, since
 * the same window, and is another incident then.
 */
export function withoutDisproved(identity: Identity, { disproved }: Incidents): Identity {
  if (disproved.length === 0) return identity;
  const isTaken = (digested: string): boolean => disproved.some(({ id }) => digested.startsWith(id));
  const digest = (text: string): string => {
    const digested = identity.digest(text);
    return isTaken(digested) ? digest(digested) : digested;
  };
  return { ...identity, digest };
}
