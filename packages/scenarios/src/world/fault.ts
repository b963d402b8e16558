/**
 * What can go wrong in a generated world.
 * `hard`, `medium`, `soft`: requests fail, messages are slow and get stuck, people complain, less and less of it.
 * `traffic-collapse`: next to nothing arrives, as when routes are withdrawn.
 * `latency`: messages are slow, requests are fine.
 * `reports-pile-on`: people complain of services that work.
 * `traffic-peak`: more load than usual, as after an advertisement; nothing fails.
 * `deploy-blip`: a few more errors for a moment; nobody notices.
 * `silence`: no telemetry comes.
 */
export const faultKinds = [
  "hard",
  "medium",
  "soft",
  "traffic-collapse",
  "latency",
  "reports-pile-on",
  "traffic-peak",
  "deploy-blip",
  "silence",
] as const;

export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** Epoch milliseconds. */
  readonly onset: number;
  readonly end: number;
  /** Services, or service/operation; the service's own total then suffers by the operation's share. */
  readonly services: readonly string[];
  /** From 0, the mildest of its kind, to 1, the worst; 0.5 unless given. */
  readonly severity?: number;
  /** Each service but the first begins up to so many whole minutes later, by the seed; 0 unless given. */
  readonly jitterMinutes?: number;
}
