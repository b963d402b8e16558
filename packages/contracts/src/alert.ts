import { z } from "zod";
import { SignalName } from "./names.ts";

const instant = z.iso.datetime();

export const IncidentStatus = z.enum(["open", "resolved", "retracted"]);
export type IncidentStatus = z.infer<typeof IncidentStatus>;

/** How bad it is, by a written rule of who is hit, how deeply and for how long. `info` is no reason to wake anybody. */
export const Severity = z.enum(["critical", "error", "warning", "info"]);
export type Severity = z.infer<typeof Severity>;

/**
 * `isolated`: one service. `simultaneous`: several, by a shared cause. `reports-only`: users complain, and telemetry shows no failure or there is none.
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
    "severity-raised",
    "memory-lost",
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
  /** Of `suspected` and `collateral`: no telemetry of it has come of late, so that reports alone can tell. */
  unmeasured: z.exactOptional(z.literal(true)),
  signals: z.array(AlertSignal),
});
export type AlertService = z.infer<typeof AlertService>;

/** A component, or `independent failures`, with its odds: the likeliest against the next, any other against the likeliest. */
export const AlertCandidate = z.object({ name: z.string(), odds: z.number().positive().max(1e6) });
export type AlertCandidate = z.infer<typeof AlertCandidate>;

/** The second best hypothesis, with its odds against the best and, so that the two are told apart, the best's against it. */
export const AlertRunnerUp = AlertCandidate.extend({
  /** The reciprocal of `odds`. Not in alerts of before 0.3.0. */
  oddsAgainst: z.exactOptional(z.number().positive().max(1e6)),
});
export type AlertRunnerUp = z.infer<typeof AlertRunnerUp>;

export const AlertComponent = z.object({
  name: z.string(),
  /** Posterior odds against the strongest rival, 1e-6 to 1e6. */
  odds: z.number().positive().max(1e6),
  /** The second best hypothesis, a component or `independent failures`, with its odds against the best. */
  runnerUp: AlertRunnerUp.nullable(),
});
export type AlertComponent = z.infer<typeof AlertComponent>;

/**
 * What the failure looks like from outside; never what caused it.
 * `traffic-gone`: requests or deliveries do not come. `errors`: requests fail. `delivery-stalled`: messages are not delivered.
 * `slow`: delivery takes longer. `overload-first`: requests rose far above what was expected before errors began.
 * `partial`: a part of the requests or operations fails, the rest works. `silent`: no telemetry comes.
 * `mixed`: several of these, and none for most of those who fail.
 */
export const AlertShapeName = z
  .enum([
    "traffic-gone",
    "errors",
    "delivery-stalled",
    "slow",
    "overload-first",
    "partial",
    "silent",
    "mixed",
  ])
  .meta({
    description:
      "An open enumeration: later versions may add shapes, and consumers must bear one that they do not know.",
  });
export type AlertShapeName = z.infer<typeof AlertShapeName>;

export const AlertShape = z.object({
  name: AlertShapeName,
  /** What speaks for it: by signal how many services show it and their evidence added up, most evidence first. */
  evidence: z.array(z.object({ signal: SignalName, services: z.int().positive(), evidenceNats: z.number() })),
  /** Only with `overload-first`: how far requests had risen before errors began, and in which window that began. */
  load: z.exactOptional(
    z.object({
      service: z.string(),
      since: instant,
      observed: z.number(),
      expected: z.number(),
      unit: z.literal("per-window"),
    }),
  ),
});
export type AlertShape = z.infer<typeof AlertShape>;

/** A count since the onset, and of what. Null where nothing was seen that it could be counted from. */
const impactCount = <Unit extends string>(unit: Unit) =>
  z.object({ count: z.number().min(0), unit: z.literal(unit) }).nullable();

/**
 * What the failure has cost since the onset, over all services that fail: what was seen less what was expected. Only what
 * was seen is counted, so it is a lower bound. It stops growing when a service has recovered.
 */
export const AlertImpact = z.object({
  /** Requests that failed, less those that would have failed anyway. */
  requestsFailed: impactCount("requests"),
  /** Requests that did not come, where traffic was seen and was less than expected. */
  requestsMissing: impactCount("requests"),
  /** Messages that were not delivered, less those that would not have been anyway. */
  messagesUndelivered: impactCount("messages"),
  /** Deliveries that did not come, where deliveries were seen and were fewer than expected. */
  messagesMissing: impactCount("messages"),
  /** Reports of users above what was expected; those about services that only get the blame are counted too. */
  reportsAboveExpected: impactCount("reports"),
  /** How many services have failed, of how many that are known. */
  services: z.object({ failing: z.int().min(0), known: z.int().min(0) }),
});
export type AlertImpact = z.infer<typeof AlertImpact>;

/**
 * When the incident would have been detected with less to go by. `not-detected`: not by the time it was settled, three
 * minutes after the alarm, and later is not looked at. Null: not yet, and that time is not over.
 */
const OtherDetection = z.union([instant, z.literal("not-detected")]).nullable();

export const AlertCounterfactuals = z.object({
  withoutReports: OtherDetection,
  /** Without one of the members of the alarm, of more than ten the first ten; empty for a service that fails alone. */
  withoutService: z.array(z.object({ service: z.string(), detectedAt: OtherDetection })),
  /** With every threshold of its scope twice as high, in nats. */
  atTwiceThreshold: OtherDetection,
});
export type AlertCounterfactuals = z.infer<typeof AlertCounterfactuals>;

const link = z.exactOptional(z.string().regex(/^https?:\/\//));

/** Where to go on: templates of the configuration, filled in. Only those that are configured. */
export const AlertLinks = z.object({ runbook: link, dashboard: link, replay: link });
export type AlertLinks = z.infer<typeof AlertLinks>;

/** A full snapshot of the incident after a transition. */
export const AlertData = z.object({
  incident: z.string(),
  revision: z.int().positive(),
  status: IncidentStatus,
  severity: Severity,
  scope: IncidentScope,
  /**
   * One line that says it all, at most 120 characters, and two sentences that say the rest, at most 800. English,
   * without control characters and line breaks; the same in every sink. Not in alerts of before 0.3.0, like all that is
   * optional from `title` to `links`.
   */
  title: z.exactOptional(z.string().min(1).max(120)),
  summary: z.exactOptional(z.string().min(1).max(800)),
  /** Left out where nobody fails by telemetry: `reports-only`, `source` and `blind`. */
  shape: z.exactOptional(AlertShape),
  impact: z.exactOptional(AlertImpact),
  links: z.exactOptional(AlertLinks),
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
  /** Left out where nobody fails: `source` and `blind`. */
  counterfactuals: z.exactOptional(AlertCounterfactuals),
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

/**
 * An alert for those who consume it: words of the open enumerations (`role`, `reason`, `shape`) that this version does not
 * know are taken as they are, so that a later version may bring more.
 */
export const AlertEventToRead = AlertEvent.extend({
  data: AlertData.extend({
    services: z.array(AlertService.extend({ role: z.string() })),
    shape: z.exactOptional(AlertShape.extend({ name: z.string() })),
    reason: z.string(),
  }),
});
export type AlertEventToRead = z.infer<typeof AlertEventToRead>;
