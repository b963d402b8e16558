import type { Assessment, Verdict } from "../correlate/index.ts";
import type { Digest } from "./digest.ts";
import { incidentId } from "./incident-id.ts";
import type { Incident, Member, Transition, TransitionReason } from "./incident.ts";
import { openIncident } from "./machine.ts";
import type { IncidentInput } from "./transition-table.ts";

/** The window at hand: number and length. */
export type At = Pick<Verdict | Assessment, "window" | "windowMs">;

/** What an incident's id is made from, besides its beginning. */
export interface Identity {
  readonly environment: string;
  readonly digest: Digest;
}

/** A member that fails now. */
export const failingMember = (service: string, onsetWindow: number, window: number): Member => ({
  service,
  onsetWindow,
  lastActiveWindow: window,
  quietAnswers: 0,
  recovered: false,
  depth: null,
  slightAnswers: null,
});

/** What an incident begins with; all else follows from the window, or is empty. */
export interface Beginning extends Pick<
  Incident,
  "onsetWindow" | "members" | "logEvidence" | "withoutReports" | "threshold"
> {
  readonly onsetWindows?: readonly [number, number];
  readonly attribution?: Incident["attribution"];
  readonly notFailing?: readonly string[];
  readonly unknown?: readonly string[];
  readonly sources?: readonly string[];
  readonly failingSources?: readonly string[];
  /** Why it opens, where that is not what crosses a threshold by itself. */
  readonly reason?: TransitionReason;
}

/** The one way to an incident: revision 1, with an id of its scope, first window, alarm and first members. */
export function open(
  identity: Identity,
  at: At,
  input: Extract<IncidentInput, `open-${string}`>,
  beginning: Beginning,
): Transition {
  const { reason = "evidence-crossed-threshold", ...begins } = beginning;
  const { onsetWindow, members, sources = [] } = begins;
  const id = incidentId(identity.digest, {
    environment: identity.environment,
    scope: input.slice("open-".length),
    windowStart: onsetWindow * at.windowMs,
    alarmStart: at.window * at.windowMs,
    members: members.length > 0 ? members.map(({ service }) => service) : sources,
  });
  const opening = {
    id,
    openedWindow: at.window,
    lastActiveWindow: at.window,
    concurrent: false,
    onsetWindows: [onsetWindow, onsetWindow] as const,
    attribution: null,
    notFailing: [],
    unknown: [],
    collateral: [],
    failingSources: [],
    counterfactuals: null,
    ...begins,
    sources,
  };
  return openIncident(input, opening, { window: at.window, reason });
}
