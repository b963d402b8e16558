import type { Naming, QuietRun, Trial } from "../results.ts";
import type { Limits } from "./limits.ts";

/** Everything measured, of all families or of one. */
export interface Measured {
  readonly quiet: readonly QuietRun[];
  readonly trials: readonly Trial[];
  readonly namings: readonly Naming[];
}

/** `open`: too little was measured to tell. */
export type Verdict = "reached" | "not reached" | "open";

export interface Judged {
  /** Null where nothing was measured. */
  readonly value: number | null;
  /** How often it was so, and out of how many; for rates, of how many days. */
  readonly count: number;
  readonly of: number;
  /** 95 %: of shares both ends, of rates the upper one. */
  readonly limits: Limits | null;
  readonly verdict: Verdict;
  /** Where it was not so: to be looked at again. */
  readonly failing: readonly Failing[];
}

/** What `tocsin simulate` needs to make it again. `failure` is null where nothing was added to the world. */
export interface Failing {
  readonly family: string;
  readonly seed: number;
  readonly minute: number;
  readonly failure: string | null;
  /** A tenth of the topology was wrong. */
  readonly wrongEdges?: true;
}

export type Unit = "share" | "count" | "per-day" | "per-90-days" | "per-300-days";

export interface Goal {
  readonly id: string;
  readonly words: string;
  readonly target: string;
  readonly unit: Unit;
  readonly judge: (measured: Measured) => Judged;
}
