import { z } from "zod";

/** What a service, operation, region or source may be called. `/` is kept free: it separates service from operation. */
export const namePattern = /^[A-Za-z0-9][A-Za-z0-9._ -]{0,127}$/;

export const Name = z
  .string()
  .regex(namePattern, "a name is 1 to 128 of A-Z a-z 0-9 . _ space -, and starts with a letter or digit");

/** `service`, or `service/operation`. */
export const unitPattern = /^[A-Za-z0-9][A-Za-z0-9._ -]{0,127}(\/[A-Za-z0-9][A-Za-z0-9._ -]{0,127})?$/;

export const UnitName = z.string().regex(unitPattern, "write a service, or service/operation");

/** The three telemetry streams. Each arrives on a topic of its own. */
export const StreamName = z.enum(["error-rate", "delivery-latency", "report-volume"]);
export type StreamName = z.infer<typeof StreamName>;

/** Default topic names; the telemetry topics may be renamed in the configuration. */
export const topicNames = {
  errorRate: "telemetry.error-rate.v1",
  deliveryLatency: "telemetry.delivery-latency.v1",
  reportVolume: "telemetry.report-volume.v1",
  windows: "tocsin.windows.v1",
  evidence: "tocsin.evidence.v1",
  incidents: "tocsin.incidents.v1",
  deadLetters: "tocsin.dead-letters.v1",
  /** Tocsin's own memory; their contents are no contract. */
  intakeState: "tocsin.intake-state.v1",
  detectorState: "tocsin.detector-state.v1",
} as const;

/**
 * What is measured of a service.
 * `errors`: failed requests of all requests. `traffic`: requests, judged downward only.
 * `latency`: message delivery latency. `undelivered`: messages sent but not delivered.
 * `deliveries`: delivered messages, judged downward only. `reports`: user reports.
 * `heartbeat`: whether the service's telemetry came at all.
 */
export const SignalName = z.enum([
  "errors",
  "traffic",
  "latency",
  "undelivered",
  "deliveries",
  "reports",
  "heartbeat",
]);
export type SignalName = z.infer<typeof SignalName>;
