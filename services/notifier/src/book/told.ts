import type { AlertEvent, IncidentScope, IncidentStatus, Severity } from "@tocsin/contracts";
import type { LogPosition } from "@tocsin/log";

/** What one sink knows of one incident. */
export interface Told {
  /** The newest revision that it took, or was given up for it; 0: none yet. */
  readonly revision: number;
  /** As it was told; null while it was told nothing. */
  readonly status: IncidentStatus | null;
  /** The worst that it was told. */
  readonly severity: Severity | null;
  readonly scope: IncidentScope | null;
  /** When the acknowledgement was given that it was told of last. */
  readonly acknowledgedAt: string | null;
  /** When it was first told that it is open, by the wall clock, epoch ms; null where it was not, or that is not known. */
  readonly shownAtMs: number | null;
  /** What was on its way when this was written, so that whether it arrived is not known; null where nothing was. */
  readonly onItsWay: OnItsWay | null;
}

export interface OnItsWay {
  readonly revision: number;
  readonly severity: Severity;
  readonly scope: IncidentScope;
}

export const toldNothing: Told = {
  revision: 0,
  status: null,
  severity: null,
  scope: null,
  acknowledgedAt: null,
  shownAtMs: null,
  onItsWay: null,
};

/** An incident as long as somebody is to be told of it: the newest alert, and what each sink knows. */
export interface HeldIncident {
  readonly event: AlertEvent;
  /** Where the alert stands. */
  readonly from: LogPosition;
  /** When this revision was taken up, by the wall clock, epoch ms. */
  readonly takenAtMs: number;
  /** By the names of the sinks; one that is to be told nothing is not in it. */
  readonly told: ReadonlyMap<string, Told>;
}

/** From bad to worse. */
const severities: readonly Severity[] = ["info", "warning", "error", "critical"];

export const isWorse = (one: Severity, other: Severity | null): boolean =>
  other === null || severities.indexOf(one) > severities.indexOf(other);
