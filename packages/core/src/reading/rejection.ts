/** Why a decoded message is not a reading. The same words as in the contract's list of error codes. */
export type RejectionCode =
  | "interval-invalid"
  | "count-negative"
  | "count-impossible"
  | "quantile-impossible"
  | "value-schema"
  | "interval-unfinished"
  | "timestamp-future"
  | "timestamp-past";

/** Bad data is a value: a stable code for programs and a sentence for people. */
export interface Rejection {
  readonly code: RejectionCode;
  readonly reason: string;
}
