import type { Diagnosis, FailingService, Verdict } from "../correlate/index.ts";
import { openingReason } from "./after-work.ts";
import { isNear, isOfComponent, join, supersede, widerCause } from "./companions.ts";
import type { Incident, IncidentChanges, Member } from "./incident.ts";
import { emit, type Incidents, move, type Progress } from "./incidents.ts";
import { failingMember, type Identity, open } from "./make.ts";
import { suspect } from "./reports-only.ts";
import { isSettling } from "./together.ts";

/** Fewer cannot fail together. */
export const fewestMembers = 2;

/** Raises, widens or extends a simultaneous incident when the detector alarms with corroboration; else a reports-only one. */
export function stepAlarm(progress: Progress, verdict: Verdict, identity: Identity): Progress {
  const { thresholds, all, withoutReports } = verdict;
  if (all.logEvidence < thresholds.alarm) return progress;
  const simultaneous = progress.incidents.open.filter(({ scope }) => scope === "simultaneous");
  if (simultaneous.some((incident) => isSettling(verdict, incident))) return progress;
  if (withoutReports.logEvidence >= thresholds.corroboration) return raise(progress, verdict, identity);
  if (simultaneous.length > 0 || isOfTwo(verdict)) return progress;
  return suspect(progress, verdict, identity);
}

/** Whether there is no alarm if more than two must fail together in every group (rule 40). */
const isOfTwo = ({ ask, thresholds }: Verdict): boolean => ask.ofThree().logEvidence < thresholds.alarm;

/** The onset, in windows before now, of the group that says most without reports. */
function bestLag({ withoutReports: { groups } }: Verdict): number {
  let best = 0;
  const logEvidence = (at: number): number => groups[at]!.logEvidence + Math.log(groups[at]!.weight);
  groups.forEach((_, index) => {
    if (logEvidence(index) > logEvidence(best)) best = index;
  });
  return groups[best]?.bestLag ?? 0;
}

/** Services that may take part in an incident with this onset: not in another, unless alone and since about then. */
function eligible(
  incidents: Incidents,
  verdict: Verdict,
  onsetWindow: number,
  own: Incident | null,
): string[] {
  const barred = new Set<string>();
  for (const incident of incidents.open) {
    if (incident.id === own?.id || incident.scope === "reports-only") continue;
    if (incident.scope === "isolated" && isNear(verdict, incident, onsetWindow)) continue;
    for (const { service } of incident.members) barred.add(service);
  }
  return verdict.services.filter((service) => !barred.has(service));
}

/**
 * Diagnosis among the services that may take part. A service that turns out to have begun alone at another time is left
 * to its own incident, and the rest is diagnosed again. Null when fewer than two are left.
 */
export function diagnoseApart(
  incidents: Incidents,
  verdict: Verdict,
  lag: number,
  own: Incident | null,
): Diagnosis | null {
  let services = eligible(incidents, verdict, verdict.window - lag, own);
  while (services.length >= fewestMembers) {
    const diagnosis = verdict.ask.diagnose(services, lag);
    if (diagnosis.members.length < fewestMembers) return null;
    const failing = diagnosis.members.map(({ service }) => service);
    const apart = incidents.open
      .filter((incident) => incident.scope === "isolated" && !isAbsorbed(verdict, incident, diagnosis))
      .flatMap(({ members }) => members.map(({ service }) => service))
      .filter((service) => failing.includes(service));
    if (apart.length === 0) return diagnosis;
    services = services.filter((service) => !apart.includes(service));
  }
  return null;
}

function raise(progress: Progress, verdict: Verdict, identity: Identity): Progress {
  const { incidents } = progress;
  const diagnosis = diagnoseApart(incidents, verdict, bestLag(verdict), null);
  if (diagnosis === null || (needsConfirming(verdict) && !areConfirmed(verdict, diagnosis))) return progress;
  const grown = growOpen(progress, verdict, diagnosis);
  if (grown !== null) return grown;
  const [keeper, ...others] = incidents.open.filter((incident) => isAbsorbed(verdict, incident, diagnosis));
  const beginning = beginningOf(verdict, diagnosis);
  if (keeper === undefined) {
    const reason = openingReason(verdict, beginning.members);
    return emit(progress, open(identity, verdict, "open-simultaneous", { ...beginning, reason }));
  }
  return widen(progress, verdict, { keeper, others, reason: "scope-widened" }, beginning);
}

const needsConfirming = (verdict: Verdict): boolean =>
  isOfTwo(verdict) || verdict.ask.ofThree().withoutReports < verdict.thresholds.corroboration;

/** Whether two members or more show by themselves that they fail. */
const areConfirmed = ({ ask }: Verdict, { members }: Diagnosis): boolean =>
  ask.confirmed(members.map(({ service }) => service)).length >= fewestMembers;

/**
 * The alarm as a part of an open simultaneous incident (rule 33): one that is near or has the same component, or that is
 * put down to a component of some of these services, who alone join then; else one that with all of them is the failure
 * of one component. Null where it is an incident of its own.
 */
function growOpen(progress: Progress, verdict: Verdict, diagnosis: Diagnosis): Progress | null {
  const { incidents } = progress;
  const { members: services } = diagnosis;
  const absorbed = incidents.open.filter(
    (incident) => incident.scope === "isolated" && isAbsorbed(verdict, incident, diagnosis),
  );
  for (const incident of incidents.open) {
    if (incident.scope !== "simultaneous") continue;
    if (belongsTogether(verdict, incident, diagnosis))
      return join(progress, verdict, incident, { services, absorbed });
    const isInside = ({ service }: FailingService): boolean => isOfComponent(verdict, incident, service);
    const inside = services.filter(isInside);
    const ofInside = absorbed.filter(({ members }) => members.every(isInside));
    if (inside.length > 0) return join(progress, verdict, incident, { services: inside, absorbed: ofInside });
  }
  const wider = widerCause(incidents, verdict, services);
  if (wider === null) return null;
  return join(progress, verdict, wider.incident, { services, absorbed, explanation: wider.explanation });
}

const belongsTogether = (verdict: Verdict, incident: Incident, diagnosis: Diagnosis): boolean =>
  isNear(verdict, incident, diagnosis.onsetWindow) ||
  (incident.attribution?.component !== null &&
    incident.attribution?.component === diagnosis.attribution.component);

/** Isolated and reports-only incidents that prove part of the simultaneous one (rule 33). */
export function isAbsorbed(verdict: Verdict, incident: Incident, diagnosis: Diagnosis): boolean {
  const failing = diagnosis.members.map(({ service }) => service);
  const overlaps = incident.members.some(({ service }) => failing.includes(service));
  if (incident.scope === "reports-only") return overlaps;
  return incident.scope === "isolated" && overlaps && isNear(verdict, incident, diagnosis.onsetWindow);
}

/** What a simultaneous incident is after a diagnosis. */
export function beginningOf(verdict: Verdict, diagnosis: Diagnosis) {
  const names = diagnosis.members.map(({ service }) => service);
  return {
    onsetWindow: diagnosis.onsetWindow,
    onsetWindows: diagnosis.onsetWindows,
    members: diagnosis.members.map(({ service, onsetWindow }): Member =>
      failingMember(service, onsetWindow, verdict.window),
    ),
    notFailing: diagnosis.notFailing.filter((name) => !names.includes(name)),
    unknown: diagnosis.unknown,
    attribution: diagnosis.attribution,
    logEvidence: verdict.all.logEvidence,
    withoutReports: verdict.withoutReports.logEvidence,
    threshold: verdict.thresholds.alarm,
    lastActiveWindow: verdict.window,
  };
}

/** What becomes one incident, and why. */
interface Widening {
  readonly keeper: Incident;
  readonly others: readonly Incident[];
  readonly reason: "scope-widened" | "concurrent-failures";
}

/** The earliest incident keeps its id and becomes the wider one; the others are retracted in its favour. */
export function widen(
  progress: Progress,
  { window }: Verdict,
  { keeper, others, reason }: Widening,
  changes: IncidentChanges,
): Progress {
  const supersedes = others.map(({ id }) => id);
  const widened = move(
    progress,
    window,
    { ...keeper, openedWindow: window },
    { input: "widen", reason, changes: { ...changes, supersedes } },
  );
  return supersede(widened, window, others, keeper.id);
}
