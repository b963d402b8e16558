import type { AlertEvent, AlertSignal } from "@tocsin/contracts";
import { alertEvent } from "../../../../test/support/alert-event.ts";

interface AlertDraft {
  readonly incident: string;
  readonly service: string;
  readonly status?: AlertEvent["data"]["status"];
  readonly scope?: AlertEvent["data"]["scope"];
  readonly revision?: number;
}

/** An alert event about one service, as small as the contract allows. */
export function alertOf(draft: AlertDraft, change: Partial<AlertEvent["data"]> = {}): AlertEvent {
  const { incident, service, status = "open", scope = "isolated", revision = 1 } = draft;
  const onset = "2021-10-04T15:40:00Z";
  const detectedAt = "2021-10-04T15:43:30Z";
  const data: AlertEvent["data"] = {
    incident,
    revision,
    status,
    severity: "error",
    scope,
    onset,
    onsetInterval: [onset, onset],
    detectedAt,
    services: [{ service, role: "member", onset, signals: [] }],
    component: null,
    evidence: { logEvidence: 20, threshold: 11.77, withoutReports: 18, falseAlarmsPer90Days: 1 },
    completeness: null,
    reason: "evidence-crossed-threshold",
    detectorVersion: "0.1.0",
    configHash: "0".repeat(64),
    ...change,
  };
  return alertEvent(data, detectedAt);
}

/** An error rate that is far from what was expected; `change` says what differs. */
export const signal = (change: Partial<AlertSignal> = {}): AlertSignal => ({
  signal: "errors",
  observed: 0.6,
  expected: 0.004,
  lower: 0,
  upper: 0.01,
  unit: "ratio",
  evidenceNats: 16,
  ...change,
});
