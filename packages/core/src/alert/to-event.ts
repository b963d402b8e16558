import { impliedIn, type TopologyInput } from "../correlate/index.ts";
import type { Incident, Transition } from "../incident/index.ts";
import { formatIso } from "../time/format-iso.ts";
import type {
  AlertCandidate,
  AlertComponent,
  AlertData,
  AlertEvent,
  AlertService,
  AlertImpact,
  AlertShape,
  AlertSignal,
} from "./event.ts";
import { type LinkTemplates, linksOf } from "./links.ts";
import { rounded } from "./round.ts";
import { alertWords } from "./words/index.ts";

/** What every alert of a run has in common. */
export interface AlertContext {
  readonly environment: string;
  readonly windowMs: number;
  readonly allowedLatenessMs: number;
  readonly falseAlarmsPer90Days: number;
  readonly detectorVersion: string;
  readonly configHash: string;
  readonly topology: TopologyInput | null;
  /** Links that every alert carries; none where it is left out. */
  readonly links?: LinkTemplates;
}

/** What is known beyond the incident itself when an alert is written. */
export interface AlertCircumstances {
  readonly signals: ReadonlyMap<string, readonly AlertSignal[]>;
  readonly completeness: number | null;
  /** Null where nobody fails by telemetry, or nobody at all. */
  readonly shape: AlertShape | null;
  readonly impact: AlertImpact | null;
}

/** Odds are told up to a million to one. */
const mostOdds = 1e6;
const schema = "urn:tocsin:schema:alert-event:v1";

const types = { open: "updated", resolved: "resolved", retracted: "retracted" } as const;

/** The alert event of a transition: a full snapshot of the incident, with event times only. */
export function toAlertEvent(
  transition: Transition,
  context: AlertContext,
  circumstances: AlertCircumstances,
): AlertEvent {
  const { incident } = transition;
  const status = statusOf(incident);
  const time = knownAt(transition.window, context);
  return {
    specversion: "1.0",
    id: `${incident.id}:${incident.revision}`,
    source: `/tocsin/${context.environment}`,
    type: `tocsin.incident.${incident.revision === 1 ? "opened" : types[status]}.v1`,
    subject: incident.id,
    time,
    datacontenttype: "application/json",
    dataschema: schema,
    data: inWords(alertData(transition, status, context, circumstances), context, time),
  };
}

/** With what a person reads first, and where to go on. */
function inWords(data: AlertData, { topology, links, environment }: AlertContext, time: string): AlertData {
  const { incident, revision, status, severity, scope, ...rest } = data;
  const filled = links === undefined ? {} : linksOf(links, data, { environment, time });
  return {
    incident,
    revision,
    status,
    severity,
    scope,
    ...alertWords(data, impliedIn(topology)),
    ...rest,
    ...(Object.keys(filled).length === 0 ? {} : { links: filled }),
  };
}

const statusOf = ({ state }: Incident): AlertData["status"] =>
  state === "resolved" || state === "retracted" ? state : "open";

const startOf = (window: number, { windowMs }: AlertContext): string => formatIso(window * windowMs);
const endOf = (window: number, { windowMs }: AlertContext): string => formatIso((window + 1) * windowMs);

/** Event time at which a window's verdict is known: its end and the lateness it waits for. */
const knownAt = (window: number, { windowMs, allowedLatenessMs }: AlertContext): string =>
  formatIso((window + 1) * windowMs + allowedLatenessMs);

function alertData(
  transition: Transition,
  status: AlertData["status"],
  context: AlertContext,
  circumstances: AlertCircumstances,
): AlertData {
  const { incident, reason } = transition;
  const [from, to] = incident.onsetWindows;
  return {
    incident: incident.id,
    revision: incident.revision,
    status,
    severity: incident.severity,
    scope: incident.scope,
    ...(circumstances.shape === null ? {} : { shape: circumstances.shape }),
    ...(circumstances.impact === null ? {} : { impact: circumstances.impact }),
    onset: startOf(incident.onsetWindow, context),
    onsetInterval: [
      startOf(Math.min(from, incident.onsetWindow), context),
      endOf(Math.max(to, incident.onsetWindow), context),
    ],
    detectedAt: knownAt(incident.openedWindow, context),
    ...(status === "resolved" ? { resolvedAt: endOf(incident.lastActiveWindow, context) } : {}),
    services: alertServices(incident, context, circumstances.signals),
    ...(incident.scope === "source" ? { sources: incident.sources } : {}),
    ...(incident.failingSources.length > 0 ? { failingSources: incident.failingSources } : {}),
    component: componentOf(incident),
    ...candidatesOf(incident),
    evidence: {
      logEvidence: rounded(incident.logEvidence),
      threshold: rounded(incident.threshold),
      withoutReports: rounded(incident.withoutReports),
      falseAlarmsPer90Days: context.falseAlarmsPer90Days,
    },
    ...(incident.supersededBy === null ? {} : { supersededBy: incident.supersededBy }),
    ...(incident.supersedes.length === 0 ? {} : { supersedes: incident.supersedes }),
    completeness: circumstances.completeness === null ? null : rounded(circumstances.completeness),
    reason,
    detectorVersion: context.detectorVersion,
    configHash: context.configHash,
  };
}

function alertServices(
  incident: Incident,
  context: AlertContext,
  signals: AlertCircumstances["signals"],
): readonly AlertService[] {
  const role = incident.scope === "reports-only" ? "suspected" : "member";
  const failing = incident.members.map((member): AlertService => ({
    service: member.service,
    role,
    onset: startOf(member.onsetWindow, context),
    ...(member.recovered ? { recoveredAt: endOf(member.lastActiveWindow, context) } : {}),
    signals: signals.get(member.service) ?? [],
  }));
  const inRole =
    (named: "notFailing" | "unknown") =>
    (service: string): AlertService => ({ service, role: named, onset: null, signals: [] });
  const spared = [
    ...incident.notFailing.map(inRole("notFailing")),
    ...incident.unknown.map(inRole("unknown")),
  ];
  const blamed = incident.collateral
    .filter((service) => !spared.some((one) => one.service === service))
    .map((service): AlertService => ({
      service,
      role: "collateral",
      onset: null,
      signals: signals.get(service) ?? [],
    }));
  return [...failing, ...spared, ...blamed];
}

function candidatesOf({ attribution }: Incident): Pick<AlertData, "candidates"> {
  if (attribution === null || attribution.component !== null || attribution.candidates.length === 0)
    return {};
  return { candidates: attribution.candidates.map(candidate) };
}

const candidate = ({ name, odds }: AlertCandidate): AlertCandidate => ({ name, odds: rounded(odds) });

function componentOf({ attribution }: Incident): AlertComponent | null {
  if (attribution === null || attribution.component === null) return null;
  const { component, odds, runnerUp } = attribution;
  return {
    name: component,
    odds: rounded(odds),
    runnerUp:
      runnerUp === null
        ? null
        : { ...candidate(runnerUp), oddsAgainst: rounded(Math.min(mostOdds, 1 / runnerUp.odds)) },
  };
}
