import { isOpen, moveIncident } from "./machine.ts";
import type { Incident, IncidentChanges, Transition, TransitionReason } from "./incident.ts";
import type { IncidentInput } from "./transition-table.ts";

/** What is remembered from window to window. Never changed in place. */
export interface Incidents {
  /** Open incidents in order of opening. */
  readonly open: readonly Incident[];
  /** Blind windows in a row. */
  readonly blindWindows: number;
  /** Isolated incidents so far that have ended as such: how often services fail alone. */
  readonly endedAlone: number;
  /** Those that late data have retracted of late: their ids are not given again. */
  readonly disproved: readonly { readonly id: string; readonly window: number }[];
}

export const noIncidents: Incidents = { open: [], blindWindows: 0, endedAlone: 0, disproved: [] };

/** The incidents as far as a window has been worked through, and the transitions that it made so far. */
export interface Progress {
  readonly incidents: Incidents;
  readonly transitions: readonly Transition[];
}

/** Emits a transition: the incident takes its new form, and is not among the open ones when it has ended. */
export function emit({ incidents, transitions }: Progress, transition: Transition): Progress {
  const others = incidents.open.filter(({ id }) => id !== transition.incident.id);
  const open = isOpen(transition.incident) ? [...others, transition.incident].sort(byOpening) : others;
  return { incidents: { ...incidents, open }, transitions: [...transitions, transition] };
}

const byOpening = (first: Incident, second: Incident): number =>
  first.openedWindow === second.openedWindow
    ? first.id < second.id
      ? -1
      : 1
    : first.openedWindow - second.openedWindow;

/** Moves an incident and emits the transition. */
export function move(
  progress: Progress,
  window: number,
  incident: Incident,
  how: {
    readonly input: IncidentInput;
    readonly reason: TransitionReason;
    readonly changes?: IncidentChanges;
  },
): Progress {
  const when = { window, reason: how.reason };
  return emit(progress, moveIncident(incident, how.input, how.changes ?? {}, when));
}

/** Replaces an open incident without a transition: activity that needs no alert. */
export function keep({ incidents, transitions }: Progress, incident: Incident): Progress {
  const open = incidents.open.map((other) => (other.id === incident.id ? incident : other));
  return { incidents: { ...incidents, open }, transitions };
}

/** Services that take part in an open incident of the given scopes. */
export function involved({ open }: Incidents, scopes: readonly Incident["scope"][]): ReadonlySet<string> {
  const members = open.filter(({ scope }) => scopes.includes(scope)).flatMap((incident) => incident.members);
  return new Set(members.map(({ service }) => service));
}

/** Whether a service is named in an open incident, whatever its part. */
export const takesPart = ({ open }: Incidents, service: string): boolean =>
  open.some(
    ({ members, collateral, notFailing, unknown }) =>
      members.some((member) => member.service === service) ||
      collateral.includes(service) ||
      notFailing.includes(service) ||
      unknown.includes(service),
  );

/** Everybody who takes part in an open incident, in order of opening. */
export const membersOf = ({ open }: Incidents): readonly string[] => [
  ...new Set(open.flatMap(({ members }) => members.map(({ service }) => service))),
];
