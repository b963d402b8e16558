import { z } from "zod";
import { SignalName } from "./names.ts";

const instant = z.iso.datetime();

export const IncidentStatus = z.enum(["open", "resolved", "retracted"]);
export type IncidentStatus = z.infer<typeof IncidentStatus>;

export const Severity = z.enum(["critical", "error", "warning", "info"]);
export type Severity = z.infer<typeof Severity>;

/**
 * `isolated`: one service. `simultaneous`: several, by a shared cause. `reports-only`: users complain, telemetry is fine.
 * `source`: who observes failed, not the services. `blind`: all input is silent.
 */
export const IncidentScope = z.enum(["isolated", "simultaneous", "reports-only", "source", "blind"]);
export type IncidentScope = z.infer<typeof IncidentScope>;

/**
 * `member`: fails. `notFailing`: belongs to the named component but works. `unknown`: belongs to it, but nothing recent is
 * known of it. `collateral`: people complain, or load rises, but it works. `suspected`: only in reports-only incidents.
 */
export const ServiceRole = z.enum(["member", "notFailing", "unknown", "collateral", "suspected"]).meta({
  description:
    "An open enumeration: later versions may add roles, and consumers must bear one that they do not know.",
});
export type ServiceRole = z.infer<typeof ServiceRole>;

/** Why an alert event was sent. */
export const AlertReason = z
  .enum([
    "evidence-crossed-threshold",
    "scope-widened",
    "concurrent-failures",
    "members-changed",
    "onset-revised",
    "component-changed",
    "collateral-changed",
    "recovered",
    "superseded",
    "late-data",
    "maintenance-ended",
  ])
  .meta({
    description:
      "An open enumeration: later versions may add reasons, and consumers must bear one that they do not know.",
  });
export type AlertReason = z.infer<typeof AlertReason>;

export const AlertSignal = z.object({
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
export type AlertSignal = z.infer<typeof AlertSignal>;

export const AlertService = z.object({
  service: z.string(),
  role: ServiceRole,
  /** Null for services that did not fail. */
  onset: instant.nullable(),
  recoveredAt: z.exactOptional(instant),
  signals: z.array(AlertSignal),
});
export type AlertService = z.infer<typeof AlertService>;

/** A component, or `independent failures`, with its odds: the likeliest against the next, any other against the likeliest. */
export const AlertCandidate = z.object({ name: z.string(), odds: z.number().positive().max(1e6) });
export type AlertCandidate = z.infer<typeof AlertCandidate>;

export const AlertComponent = z.object({
  name: z.string(),
  /** Posterior odds against the strongest rival, 1e-6 to 1e6. */
  odds: z.number().positive().max(1e6),
  /** The second best hypothesis, a component or `independent failures`, with its odds against the best. */
  runnerUp: AlertCandidate.nullable(),
});
export type AlertComponent = z.infer<typeof AlertComponent>;

/** A full snapshot of the incident after a transition. */
export const AlertData = z.object({
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
  /** Only with scope `source`: the sources at fault. */
  sources: z.exactOptional(z.array(z.string())),
  /** Of these, those that see failures everywhere while others see all well; the rest fell silent. Left out where empty. */
  failingSources: z.exactOptional(z.array(z.string())),
  component: AlertComponent.nullable(),
  /** Where no component is named because it is open which of these explains the failure: the likeliest first. */
  candidates: z.exactOptional(z.array(AlertCandidate).min(2)),
  evidence: z.object({
    logEvidence: z.number(),
    threshold: z.number(),
    withoutReports: z.number(),
    falseAlarmsPer90Days: z.number().positive(),
  }),
  supersededBy: z.exactOptional(z.string()),
  supersedes: z.exactOptional(z.array(z.string())),
  /**
   * Share of the expected producers that were seen in the window, 0 to 1; null when none is expected yet. The share of
   * messages that were neither late nor refused, where that is less and a partition lost more than a tenth of its own.
   */
  completeness: z.number().min(0).max(1).nullable(),
  reason: AlertReason,
  detectorVersion: z.string(),
  configHash: z.string(),
});
export type AlertData = z.infer<typeof AlertData>;

export const AlertType = z.enum([
  "tocsin.incident.opened.v1",
  "tocsin.incident.updated.v1",
  "tocsin.incident.resolved.v1",
  "tocsin.incident.retracted.v1",
]);
export type AlertType = z.infer<typeof AlertType>;

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
