import { type Explanation, type FailingService, namedFrom, type Verdict } from "../correlate/index.ts";
import { isUnknownSinceWork } from "./after-work.ts";
import type { Incident, IncidentChanges, Member } from "./incident.ts";
import { type Incidents, move, type Progress } from "./incidents.ts";
import { failingMember } from "./make.ts";
import { isSettling, settledAt, togetherWindows } from "./together.ts";

/** Whether the service belongs to the declared component that the incident is put down to (rule 33). */
export function isOfComponent({ groups }: Verdict, incident: Incident, service: string): boolean {
  const group = groups.find(({ name }) => name === incident.attribution?.component);
  return group !== undefined && !group.implied && group.services.includes(service);
}

/** Whether an onset is about that of the incident (rule 33). */
export const isNear = (verdict: Verdict, incident: Incident, onsetWindow: number): boolean =>
  Math.abs(incident.onsetWindow - onsetWindow) <= togetherWindows(verdict);

/** An open incident, and what it shares with services that join it. */
interface WiderCause {
  readonly incident: Incident;
  readonly explanation: Explanation;
}

/**
 * The open simultaneous incident that is, with these services, the failure of one declared component at three to one or
 * better (rule 42): a first reading may have named a smaller one, or none.
 */
export function widerCause(
  incidents: Incidents,
  verdict: Verdict,
  joining: readonly FailingService[],
): WiderCause | null {
  for (const incident of incidents.open) {
    if (incident.scope !== "simultaneous") continue;
    const explanation = explanationWith(incidents, verdict, incident, joining);
    if (explanation !== null) return { incident, explanation };
  }
  return null;
}

/** What explains an incident that is settled together with these services, of which some lie outside its component. */
function explanationWith(
  incidents: Incidents,
  verdict: Verdict,
  incident: Incident,
  joining: readonly FailingService[],
): Explanation | null {
  const isInside = ({ service }: FailingService): boolean => isOfComponent(verdict, incident, service);
  if (isSettling(verdict, incident) || joining.every(isInside)) return null;
  const failing = [...incident.members.filter(({ recovered }) => !recovered), ...joining];
  const explanation = verdict.ask.explain(failing, neitherOf(incidents, verdict, failing));
  return holdsAll(verdict, explanation, failing) ? explanation : null;
}

/** Everybody who is neither among these nor in an open incident. */
function neitherOf(
  { open }: Incidents,
  { services }: Verdict,
  failing: readonly FailingService[],
): readonly string[] {
  const taken = open.filter(({ scope }) => scope !== "reports-only").flatMap(({ members }) => members);
  const known = new Set([...taken, ...failing].map(({ service }) => service));
  return services.filter((service) => !known.has(service));
}

function holdsAll(
  { groups }: Verdict,
  { attribution: { component, odds } }: Explanation,
  failing: readonly FailingService[],
): boolean {
  const group = groups.find(({ name }) => name === component);
  if (group === undefined || group.implied || odds < namedFrom) return false;
  return failing.every(({ service }) => group.services.includes(service));
}

/** As it is told once it is settled: where it is open which explanation is true none is named any more (rule 42). */
export function settledExplanation({ attribution, ...rest }: Explanation): Explanation {
  if (attribution.candidates.length === 0) {
    const { notFailing, unknown } = rest;
    return { attribution, notFailing, unknown };
  }
  return { attribution: { ...attribution, component: null }, notFailing: [], unknown: [] };
}

/** What joins an open simultaneous incident. */
export interface Joining {
  readonly services?: readonly FailingService[];
  /** Isolated incidents that prove part of it. Their members keep what is known of them. */
  readonly absorbed?: readonly Incident[];
  readonly explanation?: Explanation;
}

/**
 * Adds services to an open simultaneous incident, and takes over isolated ones. Where one lies outside its component it is
 * read again what is shared.
 */
export function join(progress: Progress, verdict: Verdict, incident: Incident, joining: Joining): Progress {
  const { window } = verdict;
  const { services = [], absorbed = [] } = joining;
  const known = new Set(incident.members.map(({ service }) => service));
  const found = [
    ...absorbed.flatMap(({ members }) => members).map((member) => joined(verdict, incident, member)),
    ...services.map(({ service, onsetWindow }) => failingMember(service, onsetWindow, window)),
  ];
  const added: Member[] = [];
  for (const member of found) {
    if (known.has(member.service)) continue;
    known.add(member.service);
    added.push(member);
  }
  if (added.length === 0) return progress;
  const without = (names: readonly string[]): readonly string[] => names.filter((name) => !known.has(name));
  const explanation = joining.explanation ?? explanationWith(progress.incidents, verdict, incident, added);
  const { notFailing, unknown, attribution } = { ...incident, ...explanation };
  const changes: IncidentChanges = {
    members: [...incident.members, ...added],
    attribution,
    notFailing: without(notFailing),
    unknown: without(unknown),
    collateral: without(incident.collateral),
    lastActiveWindow: window,
    supersedes: [...incident.supersedes, ...absorbed.map(({ id }) => id)],
  };
  const revised = move(progress, window, incident, { input: "revise", reason: "members-changed", changes });
  return supersede(revised, window, absorbed, incident.id);
}

/** A member of an isolated incident as one of this: what it showed before this began may have been something else. */
const joined = ({ ask }: Verdict, { onsetWindow }: Incident, member: Member): Member => ({
  ...member,
  onsetWindow: ask.joinedOnset(member, onsetWindow),
});

/** Retracts incidents in favour of the one that they proved part of. */
export function supersede(
  before: Progress,
  window: number,
  incidents: readonly Incident[],
  supersededBy: string,
): Progress {
  const how = { input: "supersede", reason: "superseded", changes: { supersededBy } } as const;
  return incidents.reduce((progress, incident) => move(progress, window, incident, how), before);
}

/**
 * Takes isolated incidents that are open already into the simultaneous one of whose component their services are; and
 * when one has just settled, also those with which it is the failure of a wider component.
 */
export function gatherCompanions(before: Progress, verdict: Verdict): Progress {
  let progress = before;
  for (const { id, scope, openedWindow, concurrent } of before.incidents.open) {
    if (scope !== "simultaneous" || isSettling(verdict, { openedWindow, concurrent })) continue;
    const incident = progress.incidents.open.find((one) => one.id === id)!;
    const absorbed = alone(progress, verdict).filter(({ members }) =>
      members.every(({ service }) => isOfComponent(verdict, incident, service)),
    );
    if (absorbed.length > 0) progress = join(progress, verdict, incident, { absorbed });
    if (settledAt(verdict, incident) === verdict.window) progress = gatherWider(progress, verdict);
  }
  return progress;
}

/** Isolated incidents but those of which nobody knows whether they go on. */
const alone = ({ incidents }: Progress, verdict: Verdict): readonly Incident[] =>
  incidents.open.filter(
    ({ scope, members }) =>
      scope === "isolated" && !members.some((member) => isUnknownSinceWork(verdict, member)),
  );

function gatherWider(before: Progress, verdict: Verdict): Progress {
  let progress = before;
  for (const isolated of alone(before, verdict)) {
    const wider = widerCause(progress.incidents, verdict, isolated.members);
    if (wider === null) continue;
    const { incident, explanation } = wider;
    progress = join(progress, verdict, incident, { absorbed: [isolated], explanation });
  }
  return progress;
}
