import type { Wander } from "../random/index.ts";
import type { DayProfile } from "./weekly-shape.ts";

/** When a service sends anything at all. Hours are UTC; `idle` is what it does outside of them. */
export type Schedule =
  | { readonly kind: "always" }
  | {
      readonly kind: "office";
      readonly fromHour: number;
      readonly toHour: number;
      readonly idle: "silent" | "zeros";
    }
  | { readonly kind: "nightly"; readonly hour: number; readonly minutes: number }
  | { readonly kind: "on-off"; readonly onMinutes: number; readonly offMinutes: number }
  /** Only minutes with a request in them are sent. */
  | { readonly kind: "seldom" };

/** What moves a service's load and error share besides the clock, on a logarithmic scale. */
export interface Restlessness {
  /** How strongly it follows what moves all services. */
  readonly loading: number;
  readonly own: Wander;
  /** Independent from minute to minute: Student's t of `freedom`, or drawn in blocks from residuals that were given. */
  readonly residual: { readonly scale: number; readonly freedom: number } | null;
  /** Levels between which load jumps, and how long it stays on one, in the mean. */
  readonly regimes: { readonly factors: readonly number[]; readonly meanMinutes: number } | null;
  readonly errors: Wander;
}

export interface Messages {
  readonly perMinute: number;
  readonly undeliveredShare: number;
  readonly p95Ms: number;
  /** Scale of the logarithm of p95, Student's t with 5 degrees of freedom. */
  readonly logScale: number;
}

/** A service on an ordinary day. Rates are means over the week. */
export interface Service {
  readonly name: string;
  /** Null for a service of which only probes are known. */
  readonly requests: {
    readonly perMinute: number;
    readonly errorShare: number;
    /** Sizes of the negative binomial noise: larger is calmer. */
    readonly size: number;
    readonly errorSize: number;
  } | null;
  readonly messages: Messages | null;
  readonly reports: { readonly perMinute: number; readonly size: number } | null;
  /** Share of its probes, one a minute, that fail for no reason; null where it is not probed. */
  readonly probeFaultShare: number | null;
  readonly day: DayProfile;
  readonly schedule: Schedule;
  readonly restless: Restlessness;
  /** First minute in which anything is heard of it, and the minute from which on nothing is any more. */
  readonly since: number;
  readonly until: number;
}
