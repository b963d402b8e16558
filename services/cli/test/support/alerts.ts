import type { AlertData, AlertEvent, AlertService } from "@tocsin/contracts";
import { alertEvent } from "../../../../test/support/alert-event.ts";
import { signal } from "../../../../packages/report/test/support/alerts.ts";

/** An instant of 2021-10-04, by hour and minute, UTC. */
export const at = (clock: string): string => `2021-10-04T${clock.length === 5 ? `${clock}:00` : clock}Z`;

export const member = (service: string, onset: string, change: Partial<AlertService> = {}): AlertService => ({
  service,
  role: "member",
  onset: at(onset),
  signals: [signal()],
  ...change,
});

export const other = (
  service: string,
  role: "notFailing" | "unknown" | "collateral" | "suspected",
): AlertService => ({
  service,
  role,
  onset: null,
  signals: [],
});

/** A simultaneous incident's opening event at 15:42:30; `change` says what differs. */
export function alert(change: Partial<AlertData> & { time?: string } = {}): AlertEvent {
  const { time = at("15:42:30"), ...rest } = change;
  const data: AlertData = {
    incident: "c0ffee",
    revision: 1,
    status: "open",
    severity: "critical",
    scope: "simultaneous",
    onset: at("15:40"),
    onsetInterval: [at("15:40"), at("15:41")],
    detectedAt: at("15:42:30"),
    services: [member("facebook", "15:40"), member("instagram", "15:40"), member("whatsapp", "15:41")],
    component: { name: "backbone", odds: 1204.3, runnerUp: { name: "media-cdn", odds: 1 } },
    evidence: { logEvidence: 43.2, threshold: 11.77, withoutReports: 39.1, falseAlarmsPer90Days: 1 },
    completeness: 1,
    reason: "evidence-crossed-threshold",
    detectorVersion: "0.1.0",
    configHash: "0".repeat(64),
    ...rest,
  };
  return alertEvent(data, time);
}
