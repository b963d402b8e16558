import type { Wander } from "@tocsin/worlds/random";

/** How irregular an ordinary day is. Sizes are those of negative binomial counts: small is bursty. */
export interface Noise {
  readonly requestsSize: number;
  readonly errorsSize: number;
  readonly messagesSize: number;
  readonly undeliveredSize: number;
  readonly reportsSize: number;
  /** Reports that a crowd sends beyond the ordinary ones. */
  readonly crowdReportsSize: number;
  /** What moves the load of all services together; times each service's loading. */
  readonly sharedLoad: Wander;
  readonly ownLoad: Wander;
  readonly errorRatio: Wander;
  readonly latency: Wander;
  /** Scale of the minute-to-minute scatter of ln(p95), Student's t. */
  readonly latencyScatter: number;
  readonly latencyFreedom: number;
}

/** The sizes at which Tocsin's detection model was simulated before: report size 3 to 30, t5 latency noise. */
export const usualNoise: Noise = {
  requestsSize: 1000,
  errorsSize: 40,
  messagesSize: 800,
  undeliveredSize: 30,
  reportsSize: 10,
  crowdReportsSize: 60,
  sharedLoad: { deviation: 0.05, memoryMinutes: 180 },
  ownLoad: { deviation: 0.03, memoryMinutes: 30 },
  errorRatio: { deviation: 0.1, memoryMinutes: 60 },
  latency: { deviation: 0.05, memoryMinutes: 45 },
  latencyScatter: 0.04,
  latencyFreedom: 5,
};
