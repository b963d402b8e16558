import type { AlertData, AlertImpact, AlertService, AlertShape, AlertSignal } from "../../src/alert/event.ts";

/** Alerts of every kind, made by hand: for tests of what people read. */

const signal = (
  name: AlertSignal["signal"],
  observed: number,
  expected: number,
  unit: AlertSignal["unit"] = "ratio",
): AlertSignal => ({
  signal: name,
  observed,
  expected,
  lower: 0,
  upper: expected * 2,
  unit,
  evidenceNats: 20,
});

const onset = "2021-10-04T15:40:00.000Z";

export const serviceOf = (
  service: string,
  signals: readonly AlertSignal[] = [],
  role: AlertService["role"] = "member",
): AlertService => ({
  service,
  role,
  onset: role === "member" || role === "suspected" ? onset : null,
  signals,
});

const failing = [signal("errors", 0.45, 0.001)];

const counts = (changes: Partial<AlertImpact> = {}): AlertImpact => ({
  requestsFailed: null,
  requestsMissing: null,
  messagesUndelivered: null,
  messagesMissing: null,
  reportsAboveExpected: null,
  services: { failing: 1, known: 9 },
  ...changes,
});

const shapeOf = (name: AlertShape["name"], of: AlertSignal["signal"]): AlertShape => ({
  name,
  evidence: [{ signal: of, services: 1, evidenceNats: 20 }],
});

/** An isolated failure of `chat` that is open, with what a case says otherwise. */
export const toldOf = (changes: Partial<AlertData> = {}): AlertData => ({
  incident: "0123456789abcdef",
  revision: 1,
  status: "open",
  severity: "error",
  scope: "isolated",
  shape: shapeOf("errors", "errors"),
  impact: counts({ requestsFailed: { count: 12_345, unit: "requests" } }),
  onset,
  onsetInterval: [onset, "2021-10-04T15:41:00.000Z"],
  detectedAt: "2021-10-04T15:43:30.000Z",
  services: [serviceOf("chat", failing)],
  component: null,
  evidence: { logEvidence: 20, threshold: 12, withoutReports: 20, falseAlarmsPer90Days: 1 },
  completeness: 1,
  reason: "evidence-crossed-threshold",
  detectorVersion: "9.9.9",
  configHash: "0".repeat(64),
  ...changes,
});

const names = ["chat", "feed", "mail", "maps", "photos", "video"];
const backbone = {
  name: "backbone",
  odds: 8100,
  runnerUp: { name: "all", odds: 1 / 8100, oddsAgainst: 8100 },
};
const shared = {
  scope: "simultaneous",
  severity: "critical",
  services: names.map((name) => serviceOf(name, [signal("traffic", 3, 1000, "per-window")])),
  shape: shapeOf("traffic-gone", "traffic"),
  impact: counts({
    requestsMissing: { count: 2_345_678, unit: "requests" },
    reportsAboveExpected: { count: 812, unit: "reports" },
    services: { failing: 6, known: 9 },
  }),
  component: backbone,
} as const satisfies Partial<AlertData>;

/** By what is told of it. */
export const toldAlerts: Readonly<Record<string, AlertData>> = {
  isolated: toldOf(),
  "isolated, of no consequence": toldOf({
    severity: "info",
    shape: shapeOf("partial", "errors"),
    services: [serviceOf("chat", [signal("errors", 0.007, 0.001)])],
    impact: counts({ requestsFailed: { count: 36, unit: "requests" } }),
  }),
  "simultaneous, by a component": toldOf(shared),
  "simultaneous, open which component": toldOf({
    ...shared,
    component: null,
    candidates: [
      { name: "backbone", odds: 1.4 },
      { name: "sign-in", odds: 0.71 },
    ],
    completeness: 0.72,
  }),
  "simultaneous, independent failures": toldOf({
    ...shared,
    component: null,
    services: shared.services.slice(0, 2),
  }),
  "simultaneous, across all services": toldOf({
    ...shared,
    component: { ...backbone, name: "all", odds: 12, runnerUp: null },
  }),
  "slow, with services that work, of which nothing is known, and that are blamed": toldOf({
    ...shared,
    severity: "error",
    shape: shapeOf("slow", "latency"),
    services: [
      ...names.slice(0, 2).map((name) => serviceOf(name, [signal("latency", 2400, 300, "ms")])),
      serviceOf("maps", [], "notFailing"),
      serviceOf("push", [], "unknown"),
      serviceOf("news", [], "collateral"),
    ],
    impact: counts({ services: { failing: 2, known: 9 } }),
  }),
  "overload before errors": toldOf({
    shape: {
      name: "overload-first",
      evidence: [{ signal: "errors", services: 1, evidenceNats: 20 }],
      load: {
        service: "chat",
        since: "2021-10-04T15:37:00.000Z",
        observed: 5120,
        expected: 1000,
        unit: "per-window",
      },
    },
  }),
  "messages that are not delivered": toldOf({
    shape: shapeOf("delivery-stalled", "undelivered"),
    services: [serviceOf("chat", [signal("undelivered", 0.6, 0.004)])],
    impact: counts({ messagesUndelivered: { count: 5400, unit: "messages" } }),
  }),
  "no telemetry of a service": toldOf({
    shape: shapeOf("silent", "heartbeat"),
    services: [serviceOf("chat", [signal("heartbeat", 0, 1, "readings")])],
    impact: counts(),
  }),
  "reports alone": toldOf({
    scope: "reports-only",
    severity: "warning",
    services: names.slice(0, 2).map((name) => serviceOf(name, [], "suspected")),
    impact: counts({
      reportsAboveExpected: { count: 240, unit: "reports" },
      services: { failing: 0, known: 9 },
    }),
  }),
  "a source that is silent, and one that sees failures alone": toldOf({
    scope: "source",
    severity: "warning",
    services: [],
    sources: ["probe-eu", "probe-us"],
    failingSources: ["probe-us"],
  }),
  blind: toldOf({ scope: "blind", severity: "critical", services: [], completeness: 0 }),
  "resolved, of several": toldOf({
    ...shared,
    status: "resolved",
    reason: "recovered",
    resolvedAt: "2021-10-04T21:05:00.000Z",
  }),
  "resolved, isolated, over midnight": toldOf({
    status: "resolved",
    reason: "recovered",
    resolvedAt: "2021-10-05T00:10:00.000Z",
  }),
  superseded: toldOf({ status: "retracted", reason: "superseded", supersededBy: "fedcba9876543210" }),
  "taken back by late telemetry": toldOf({ status: "retracted", reason: "late-data" }),
};
