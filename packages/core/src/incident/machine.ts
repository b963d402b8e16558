import type { Incident, IncidentChanges, Transition, TransitionReason } from "./incident.ts";
import { leastSeverity } from "./severity.ts";
import { type IncidentInput, type OpenState, transitionTable } from "./transition-table.ts";

export type Opening = Omit<
  Incident,
  "state" | "scope" | "severity" | "revision" | "supersedes" | "supersededBy"
>;

/** Opens an incident: revision 1. Throws RangeError for an input that opens nothing: that is a fault of the caller. */
export function openIncident(
  input: IncidentInput,
  opening: Opening,
  { window, reason }: { readonly window: number; readonly reason: TransitionReason },
): Transition {
  const state = transitionTable.absent[input];
  if (state === "refused" || state === "absent" || state === "resolved" || state === "retracted") {
    throw new RangeError(`${input} cannot open an incident`);
  }
  const incident: Incident = {
    ...opening,
    state,
    severity: leastSeverity[state],
    scope: state,
    revision: 1,
    supersedes: [],
    supersededBy: null,
  };
  return { incident, input, window, reason };
}

/**
 * Moves an incident by the transition table: the id stays, the revision counts up by one, the scope follows the state
 * while it is open and stays as it was when it ends. Throws RangeError where the table refuses.
 */
export function moveIncident(
  incident: Incident,
  input: IncidentInput,
  changes: IncidentChanges,
  when: { readonly window: number; readonly reason: TransitionReason },
): Transition {
  const state = transitionTable[incident.state][input];
  if (state === "refused" || state === "absent") throw new RangeError(`${incident.state} refuses ${input}`);
  const ended = state === "resolved" || state === "retracted";
  const scope: OpenState = ended ? incident.scope : state;
  const moved: Incident = { ...incident, ...changes, state, scope, revision: incident.revision + 1 };
  return { incident: moved, input, window: when.window, reason: when.reason };
}

export const isOpen = (incident: Incident): boolean =>
  incident.state !== "resolved" && incident.state !== "retracted";
