import type { AlertData, AlertEvent, AlertService, EvidenceFrame, ServiceRole } from "@tocsin/contracts";
import { alertEvent } from "../../../../test/support/alert-event.ts";

/** 2021-10-04T15:39:00Z. */
export const windowStart = 1_633_361_940_000;
export const minute = 60_000;

/** A service and its operation: one series abnormal, one silent, one not due. */
export const frame: EvidenceFrame = {
  v: 1,
  windowStart,
  windowMs: minute,
  series: {
    unit: ["facebook", "facebook", "facebook/media", "probed"],
    signal: ["errors", "traffic", "errors", "errors"],
    source: [null, null, null, "monitor"],
    state: ["abnormal", "normal", "silent", "not-due"],
    observed: [40, 1000, null, null],
    exposure: [1000, null, null, null],
    expected: [4, 1010.5, null, null],
    lower: [0, 900, null, null],
    upper: [12, 1100, null, null],
    evidenceNats: [16.5, -999, null, null],
  },
  units: {
    unit: ["facebook", "facebook/media", "probed"],
    logEvidence: [20.5, 3, 0],
    logEvidenceWithoutReports: [18, 3, 0],
    learning: [false, true, true],
  },
  groups: { component: ["backbone", "pair"], logEvidence: [9.25, -999], fewest: [3, null] },
  logEvidence: 8.5,
  withoutReports: 8,
  threshold: 11.77,
  commonFactor: {},
  completeness: 0.5,
};

export const service = (name: string, role: ServiceRole = "member"): AlertService => ({
  service: name,
  role,
  onset: role === "member" ? "2021-10-04T15:40:00Z" : null,
  signals: [],
});

/** A simultaneous incident's opening event; `change` says what differs. */
export function alert(change: Partial<AlertData> = {}): AlertEvent {
  const data: AlertData = {
    incident: "c0ffee",
    revision: 1,
    status: "open",
    severity: "critical",
    scope: "simultaneous",
    onset: "2021-10-04T15:40:00Z",
    onsetInterval: ["2021-10-04T15:40:00Z", "2021-10-04T15:41:00Z"],
    detectedAt: "2021-10-04T15:42:30Z",
    services: [service("facebook"), service("instagram"), service("whatsapp")],
    component: { name: "backbone", odds: 1204.3, runnerUp: null },
    evidence: { logEvidence: 43.2, threshold: 11.77, withoutReports: 39.1, falseAlarmsPer90Days: 1 },
    completeness: 1,
    reason: "evidence-crossed-threshold",
    detectorVersion: "0.1.0",
    configHash: "0".repeat(64),
    ...change,
  };
  return alertEvent(data, "2021-10-04T15:42:30Z");
}
