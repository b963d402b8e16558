import type { Assessment } from "../../src/correlate/index.ts";
import {
  type Followed,
  type Incident,
  type Incidents,
  isOpen,
  severities,
  type Stepped,
  type Transition,
  transitionTable,
} from "../../src/incident/index.ts";
import { settledAt, togetherWindows } from "../../src/incident/together.ts";

/** Windows without evidence after which a service that reports in every window of a minute has recovered. */
const quietWindows = 10;

/** What the incidents of a walk were so far. */
export interface IncidentLedger {
  /** Each incident as its last transition left it. */
  readonly last: Map<string, Incident>;
  /** Windows in a row in which a member was judged and nothing spoke against it, by incident and service. */
  readonly quiet: Map<string, number>;
  /** Members that have recovered but for a drift. */
  readonly drifted: Set<string>;
}

export const incidentLedger = (): IncidentLedger => ({
  last: new Map(),
  quiet: new Map(),
  drifted: new Set(),
});

/** One window of a walk. */
export interface WalkedWindow {
  readonly before: Incidents;
  readonly assessment: Assessment;
  readonly followed: Followed;
  readonly stepped: Stepped;
}

type Must = (holds: boolean, sentence: string, incident?: Incident) => void;

/**
 * The sentences of SPEC.md that a window of a walk breaks, on the incidents themselves: none, or a fault. Numbers in
 * brackets are those of SPEC.md.
 */
export function brokenIncidents(ledger: IncidentLedger, walked: WalkedWindow): readonly string[] {
  const { assessment, stepped } = walked;
  const broken: string[] = [];
  const must: Must = (holds, sentence, incident) => {
    const about = incident === undefined ? "" : ` (${incident.scope} ${incident.id}:${incident.revision})`;
    if (!holds) broken.push(`window ${assessment.window}: ${sentence}${about}`);
  };
  for (const transition of stepped.transitions) checkTransition(ledger, transition, assessment, must);
  checkSupersession(ledger, stepped.transitions, must);
  checkOpen(ledger, walked, must);
  if (assessment.blind) checkBlind(walked, must);
  else checkRecovery(ledger, walked, must);
  checkFeedback(walked, must);
  return broken;
}

function checkTransition(ledger: IncidentLedger, transition: Transition, at: Assessment, must: Must): void {
  const { incident, input, window } = transition;
  const before = ledger.last.get(incident.id);
  ledger.last.set(incident.id, incident);
  must(window === at.window, "[11] a transition is of its window", incident);
  must(
    incident.revision === (before?.revision ?? 0) + 1,
    "[2] revisions count from 1 without gaps",
    incident,
  );
  must(
    transitionTable[before?.state ?? "absent"][input] === incident.state,
    "[3] [7] the transition table says where it goes",
    incident,
  );
  must(incident.onsetWindow <= incident.openedWindow, "[13] onset before detection", incident);
  must(incident.openedWindow <= window, "[13] detection not after the event", incident);
  must(incident.lastActiveWindow >= incident.onsetWindow, "[13] activity not before the onset", incident);
  checkRoles(incident, must);
  if (before === undefined)
    must(incident.logEvidence >= incident.threshold, "[15] opens over its threshold", incident);
  else checkStep(before, transition, at, must);
}

function checkRoles(
  { scope, members, notFailing, unknown, collateral, sources, ...rest }: Incident,
  must: Must,
): void {
  const names = members.map(({ service }) => service);
  const incident = { scope, members, notFailing, unknown, collateral, sources, ...rest };
  const fewest = { isolated: 1, simultaneous: 2, "reports-only": 2, source: 0, blind: 0 }[scope];
  const most = { isolated: 1, simultaneous: 99, "reports-only": 99, source: 0, blind: 0 }[scope];
  must(names.length >= fewest && names.length <= most, "[14] members by scope", incident);
  must(new Set(names).size === names.length, "[14] a member is named once", incident);
  must(
    !names.some((name) => notFailing.includes(name) || unknown.includes(name)),
    "[14] who fails is neither spared nor unknown",
    incident,
  );
  const { attribution } = rest;
  must(
    attribution?.component !== null ||
      attribution.candidates.length === 0 ||
      notFailing.length + unknown.length === 0,
    "[14] nobody is spared where it is open what failed",
    incident,
  );
  must(sources.length > 0 === (scope === "source"), "[14] sources by scope", incident);
  must(
    scope === "simultaneous" || notFailing.length + unknown.length + collateral.length === 0,
    "[14] spared and blamed only beside a simultaneous failure",
    incident,
  );
  must(
    scope === "simultaneous" || incident.attribution === null,
    "[14] a component only of a simultaneous failure",
    incident,
  );
}

function checkStep(
  before: Incident,
  { incident, window, reason }: Transition,
  at: Assessment,
  must: Must,
): void {
  must(
    severities.indexOf(incident.severity) >= severities.indexOf(before.severity),
    "[18] severity only rises",
    incident,
  );
  if (incident.scope !== before.scope) return;
  must(incident.openedWindow === before.openedWindow, "[13] the alarm stays where it was", incident);
  if (reason === "late-data") return;
  must(incident.logEvidence >= before.logEvidence, "[15] the evidence is the most so far", incident);
  const settles = !before.concurrent && window === settledAt(at, before);
  const moved = Math.abs(incident.onsetWindow - before.onsetWindow);
  must(moved <= (settles ? togetherWindows(at) : 0), "[6] the onset moves by settling alone", incident);
  const names = incident.members.map(({ service }) => service);
  const dropped = before.members.filter(({ service }) => !names.includes(service));
  must(settles || dropped.length === 0, "[5] members are cumulative", incident);
}

function checkSupersession(ledger: IncidentLedger, transitions: readonly Transition[], must: Must): void {
  for (const { incident, input } of transitions) {
    const { supersededBy, supersedes, state } = incident;
    const isReplaced = state === "retracted" && input !== "disprove";
    must(isReplaced === (supersededBy !== null), "[8] what late data do not retract is superseded", incident);
    if (supersededBy !== null)
      must(
        ledger.last.get(supersededBy)!.supersedes.includes(incident.id),
        "[8] its successor names it",
        incident,
      );
    for (const id of supersedes)
      must(
        ledger.last.get(id)?.supersededBy === incident.id,
        "[8] who is superseded names by whom",
        incident,
      );
  }
}

function checkOpen({ last }: IncidentLedger, { stepped }: WalkedWindow, must: Must): void {
  const { open } = stepped.incidents;
  const expected = [...last.values()].filter(isOpen).map(({ id }) => id);
  must(
    open
      .map(({ id }) => id)
      .toSorted()
      .join() === expected.toSorted().join(),
    "[1] open are those that opened and have not ended, under their ids",
  );
  const failing = open.filter(({ scope }) => scope === "isolated" || scope === "simultaneous");
  const services = failing.flatMap(({ members }) => members.map(({ service }) => service));
  must(
    new Set(services).size === services.length,
    `[9] a service fails in one incident: ${services.join(" ")}`,
  );
  for (const scope of ["blind", "source", "reports-only"])
    must(
      open.filter((incident) => incident.scope === scope).length <= 1,
      `[16] one open incident of ${scope}`,
    );
}

function checkBlind({ before, stepped }: WalkedWindow, must: Must): void {
  const others = (incidents: Incidents) => incidents.open.filter(({ scope }) => scope !== "blind");
  must(
    JSON.stringify(others(before)) === JSON.stringify(others(stepped.incidents)),
    "[12] a blind window changes no other incident",
  );
  must(
    stepped.transitions.every(({ incident }) => incident.scope === "blind"),
    "[12] a blind window tells of nothing but blindness",
  );
}

/** Recovery as the specification has it, from the assessments alone. */
function checkRecovery(
  ledger: IncidentLedger,
  { assessment, followed, stepped }: WalkedWindow,
  must: Must,
): void {
  const { window, services } = assessment;
  const ended = stepped.transitions
    .filter(({ input }) => input === "recover")
    .map(({ incident }) => incident);
  const quietBefore = new Map(ledger.quiet);
  ledger.quiet.clear();
  for (const incident of [...stepped.incidents.open, ...ended]) {
    for (const { service, lastActiveWindow, recovered } of incident.members) {
      const key = `${incident.id} ${service}`;
      const assessed = services.get(service);
      const said = incident.scope === "reports-only" ? assessed?.complaintNats : assessed?.failureNats;
      const isActive = (said ?? 0) > 0 && !followed.over.includes(service);
      const before = [incident.id, ...incident.supersedes].map((id) => quietBefore.get(`${id} ${service}`));
      const wasQuiet = before.find((quiet) => quiet !== undefined) ?? 0;
      const canDrift = incident.scope !== "reports-only";
      const isDrifting = isActive && canDrift && assessed?.isWithinDrift === true;
      const isAsBefore = !isActive && lastActiveWindow !== window;
      const hasDrifted =
        (canDrift && followed.drifted.includes(service)) ||
        (isDrifting ? recovered : isAsBefore && ledger.drifted.has(key));
      if (hasDrifted) ledger.drifted.add(key);
      else ledger.drifted.delete(key);
      const quiet = isActive || lastActiveWindow === window ? 0 : wasQuiet + (said === null ? 0 : 1);
      ledger.quiet.set(key, quiet);
      must(
        !isActive || isDrifting || lastActiveWindow === window,
        `[4] ${service} fails and is taken for quiet`,
        incident,
      );
      must(
        recovered === (quiet >= quietWindows || hasDrifted),
        `[4] ${service} recovers after ten quiet windows, or ten with no more than a drift`,
        incident,
      );
    }
    const isOver = incident.members.length > 0 && incident.members.every(({ recovered }) => recovered);
    must(
      incident.members.length === 0 || isOver === !isOpen(incident),
      "[4] resolved when all recovered",
      incident,
    );
  }
}

function checkFeedback({ followed, stepped }: WalkedWindow, must: Must): void {
  const { over, failing, resumed } = stepped.feedback;
  const members = stepped.incidents.open
    .filter(({ scope }) => scope === "isolated" || scope === "simultaneous")
    .flatMap((incident) => incident.members);
  const named = (recovered: boolean) =>
    members.filter((member) => member.recovered === recovered).map(({ service }) => service);
  must(over.join() === followed.over.join(), "over are the services of incidents that have ended");
  must(failing.join() === named(false).join(), "failing are the members that have not recovered");
  must(
    resumed.every((service) => named(true).includes(service)),
    "resumed are members that have recovered",
  );
}
