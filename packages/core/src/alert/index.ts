export { type Alerts, type AlertsSnapshot, createAlerts, withoutIncidents } from "./alerts.ts";
export type {
  AlertComponent,
  AlertCounterfactuals,
  AlertData,
  AlertEvent,
  AlertService,
  AlertSignal,
} from "./event.ts";
export type { LinkTemplates } from "./links.ts";
export { takenBack } from "./taken-back.ts";
export { type AlertWords, alertWords } from "./words/index.ts";
export { type EvidenceFrame, evidenceFrame, type SeriesState } from "./evidence-frame.ts";
