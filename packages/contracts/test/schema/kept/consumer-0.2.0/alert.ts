import { z } from "zod";

/** As in version 0.2.0: what the example consumer of then reads alerts with. Kept as it was, but for its exports. */
const SignalName = z.enum([
  "errors",
  "traffic",
  "latency",
  "undelivered",
  "deliveries",
  "reports",
  "heartbeat",
]);

const instant = z.iso.datetime();

const IncidentStatus = z.enum(["open", "resolved", "retracted"]);

const Severity = z.enum(["critical", "error", "warning", "info"]);

/**
 * `isolated`: one service. `simultaneous`: several, by a shared cause. `reports-only`: users complain, telemetry is fine.
 * `source`: the observer failed, not the services. `blind`: all input is silent.
 */
const IncidentScope = z.enum(["isolated", "simultaneous", "reports-only", "source", "blind"]);

/**
 * `member`: fails. `notFailing`: belongs to the named component but works. `collateral`: people complain, or load rises,
 * but it works. `suspected`: only in reports-only incidents.
 */
const ServiceRole = z.enum(["member", "notFailing", "collateral", "suspected"]);

/** Why an alert event was sent. A closed list. */
const AlertReason = z.enum([
  "evidence-crossed-threshold",
  "scope-widened",
  "members-changed",
  "onset-revised",
  "component-changed",
  "collateral-changed",
  "recovered",
  "superseded",
]);

const AlertSignal = z.object({
  signal: SignalName,
  operation: z.exactOptional(z.string()),
  source: z.exactOptional(z.string()),
  observed: z.number().nullable(),
  expected: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  /** `ratio` (0 to 1), `per-window` (a count in one window), `ms`, or `readings`. */
  unit: z.enum(["ratio", "per-window", "ms", "readings"]),
  evidenceNats: z.number(),
});

const AlertService = z.object({
  service: z.string(),
  role: ServiceRole,
  /** Null for services that did not fail. */
  onset: instant.nullable(),
  recoveredAt: z.exactOptional(instant),
  signals: z.array(AlertSignal),
});

const AlertComponent = z.object({
  name: z.string(),
  /** Posterior odds against the strongest rival, 1e-6 to 1e6. */
  odds: z.number().positive().max(1e6),
  /** The second best hypothesis, a component or `independent failures`, with its odds against the best. */
  runnerUp: z.object({ name: z.string(), odds: z.number().positive().max(1e6) }).nullable(),
});

/** A full snapshot of the incident after a transition. */
const AlertData = z.object({
  incident: z.string(),
  revision: z.int().positive(),
  status: IncidentStatus,
  severity: Severity,
  scope: IncidentScope,
  onset: instant,
  onsetInterval: z.tuple([instant, instant]),
  detectedAt: instant,
  resolvedAt: z.exactOptional(instant),
  services: z.array(AlertService),
  /** Only with scope `source`: the observers that fell silent. */
  sources: z.exactOptional(z.array(z.string())),
  component: AlertComponent.nullable(),
  evidence: z.object({
    logEvidence: z.number(),
    threshold: z.number(),
    withoutReports: z.number(),
    falseAlarmsPer90Days: z.number().positive(),
  }),
  supersededBy: z.exactOptional(z.string()),
  supersedes: z.exactOptional(z.array(z.string())),
  /** Share of the expected producers that were seen in the window, 0 to 1; null when none is expected yet. */
  completeness: z.number().min(0).max(1).nullable(),
  reason: AlertReason,
  detectorVersion: z.string(),
  configHash: z.string(),
});

const AlertType = z.enum([
  "tocsin.incident.opened.v1",
  "tocsin.incident.updated.v1",
  "tocsin.incident.resolved.v1",
  "tocsin.incident.retracted.v1",
]);

/** CloudEvents 1.0, structured JSON. Consumers ignore unknown fields. */
export const AlertEvent = z
  .object({
    specversion: z.literal("1.0"),
    id: z.string(),
    source: z.string(),
    type: AlertType,
    subject: z.string(),
    time: instant,
    datacontenttype: z.literal("application/json"),
    dataschema: z.string(),
    data: AlertData,
  })
  .meta({ id: "AlertEvent", title: "tocsin.incidents.v1" });
export type AlertEvent = z.infer<typeof AlertEvent>;
