import { type Diagnosis, diagnose } from "../correlate/diagnosis.ts";
import { detect } from "../correlate/e-detector.ts";
import { lagGrid } from "../evidence/unit-evidence.ts";
import type { WorldState } from "../evidence/world-state.ts";
import { incidentId } from "./incident-id.ts";
import { involved, move, record } from "./board.ts";
import type { Incident, IncidentChanges, Member, TransitionReason } from "./incident.ts";
import { openIncident } from "./machine.ts";
import {
  excludedLags,
  isSettling,
  serviceName,
  serviceNamed,
  settledAt,
  type Situation,
  togetherWindows,
} from "./situation.ts";

const fewestMembers = 2;
/** Likelihood ratio, reports included, from which a service is suspected in a reports-only incident. */
const suspectedFrom = 50;

/** Raises, widens or extends a simultaneous incident when the detector alarms with corroboration; else a reports-only one. */
export function stepAlarm(situation: Situation): void {
  const { state, on, verdict, thresholds } = situation;
  if (verdict.logEvidence < thresholds.alarm) return;
  const simultaneous = on.open.filter(({ scope }) => scope === "simultaneous");
  if (simultaneous.some((incident) => isSettling(state, incident))) return;
  if (situation.withoutReports().logEvidence >= thresholds.corroboration) raise(situation, simultaneous);
  else if (simultaneous.length === 0) suspect(situation);
}

function bestLagOf(situation: Situation): number {
  const { weighed } = situation;
  const withoutReports = situation.withoutReports();
  let best = 0;
  withoutReports.groups.forEach((_, index) => {
    const logEvidence = (at: number): number =>
      withoutReports.groups[at]!.logEvidence + Math.log(weighed[at]!.weight);
    if (logEvidence(index) > logEvidence(best)) best = index;
  });
  return withoutReports.groups[best]?.bestLag ?? 0;
}

/** Services that may take part in an incident with this onset: not in another, unless alone and since about then. */
function eligible(situation: Situation, onsetWindow: number, own: Incident | null): readonly number[] {
  const { state, on } = situation;
  const barred = new Set<number>();
  for (const incident of on.open) {
    if (incident.id === own?.id || incident.scope === "reports-only") continue;
    const near = Math.abs(incident.onsetWindow - onsetWindow) <= togetherWindows(state);
    if (incident.scope === "isolated" && near) continue;
    for (const { service } of incident.members) barred.add(serviceNamed(state, service));
  }
  return state.registry.services.map(({ index }) => index).filter((service) => !barred.has(service));
}

/**
 * Diagnosis among the services that may take part. A service that turns out to have begun alone at another time is left
 * to its own incident, and the rest is diagnosed again. Null when fewer than two are left.
 */
function diagnoseApart(situation: Situation, lag: number, own: Incident | null): Diagnosis | null {
  const { state, on } = situation;
  let services = eligible(situation, state.window - lag, own);
  while (services.length >= fewestMembers) {
    const diagnosis = diagnose(state, situation.groups, services, lag);
    if (diagnosis.members.length < fewestMembers) return null;
    const failing = diagnosis.members.map(({ service }) => service);
    const apart = on.open
      .filter((incident) => incident.scope === "isolated" && !isAbsorbed(state, incident, diagnosis))
      .flatMap(({ members }) => members.map(({ service }) => serviceNamed(state, service)))
      .filter((service) => failing.includes(service));
    if (apart.length === 0) return diagnosis;
    services = services.filter((service) => !apart.includes(service));
  }
  return null;
}

function raise(situation: Situation, simultaneous: readonly Incident[]): void {
  const { state, on } = situation;
  const diagnosis = diagnoseApart(situation, bestLagOf(situation), null);
  if (diagnosis === null) return;
  const companion = simultaneous.find((incident) => belongsTogether(state, incident, diagnosis));
  if (companion !== undefined) {
    const alone = involved(on, state, ["isolated"]);
    join(
      situation,
      companion,
      diagnosis.members.filter(({ service }) => !alone.has(service)),
    );
    return;
  }
  const absorbed = on.open.filter((incident) => isAbsorbed(state, incident, diagnosis));
  const [keeper, ...others] = absorbed;
  const changes = { ...changesOf(situation, diagnosis), logEvidence: situation.verdict.logEvidence };
  if (keeper === undefined) open(situation, diagnosis, changes);
  else widen(situation, keeper, others, changes);
}

const belongsTogether = (state: WorldState, incident: Incident, diagnosis: Diagnosis): boolean =>
  Math.abs(incident.onsetWindow - diagnosis.onsetWindow) <= togetherWindows(state) ||
  (incident.naming?.component !== null && incident.naming?.component === diagnosis.naming.component);

/** Isolated and reports-only incidents that prove part of the simultaneous one. */
function isAbsorbed(state: WorldState, incident: Incident, diagnosis: Diagnosis): boolean {
  const failing = diagnosis.members.map(({ service }) => serviceName(state, service));
  const overlaps = incident.members.some(({ service }) => failing.includes(service));
  if (incident.scope === "reports-only") return overlaps;
  const near = Math.abs(incident.onsetWindow - diagnosis.onsetWindow) <= togetherWindows(state);
  return incident.scope === "isolated" && overlaps && near;
}

function changesOf(situation: Situation, diagnosis: Diagnosis) {
  const { state } = situation;
  const names = diagnosis.members.map(({ service }) => serviceName(state, service));
  return {
    onsetWindow: diagnosis.onsetWindow,
    onsetWindows: diagnosis.onsetWindows,
    members: diagnosis.members.map((member): Member => ({
      service: serviceName(state, member.service),
      onsetWindow: member.onsetWindow,
      lastActiveWindow: state.window,
      quietAnswers: 0,
      recovered: false,
    })),
    notFailing: diagnosis.notFailing
      .map((service) => serviceName(state, service))
      .filter((name) => !names.includes(name)),
    naming: diagnosis.naming,
    withoutReports: situation.withoutReports().logEvidence,
    threshold: situation.thresholds.alarm,
    lastActiveWindow: state.window,
  };
}

type FullChanges = ReturnType<typeof changesOf> & { readonly logEvidence: number };

function open(situation: Situation, diagnosis: Diagnosis, changes: FullChanges): void {
  const { state, on } = situation;
  const members = changes.members.map(({ service }) => service);
  const windowStart = diagnosis.onsetWindow * state.windowMs;
  const id = incidentId(on.digest, {
    environment: on.environment,
    scope: "simultaneous",
    windowStart,
    members,
  });
  const opening = { id, openedWindow: state.window, collateral: [], sources: [], ...changes };
  record(on, openIncident("open-simultaneous", opening, state.window));
}

/** The earliest incident keeps its id and becomes the wider one; the others are retracted in its favour. */
function widen(
  situation: Situation,
  keeper: Incident,
  others: readonly Incident[],
  changes: FullChanges,
): void {
  const { state, on } = situation;
  const supersedes = others.map(({ id }) => id);
  move(
    on,
    state,
    { ...keeper, openedWindow: state.window },
    { input: "widen", reason: "scope-widened", changes: { ...changes, supersedes } },
  );
  supersede(situation, others, keeper.id);
}

function supersede({ on, state }: Situation, incidents: readonly Incident[], supersededBy: string): void {
  for (const incident of incidents) {
    move(on, state, incident, { input: "supersede", reason: "superseded", changes: { supersededBy } });
  }
}

/** Adds services to an open simultaneous incident. */
export function join(
  situation: Situation,
  incident: Incident,
  joining: readonly { readonly service: number; readonly onsetWindow: number }[],
): void {
  const { state, on } = situation;
  const known = new Set(incident.members.map(({ service }) => service));
  const added = joining
    .map(({ service, onsetWindow }) => ({
      service: serviceName(state, service),
      onsetWindow,
      lastActiveWindow: state.window,
      quietAnswers: 0,
      recovered: false,
    }))
    .filter(({ service }) => !known.has(service));
  if (added.length === 0) return;
  const names = added.map(({ service }) => service);
  const changes: IncidentChanges = {
    members: [...incident.members, ...added],
    notFailing: incident.notFailing.filter((name) => !names.includes(name)),
    collateral: incident.collateral.filter((name) => !names.includes(name)),
    lastActiveWindow: state.window,
  };
  move(on, state, incident, { input: "revise", reason: "members-changed", changes });
}

/** Three minutes after the alarm: reads members, onset and component again, with everything that has come in since. */
export function settle(situation: Situation): void {
  const { state, on } = situation;
  for (const incident of on.open) {
    if (incident.scope !== "simultaneous" || settledAt(state, incident) !== state.window) continue;
    const diagnosis = diagnoseApart(situation, state.window - incident.onsetWindow, incident);
    if (diagnosis === null) continue;
    const moved = Math.abs(diagnosis.onsetWindow - incident.onsetWindow);
    const onset = moved <= togetherWindows(state) ? diagnosis : incident;
    const own = excludedLags({ ...on, open: on.open.filter(({ id }) => id !== incident.id) }, state);
    const logEvidence = detect(situation.weighed, state.likelihoods.all, own).logEvidence;
    const withoutReports = detect(situation.weighed, state.likelihoods.withoutReports, own).logEvidence;
    const changes = {
      ...changesOf(situation, diagnosis),
      onsetWindow: onset.onsetWindow,
      onsetWindows: onset.onsetWindows,
      logEvidence: Math.max(incident.logEvidence, logEvidence),
      withoutReports: Math.max(incident.withoutReports, withoutReports),
    };
    const absorbed = on.open.filter(
      (other) => other.scope === "isolated" && isAbsorbed(state, other, diagnosis),
    );
    const supersedes = [...incident.supersedes, ...absorbed.map(({ id }) => id)];
    const reason = whatChanged(incident, changes);
    if (reason !== null)
      move(on, state, incident, { input: "revise", reason, changes: { ...changes, supersedes } });
    supersede(situation, absorbed, incident.id);
  }
}

function whatChanged(incident: Incident, changes: FullChanges): TransitionReason | null {
  const names = (members: readonly Member[]): string =>
    members
      .map(({ service }) => service)
      .sort()
      .join("\n");
  if (names(incident.members) !== names(changes.members)) return "members-changed";
  if (incident.naming?.component !== changes.naming.component) return "component-changed";
  return incident.onsetWindow === changes.onsetWindow ? null : "onset-revised";
}

/** People complain about several services and nothing else shows: a suspicion, with a budget of its own. */
function suspect(situation: Situation): void {
  const { state, on, verdict, thresholds } = situation;
  if (on.open.some(({ scope }) => scope === "reports-only")) return;
  const lag = verdict.groups.reduce((best, group) =>
    group.logEvidence > best.logEvidence ? group : best,
  ).bestLag;
  const taken = involved(on, state, ["isolated", "simultaneous"]);
  const suspected = state.registry.services.filter(({ index, units }) => {
    const strongest = Math.max(
      ...units.map((unit) => state.likelihoods.all[unit * lagGrid.length + lagGrid.indexOf(lag as 0)]!),
    );
    return !taken.has(index) && strongest > suspectedFrom;
  });
  if (suspected.length < fewestMembers) return;
  const onsetWindow = state.window - lag;
  const members = suspected.map(({ name }) => ({
    service: name,
    onsetWindow,
    lastActiveWindow: state.window,
    quietAnswers: 0,
    recovered: false,
  }));
  const names = suspected.map(({ name }) => name);
  const of = {
    environment: on.environment,
    scope: "reports-only",
    windowStart: onsetWindow * state.windowMs,
    members: names,
  };
  const opening = {
    id: incidentId(on.digest, of),
    openedWindow: state.window,
    onsetWindow,
    onsetWindows: [onsetWindow, onsetWindow] as const,
    members,
    notFailing: [],
    collateral: [],
    naming: null,
    logEvidence: verdict.logEvidence,
    withoutReports: situation.withoutReports().logEvidence,
    threshold: thresholds.alarm,
    lastActiveWindow: state.window,
    sources: [],
  };
  record(on, openIncident("open-reports-only", opening, state.window));
}
