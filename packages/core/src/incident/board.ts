import type { Digest } from "../ports/digest.ts";
import type { WorldState } from "../evidence/world-state.ts";
import { rearmUnit } from "../evidence/units-step.ts";
import { isOpen, moveIncident } from "./machine.ts";
import type { Incident, IncidentChanges, Transition, TransitionReason } from "./incident.ts";
import type { IncidentInput } from "./transition-table.ts";

/** The open incidents and what is needed to move them. */
export interface Board {
  readonly environment: string;
  readonly digest: Digest;
  /** Open incidents in order of opening. */
  open: Incident[];
  /** Blind windows in a row. */
  blindWindows: number;
  /** Isolated incidents so far: how often services fail alone. */
  isolatedCount: number;
  /** Transitions made in the window at hand. */
  transitions: Transition[];
}

export type BoardSnapshot = Pick<Board, "open" | "blindWindows" | "isolatedCount">;

export function board(environment: string, digest: Digest, snapshot?: BoardSnapshot): Board {
  return {
    environment,
    digest,
    open: [...(snapshot?.open ?? [])],
    blindWindows: snapshot?.blindWindows ?? 0,
    isolatedCount: snapshot?.isolatedCount ?? 0,
    transitions: [],
  };
}

/** Records a transition: the incident takes its new form, and leaves the board when it has ended. */
export function record(on: Board, transition: Transition): void {
  on.transitions.push(transition);
  const others = on.open.filter(({ id }) => id !== transition.incident.id);
  on.open = isOpen(transition.incident) ? [...others, transition.incident].sort(byOpening) : others;
}

const byOpening = (first: Incident, second: Incident): number =>
  first.openedWindow === second.openedWindow
    ? first.id < second.id
      ? -1
      : 1
    : first.openedWindow - second.openedWindow;

export function move(
  on: Board,
  state: WorldState,
  incident: Incident,
  how: {
    readonly input: IncidentInput;
    readonly reason: TransitionReason;
    readonly changes?: IncidentChanges;
  },
): void {
  record(
    on,
    moveIncident(incident, how.input, how.changes ?? {}, { window: state.window, reason: how.reason }),
  );
}

/** Replaces an open incident without a transition: activity that nobody needs to be told of. */
export function keep(on: Board, incident: Incident): void {
  on.open = on.open.map((other) => (other.id === incident.id ? incident : other));
}

/** Resolves an incident and forgets the evidence of its services, so that it cannot alarm again for what is over. */
export function resolve(on: Board, state: WorldState, incident: Incident): void {
  move(on, state, incident, { input: "recover", reason: "recovered" });
  for (const { service } of incident.members) {
    for (const unit of state.registry.services[state.registry.serviceByName.get(service)!]!.units) {
      rearmUnit(state, state.registry.units[unit]!);
    }
  }
}

/** Services that take part in an open incident of the given scopes. */
export function involved(on: Board, state: WorldState, scopes: readonly Incident["scope"][]): Set<number> {
  const services = on.open.filter(({ scope }) => scopes.includes(scope)).flatMap(({ members }) => members);
  return new Set(services.map(({ service }) => state.registry.serviceByName.get(service)!));
}
