export { type JudgedAlert, type Outcome, outcomeAfter, outcomesOf } from "./evaluate/outcome.ts";
export { type Pieces, piecesOf } from "./evaluate/pieces.ts";
export { type IncidentScore, type Score, score } from "./evaluate/score.ts";
export type { TimeSpan } from "./evaluate/time-span.ts";
export { type LabelsFile, type Scope, type TrueIncident, type Truth, truthOf } from "./evaluate/truth.ts";
export { parseIso } from "./time/parse-iso.ts";
export * from "./time/format-iso.ts";
export * from "./reading/kinds.ts";
export * from "./reading/reading.ts";
export * from "./reading/fields.ts";
export * from "./reading/reading-of.ts";
export * from "./reading/rejection.ts";
export * from "./reading/arrival-bounds.ts";
export * from "./reading/check-reading.ts";
export * from "./knowledge/knowledge.ts";
export type { Maintenance, MaintenanceAnswer } from "./knowledge/maintenance.ts";
export * from "./window/frame.ts";
export * from "./window/check-frame.ts";
export * from "./world/world-window.ts";
export * from "./world/world-assembly.ts";
export type { SeriesBounds } from "./world/series-bounds.ts";
export * from "./pipeline/delivery.ts";
export * from "./pipeline/intake-config.ts";
export * from "./pipeline/intake-refusal.ts";
export * from "./pipeline/intake.ts";
export type { IntakeSnapshot } from "./pipeline/intake-state.ts";
export type {
  AlertComponent,
  AlertCounterfactuals,
  AlertData,
  AlertEvent,
  AlertService,
  AlertSignal,
  EvidenceFrame,
  SeriesState,
  LinkTemplates,
} from "./alert/index.ts";
export { type AlertWords, alertWords, takenBack } from "./alert/index.ts";
export {
  alarmThreshold,
  corroborationThreshold,
  type FewestTogether,
  fewestTogether,
  impliedComponent,
  impliedIn,
  independentFailures,
  isolatedThreshold,
  type TopologyInput,
  unlistedServices,
} from "./correlate/index.ts";
export type { WarmingUp, WarmUp } from "./model/index.ts";
export * from "./incident/index.ts";
export { warmUpMs, warmUpReadings } from "./model/index.ts";
export * from "./pipeline/detection.ts";
export * from "./pipeline/snapshot-changes.ts";
export * from "./pipeline/snapshot-format.ts";
export * from "./pipeline/version.ts";
export * from "./pipeline/window-detection.ts";
