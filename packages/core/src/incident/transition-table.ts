/** Where an incident can be: not yet, open in one of five scopes, or ended. */
export const incidentStates = [
  "absent",
  "isolated",
  "reports-only",
  "simultaneous",
  "source",
  "blind",
  "resolved",
  "retracted",
] as const;
export type IncidentState = (typeof incidentStates)[number];
export type OpenState = Exclude<IncidentState, "absent" | "resolved" | "retracted">;

/** What can happen to an incident. */
export const incidentInputs = [
  "open-isolated",
  "open-reports-only",
  "open-simultaneous",
  "open-source",
  "open-blind",
  "widen",
  "revise",
  "recover",
  "supersede",
  "disprove",
] as const;
export type IncidentInput = (typeof incidentInputs)[number];

type Row = Readonly<Record<IncidentInput, IncidentState | "refused">>;

const nothing: Row = {
  "open-isolated": "refused",
  "open-reports-only": "refused",
  "open-simultaneous": "refused",
  "open-source": "refused",
  "open-blind": "refused",
  widen: "refused",
  revise: "refused",
  recover: "refused",
  supersede: "refused",
  disprove: "refused",
};

/** Every state with every input: the state that follows, or `refused`. SPEC.md numbers the invariants. */
export const transitionTable: Readonly<Record<IncidentState, Row>> = {
  absent: {
    ...nothing,
    "open-isolated": "isolated",
    "open-reports-only": "reports-only",
    "open-simultaneous": "simultaneous",
    "open-source": "source",
    "open-blind": "blind",
  },
  isolated: {
    ...nothing,
    widen: "simultaneous",
    revise: "isolated",
    recover: "resolved",
    supersede: "retracted",
    disprove: "retracted",
  },
  "reports-only": {
    ...nothing,
    widen: "simultaneous",
    revise: "reports-only",
    recover: "resolved",
    supersede: "retracted",
  },
  simultaneous: { ...nothing, revise: "simultaneous", recover: "resolved", disprove: "retracted" },
  source: { ...nothing, revise: "source", recover: "resolved" },
  blind: { ...nothing, revise: "blind", recover: "resolved" },
  resolved: nothing,
  retracted: nothing,
};
