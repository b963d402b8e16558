export { type Alerts, createAlerts } from "./alerts.ts";
export type { ClearestSignalsSnapshot } from "./clearest-signals.ts";
export type { AlertComponent, AlertData, AlertEvent, AlertService, AlertSignal } from "./event.ts";
export { type EvidenceFrame, evidenceFrame, type SeriesState } from "./evidence-frame.ts";
