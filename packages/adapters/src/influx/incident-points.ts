import { createHash } from "node:crypto";
import type { AlertData, AlertEvent, AlertImpact, ServiceRole, Topology } from "@tocsin/contracts";
import { alertWords, impliedIn } from "@tocsin/core";
import type { Point } from "./point.ts";

/**
 * The point of an alert event: a snapshot of the incident after a transition. Its tags are bounded, so the incident's
 * id is a field; what keeps two events of the same instant apart is the nanosecond part of the timestamp.
 */
export function incidentPoint(
  { time, data }: AlertEvent,
  environment: string,
  topology: Topology | null,
): Point {
  return {
    measurement: "incident",
    tags: {
      environment,
      scope: data.scope,
      status: data.status,
      component: data.component?.name ?? "none",
      service: serviceTag(affectedServices(data)),
    },
    fields: {
      ...identityFields(data),
      ...wordFields(data, topology),
      ...impactFields(data.impact),
      ...timeFields(data),
      ...evidenceFields(data),
    },
    timestampMs: Date.parse(time),
    nanoseconds: nanosecondsOf(data.incident, data.revision),
  };
}

/** Services that the incident is about: those that fail, or are said to. */
const affectedServices = ({ services }: AlertData): readonly string[] =>
  services.filter(({ role }) => role === "member" || role === "suspected").map(({ service }) => service);

function serviceTag(services: readonly string[]): string {
  if (services.length === 0) return "none";
  return services.length === 1 ? services[0]! : "several";
}

function identityFields(data: AlertData): Point["fields"] {
  const affected = affectedServices(data);
  return {
    incident: data.incident,
    revision: BigInt(data.revision),
    severity: data.severity,
    reason: data.reason,
    members: BigInt(affected.length),
    services: affected.join(","),
    collateral: inRole(data, "collateral"),
    not_failing: inRole(data, "notFailing"),
    unknown: inRole(data, "unknown"),
    candidates: data.candidates === undefined ? null : data.candidates.map(({ name }) => name).join(","),
    sources: data.sources === undefined ? null : data.sources.join(","),
    superseded_by: data.supersededBy ?? null,
    runbook: data.links?.runbook ?? null,
    replay: data.links?.replay ?? null,
  };
}

/** Alerts of before 0.3.0 bring no words: theirs are made here, by the same function. */
function wordFields(data: AlertData, topology: Topology | null): Point["fields"] {
  const made = data.title === undefined ? alertWords(data, impliedIn(topology)) : null;
  return {
    title: data.title ?? made?.title ?? null,
    summary: data.summary ?? made?.summary ?? null,
    shape: data.shape?.name ?? null,
  };
}

function impactFields(impact: AlertImpact | undefined): Point["fields"] {
  const count = (of: { readonly count: number } | null | undefined): bigint | null =>
    of === null || of === undefined ? null : BigInt(Math.round(of.count));
  return {
    requests_failed: count(impact?.requestsFailed),
    requests_missing: count(impact?.requestsMissing),
    messages_undelivered: count(impact?.messagesUndelivered),
    messages_missing: count(impact?.messagesMissing),
    reports_above_expected: count(impact?.reportsAboveExpected),
    services_known: impact === undefined ? null : BigInt(impact.services.known),
  };
}

/** Null rather than an empty list. */
function inRole({ services }: AlertData, wanted: ServiceRole): string | null {
  const names = services.filter(({ role }) => role === wanted).map(({ service }) => service);
  return names.length === 0 ? null : names.join(",");
}

function timeFields({ onset, detectedAt, resolvedAt }: AlertData): Point["fields"] {
  const [onsetMs, detectedMs] = [Date.parse(onset), Date.parse(detectedAt)];
  const resolvedMs = resolvedAt === undefined ? null : Date.parse(resolvedAt);
  return {
    onset_ms: BigInt(onsetMs),
    detected_ms: BigInt(detectedMs),
    detection_delay_ms: BigInt(detectedMs - onsetMs),
    resolved_ms: resolvedMs === null ? null : BigInt(resolvedMs),
    duration_ms: resolvedMs === null ? null : BigInt(resolvedMs - onsetMs),
  };
}

function evidenceFields({ evidence, component, completeness }: AlertData): Point["fields"] {
  return {
    log_evidence: evidence.logEvidence,
    threshold: evidence.threshold,
    without_reports: evidence.withoutReports,
    false_alarms_per_90_days: evidence.falseAlarmsPer90Days,
    odds: component?.odds ?? null,
    completeness,
  };
}

const nanosecondsOfMillisecond = 1_000_000;

/**
 * Revisions of one incident never meet. Two incidents meet only if they have the same scope, status, component and
 * service at the same millisecond, and then once in a million.
 */
function nanosecondsOf(incident: string, revision: number): number {
  const hash = createHash("sha256").update(incident, "utf8").digest().readUIntBE(0, 6);
  return (hash + revision) % nanosecondsOfMillisecond;
}
