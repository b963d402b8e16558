import type { AlertCandidate, AlertComponent, AlertEvent, IncidentScope } from "@tocsin/contracts";
import { type Outcome, outcomeAfter } from "@tocsin/core";

/** What one alert event added to what was known of its incident. */
export interface HistoryStep {
  readonly timeMs: number;
  readonly reason: AlertEvent["data"]["reason"];
  readonly scope: IncidentScope;
  readonly severity: AlertEvent["data"]["severity"];
  readonly onsetMs: number;
  readonly joined: readonly string[];
  readonly component: AlertComponent | null;
  readonly candidates?: readonly AlertCandidate[];
}

/** All that people are told of an incident: its first event, the one that gave it its scope, the last, and the steps. */
export interface IncidentHistory {
  readonly outcome: Outcome;
  readonly first: AlertEvent;
  /** The first event with the scope that it has now. */
  readonly announced: AlertEvent;
  readonly latest: AlertEvent;
  readonly steps: readonly HistoryStep[];
}

/** The history after one more event of the same incident; null before the first. */
function historyAfter(before: IncidentHistory | null, event: AlertEvent): IncidentHistory {
  const known = new Set(before === null ? [] : members(before.latest));
  const step: HistoryStep = {
    timeMs: Date.parse(event.time),
    reason: event.data.reason,
    scope: event.data.scope,
    severity: event.data.severity,
    onsetMs: Date.parse(event.data.onset),
    joined: members(event).filter((service) => !known.has(service)),
    component: event.data.component,
    ...(event.data.candidates === undefined ? {} : { candidates: event.data.candidates }),
  };
  const sameScope = before !== null && before.announced.data.scope === event.data.scope;
  return {
    outcome: outcomeAfter(before?.outcome ?? null, event),
    first: before?.first ?? event,
    announced: sameScope ? before.announced : event,
    latest: event,
    steps: [...(before?.steps ?? []), step],
  };
}

/** Histories of a log of alert events, by incident, in order of their first event. Grows with incidents, not with time. */
export interface IncidentLedger {
  readonly add: (event: AlertEvent) => void;
  readonly histories: () => readonly IncidentHistory[];
  /** Events added so far. */
  readonly events: () => number;
}

export function incidentLedger(): IncidentLedger {
  const byIncident = new Map<string, IncidentHistory>();
  let events = 0;
  return {
    add: (event) => {
      events += 1;
      const { incident } = event.data;
      byIncident.set(incident, historyAfter(byIncident.get(incident) ?? null, event));
    },
    histories: () => [...byIncident.values()],
    events: () => events,
  };
}

/** Services that an event says fail, or are suspected. */
export const members = (event: AlertEvent): readonly string[] =>
  event.data.services
    .filter(({ role }) => role === "member" || role === "suspected")
    .map(({ service }) => service);
