import type { Attribution, Depth } from "../correlate/index.ts";
import type { Severity } from "./severity.ts";
import type { IncidentInput, IncidentState, OpenState } from "./transition-table.ts";

/** A service that fails in an incident. Cumulative: one that recovered stays. Windows are numbers: start / windowMs. */
export interface Member {
  readonly service: string;
  readonly onsetWindow: number;
  /** Last window in which its evidence still spoke for the failure. */
  readonly lastActiveWindow: number;
  /** Windows since then in which it could be judged and nothing spoke for the failure. */
  readonly quietAnswers: number;
  readonly recovered: boolean;
  /** How deeply it failed in the window before; null where it was no member then. */
  readonly depth: Depth | null;
  /**
   * Windows in a row in which it could be judged and what it lost was slight, since it lost more; null where it has not
   * lost more in two windows in a row.
   */
  readonly slightAnswers: number | null;
}

/** Why an alert event is sent: a closed list. */
export type TransitionReason =
  | "evidence-crossed-threshold"
  | "scope-widened"
  | "concurrent-failures"
  | "members-changed"
  | "onset-revised"
  | "component-changed"
  | "collateral-changed"
  | "recovered"
  | "superseded"
  | "late-data"
  | "maintenance-ended"
  | "severity-raised"
  | "memory-lost";

/** A window in which it would have been detected; `not-detected` where it would not; null while that may still come. */
export type OtherDetection = number | "not-detected" | null;

/** When an incident would have been detected with less to go by (rule 50). */
export interface Counterfactuals {
  readonly withoutReports: OtherDetection;
  /** Without one of those that were members at the alarm. */
  readonly withoutService: readonly { readonly service: string; readonly detected: OtherDetection }[];
  readonly atTwiceThreshold: OtherDetection;
}

export interface Incident {
  readonly id: string;
  readonly state: Exclude<IncidentState, "absent">;
  readonly scope: OpenState;
  /** From 1, without gaps. */
  readonly revision: number;
  readonly openedWindow: number;
  /** Its members began apart and fail at the same time (rule 41): it is not settled from the short look-back. */
  readonly concurrent: boolean;
  readonly onsetWindow: number;
  /** First and last window between which the onset lies with 95 % probability. */
  readonly onsetWindows: readonly [number, number];
  /** Failing services; in a reports-only incident those that are suspected. */
  readonly members: readonly Member[];
  readonly notFailing: readonly string[];
  /** Services of the component of which nothing recent is known. */
  readonly unknown: readonly string[];
  readonly collateral: readonly string[];
  /** How bad it has been at worst: it never falls. */
  readonly severity: Severity;
  readonly attribution: Attribution | null;
  /** Most evidence so far, nats, the same without reports, and the threshold it is held against. */
  readonly logEvidence: number;
  readonly withoutReports: number;
  readonly threshold: number;
  readonly lastActiveWindow: number;
  /** Sources at fault, and those of them that see failures everywhere; the rest fell silent. */
  readonly sources: readonly string[];
  readonly failingSources: readonly string[];
  readonly supersedes: readonly string[];
  readonly supersededBy: string | null;
  /** Null where there are none: of sources and blindness, and as long as nothing was worked out. */
  readonly counterfactuals: Counterfactuals | null;
}

/** What a transition may change; the rest is fixed when the incident opens or follows from the table. */
export type IncidentChanges = Partial<
  Pick<
    Incident,
    | "concurrent"
    | "severity"
    | "onsetWindow"
    | "onsetWindows"
    | "members"
    | "notFailing"
    | "unknown"
    | "collateral"
    | "attribution"
    | "logEvidence"
    | "withoutReports"
    | "threshold"
    | "lastActiveWindow"
    | "sources"
    | "failingSources"
    | "supersedes"
    | "supersededBy"
  >
>;

/** A transition that was made: the incident after it, in which window and why. Each becomes one alert event. */
export interface Transition {
  readonly incident: Incident;
  readonly input: IncidentInput;
  readonly window: number;
  readonly reason: TransitionReason;
}
