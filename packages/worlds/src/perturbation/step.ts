/** What an injected failure looks like from outside. */
export const failureShapes = ["errors", "traffic-gone", "stalled", "slow", "silent", "reports"] as const;
export type FailureShape = (typeof failureShapes)[number];

/** Which messages a step is about; what is absent is all of them. Times are those of arrival. */
export interface Target {
  readonly services?: readonly string[];
  readonly source?: string;
  readonly topic?: string;
  readonly partition?: number;
  readonly fromMs?: number;
  /** The first that is not meant any more. */
  readonly toMs?: number;
  /** Of these messages so many, drawn by the seed: 0 to 1. */
  readonly share?: number;
}

/** One thing that goes wrong on the way from producers to the log, or in the services themselves. */
export type Step = {
  readonly target: Target;
} & (
  | /** Arrives later, by up to so much. */ { readonly kind: "delay"; readonly upToMs: number }
  | /** Arrives once more, later by up to so much. */ { readonly kind: "duplicate"; readonly upToMs: number }
  | /** Lies in its partition behind others that came up to so much later, with its own time. */ {
      readonly kind: "disorder";
      readonly upToMs: number;
    }
  | /** Never arrives: a partition that is lost. */ { readonly kind: "drop" }
  | /** Never arrives: a producer that is gone. */ { readonly kind: "missing" }
  | /** The producer's clock is ahead (or behind, below 0). */ {
      readonly kind: "skew";
      readonly byMs: number;
    }
  | /** So many times the traffic, with what follows of it. */ {
      readonly kind: "scale";
      readonly times: number;
    }
  | {
      readonly kind: "fail";
      readonly shape: FailureShape;
      /** Share of what is done that fails, 0 to 1. */
      readonly depth: number;
      /** `slow` and `reports`: how many times as much as usual. */
      readonly times: number;
      /** It comes on over so long. */
      readonly rampMs: number;
    }
);

export const stepKinds = [
  "delay",
  "duplicate",
  "disorder",
  "drop",
  "missing",
  "skew",
  "scale",
  "fail",
] as const satisfies readonly Step["kind"][];
