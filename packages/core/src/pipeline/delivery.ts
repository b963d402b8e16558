import type { Reading } from "../reading/reading.ts";

/** What a message turned out to hold. `rejected`: whoever decoded it has refused it and said why. */
export type DeliveredContent =
  | { readonly kind: "reading"; readonly reading: Reading }
  | { readonly kind: "tick"; readonly tickMs: number }
  | { readonly kind: "rejected" };

/** One decoded message of a telemetry topic. */
export interface Delivery {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** When the message arrived, epoch milliseconds: the only clock there is. */
  readonly arrivalMs: number;
  /** Readings have passed `readingRejection`, ticks `arrivalRejection`, both against `arrivalMs`. */
  readonly content: DeliveredContent;
}
