export type { Digest } from "./digest.ts";
export type {
  Counterfactuals,
  Incident,
  IncidentChanges,
  Member,
  OtherDetection,
  Transition,
  TransitionReason,
} from "./incident.ts";
export { type Incidents, membersOf, noIncidents, takesPart } from "./incidents.ts";
export { isOpen } from "./machine.ts";
export type { Identity } from "./make.ts";
export { quietWindows } from "./recovery.ts";
export { type BlastRadius, type Severity, severities, severityOf } from "./severity.ts";
export { type Followed, follow, step, type Stepped } from "./step.ts";
export { knownFailures } from "./together.ts";
export {
  type IncidentInput,
  incidentInputs,
  type IncidentState,
  incidentStates,
  type OpenState,
  transitionTable,
} from "./transition-table.ts";
