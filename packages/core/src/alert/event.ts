import type { Signal } from "../world/world-window.ts";
import type { TransitionReason } from "../incident/index.ts";

/** One observed signal of a service, in words a person uses; `null` where there is nothing to say. */
export interface AlertSignal {
  readonly signal: Signal;
  readonly operation?: string;
  readonly source?: string;
  readonly observed: number | null;
  readonly expected: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** `ratio` 0 to 1, `per-window` a count in one window, `ms`, or `readings`. */
  readonly unit: "ratio" | "per-window" | "ms" | "readings";
  /** Largest log likelihood ratio over the onsets of the last quarter of an hour. */
  readonly evidenceNats: number;
}

export interface AlertService {
  readonly service: string;
  readonly role: "member" | "notFailing" | "unknown" | "collateral" | "suspected";
  readonly onset: string | null;
  readonly recoveredAt?: string;
  readonly signals: readonly AlertSignal[];
}

/** A component, or `independent failures`, with its odds: the likeliest against the next, any other against the likeliest. */
export interface AlertCandidate {
  readonly name: string;
  readonly odds: number;
}

/** The second best hypothesis; `oddsAgainst` is how much likelier the best is. */
export interface AlertRunnerUp extends AlertCandidate {
  readonly oddsAgainst?: number;
}

export interface AlertComponent {
  readonly name: string;
  /** Posterior odds against the strongest rival, 1e-6 to 1e6. */
  readonly odds: number;
  readonly runnerUp: AlertRunnerUp | null;
}

/** What a failure looks like from outside (rule 46). A cause is never asserted. */
export type ShapeName =
  | "traffic-gone"
  | "errors"
  | "delivery-stalled"
  | "slow"
  | "overload-first"
  | "partial"
  | "silent"
  | "mixed";

export interface AlertShape {
  readonly name: ShapeName;
  /** By signal, most evidence first. */
  readonly evidence: readonly {
    readonly signal: Signal;
    readonly services: number;
    readonly evidenceNats: number;
  }[];
  /** How far requests had risen before errors began, with `overload-first` alone. */
  readonly load?: {
    readonly service: string;
    readonly since: string;
    readonly observed: number;
    readonly expected: number;
    readonly unit: "per-window";
  };
}

/** A count since the onset; null where nothing was seen that it could be counted from. */
export interface ImpactCount<Unit extends string> {
  readonly count: number;
  readonly unit: Unit;
}

/** What was seen less what was expected since the onset, over all services that fail (rule 47). */
export interface AlertImpact {
  readonly requestsFailed: ImpactCount<"requests"> | null;
  readonly requestsMissing: ImpactCount<"requests"> | null;
  readonly messagesUndelivered: ImpactCount<"messages"> | null;
  readonly messagesMissing: ImpactCount<"messages"> | null;
  readonly reportsAboveExpected: ImpactCount<"reports"> | null;
  readonly services: { readonly failing: number; readonly known: number };
}

/** When it would have been detected otherwise; null: not within what was looked at. */
export interface AlertCounterfactuals {
  readonly withoutReports: string | null;
  readonly withoutService: readonly { readonly service: string; readonly detectedAt: string | null }[];
  readonly atTwiceThreshold: string | null;
}

export interface AlertLinks {
  readonly runbook?: string;
  readonly dashboard?: string;
  readonly replay?: string;
}

export interface AlertData {
  readonly incident: string;
  readonly revision: number;
  readonly status: "open" | "resolved" | "retracted";
  readonly severity: "critical" | "error" | "warning" | "info";
  readonly scope: "isolated" | "simultaneous" | "reports-only" | "source" | "blind";
  readonly title?: string;
  readonly summary?: string;
  readonly shape?: AlertShape;
  readonly impact?: AlertImpact;
  /** Null or left out: not worked out yet. */
  readonly counterfactuals?: AlertCounterfactuals | null;
  readonly links?: AlertLinks;
  readonly onset: string;
  readonly onsetInterval: readonly [string, string];
  readonly detectedAt: string;
  readonly resolvedAt?: string;
  readonly services: readonly AlertService[];
  readonly sources?: readonly string[];
  readonly failingSources?: readonly string[];
  readonly component: AlertComponent | null;
  /** Where none is named because it is open which of these is true: the likeliest first, at least two. */
  readonly candidates?: readonly AlertCandidate[];
  readonly evidence: {
    readonly logEvidence: number;
    readonly threshold: number;
    readonly withoutReports: number;
    readonly falseAlarmsPer90Days: number;
  };
  readonly supersededBy?: string;
  readonly supersedes?: readonly string[];
  readonly completeness: number | null;
  readonly reason: TransitionReason;
  readonly detectorVersion: string;
  readonly configHash: string;
}

/** An alert: CloudEvents 1.0, structured. The same telemetry and configuration give the same bytes. */
export interface AlertEvent {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type:
    | "tocsin.incident.opened.v1"
    | "tocsin.incident.updated.v1"
    | "tocsin.incident.resolved.v1"
    | "tocsin.incident.retracted.v1";
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: "application/json";
  readonly dataschema: string;
  readonly data: AlertData;
}
