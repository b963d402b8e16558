import type { Conditions } from "./conditions.ts";
import type { FaultKind } from "./fault.ts";

/** What a fault does: to the telemetry, and to the people who use the service. */
export interface FaultEffect {
  readonly telemetry: Partial<Conditions>;
  readonly reportsFactor: number;
  /** Minutes until the telemetry effect is fully there. */
  readonly rampMinutes: number;
}

const between = (low: number, high: number, severity: number): number => low + (high - low) * severity;

/**
 * The sizes are those of the world in which Tocsin's detection model was simulated first (hard: 30 to 80 % errors,
 * p95 x3.3, reports x8 to 15; medium: errors x3 to 6, p95 x1.4, reports x2.5; soft: errors x1.6 to 2.4, p95 x1.16,
 * reports x1.4; traffic x0.02; pile-on x1.5 to 3; peak x1.3 to 2.2). What it leaves open is chosen here: stuck and
 * undelivered messages, deploy blips, latency faults.
 */
const effects: Readonly<Record<FaultKind, (severity: number) => FaultEffect>> = {
  hard: (severity) => ({
    telemetry: {
      failingShare: between(0.3, 0.8, severity),
      latencyFactor: 3.3,
      stuckShare: between(0.1, 0.5, severity),
    },
    reportsFactor: between(8, 15, severity),
    rampMinutes: 0,
  }),
  medium: (severity) => ({
    telemetry: {
      errorFactor: between(3, 6, severity),
      latencyFactor: 1.4,
      undeliveredFactor: between(3, 6, severity),
    },
    reportsFactor: 2.5,
    rampMinutes: 0,
  }),
  soft: (severity) => ({
    telemetry: {
      errorFactor: between(1.6, 2.4, severity),
      latencyFactor: 1.16,
      undeliveredFactor: between(1.6, 2.4, severity),
    },
    reportsFactor: 1.4,
    rampMinutes: 0,
  }),
  "traffic-collapse": (severity) => ({
    telemetry: {
      trafficFactor: between(0.035, 0.005, severity),
      failingShare: 0.85,
      latencyFactor: 3.3,
      stuckShare: 0.9,
    },
    reportsFactor: between(8, 15, severity),
    rampMinutes: 0,
  }),
  latency: (severity) => ({
    telemetry: {
      latencyFactor: between(2, 8, severity),
      undeliveredFactor: between(2, 8, severity),
    },
    reportsFactor: between(1.5, 3, severity),
    rampMinutes: 0,
  }),
  "reports-pile-on": (severity) => ({
    telemetry: {},
    reportsFactor: between(1.5, 3, severity),
    rampMinutes: 0,
  }),
  "traffic-peak": (severity) => ({
    telemetry: { trafficFactor: between(1.3, 2.2, severity) },
    reportsFactor: 1,
    rampMinutes: 20,
  }),
  "deploy-blip": (severity) => ({
    telemetry: { errorFactor: between(1.5, 5, severity) },
    reportsFactor: 1,
    rampMinutes: 0,
  }),
  silence: () => ({ telemetry: { silent: true }, reportsFactor: 1, rampMinutes: 0 }),
};

/** @throws RangeError when the severity is not from 0 to 1. */
export function faultEffect(kind: FaultKind, severity: number): FaultEffect {
  if (!(severity >= 0 && severity <= 1))
    throw new RangeError(`severity must be from 0 to 1, not ${severity}`);
  return effects[kind](severity);
}
