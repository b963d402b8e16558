import type { FailureKind, FamilyName } from "@tocsin/worlds";

/** A place in a world at which one can look again. Minutes count from the beginning of the world. */
interface Where {
  readonly family: FamilyName;
  readonly seed: number;
  readonly minute: number;
}

/** An incident that nothing in the world explains. */
export interface Stray extends Where {
  readonly services: readonly string[];
}

/** A stretch of a world in which nothing shared fails. */
export interface QuietRun {
  readonly family: FamilyName;
  readonly seed: number;
  readonly days: number;
  readonly services: number;
  /** Incidents that were announced as simultaneous. */
  readonly simultaneous: readonly Stray[];
  /** Isolated incidents of services that did not fail, apart from the next. */
  readonly isolated: readonly Stray[];
  /** Isolated incidents of a service that had failed, and had recovered not more than two hours before. */
  readonly afterRecovery: readonly Stray[];
  readonly loneOutages: { readonly all: number; readonly found: number; readonly calledSimultaneous: number };
}

/** One failure, put into a world that was learned before, and what was said of it. */
export interface Trial extends Where {
  readonly kind: FailureKind;
  readonly component: string | null;
  readonly services: readonly string[];
  readonly usualErrors: number | null;
  readonly latencyScales: number | null;
  /** With the right scope. */
  readonly found: boolean;
  /** Windows until it was announced, the first failing one included: 1 is at once. */
  readonly windows: number | null;
  /** Minutes from the onset of the first service to that of the second; 0 where one fails. */
  readonly secondAfterMinutes: number;
  readonly onsetErrorMinutes: number | null;
  /** Incidents that stand at the end and are about the failing services. */
  readonly incidents: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly innocentBlamed: readonly string[];
  /** Something that is about the failing services was announced as simultaneous. */
  readonly calledSimultaneous: boolean;
  readonly afterRecovery: number;
}

/** What was named at odds of 20 to 1 or more, with a topology of which a tenth is wrong. */
export interface Naming extends Where {
  readonly kind: FailureKind;
  readonly truth: string;
  readonly named: string;
  readonly odds: number;
}

/** All that was measured in one world. */
export interface WorldResults {
  readonly quiet: QuietRun;
  readonly trials: readonly Trial[];
  readonly namings: readonly Naming[];
}
