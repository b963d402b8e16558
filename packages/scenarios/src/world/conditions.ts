/** What differs from an ordinary minute in one service or operation. Reused from minute to minute. */
export interface Conditions {
  /** Times the ordinary requests and messages. */
  trafficFactor: number;
  /** Times the ordinary share of failing requests. */
  errorFactor: number;
  /** Share of the requests that fails besides, 0 to 1. */
  failingShare: number;
  /** Times the ordinary p95 and p99; p50 follows with the root. */
  latencyFactor: number;
  /** Times the ordinary share of messages on their way. */
  undeliveredFactor: number;
  /** Share of the messages handed over that cannot be delivered for now, 0 to 1. */
  stuckShare: number;
  /** Times the ordinary reports. */
  reportsFactor: number;
  /** Reports per minute besides. */
  crowdReports: number;
  /** True where no telemetry is sent. */
  silent: boolean;
}

export const ordinary: Readonly<Conditions> = {
  trafficFactor: 1,
  errorFactor: 1,
  failingShare: 0,
  latencyFactor: 1,
  undeliveredFactor: 1,
  stuckShare: 0,
  reportsFactor: 1,
  crowdReports: 0,
  silent: false,
};

/**
 * Adds `effect` to `conditions` in place, at the given strength (0 nothing, 1 fully): factors multiply, shares
 * combine as independent causes, counts add up.
 */
export function addEffect(conditions: Conditions, effect: Partial<Conditions>, strength: number): void {
  conditions.trafficFactor *= scaled(effect.trafficFactor, strength);
  conditions.errorFactor *= scaled(effect.errorFactor, strength);
  conditions.failingShare = either(conditions.failingShare, (effect.failingShare ?? 0) * strength);
  conditions.latencyFactor *= scaled(effect.latencyFactor, strength);
  conditions.undeliveredFactor *= scaled(effect.undeliveredFactor, strength);
  conditions.stuckShare = either(conditions.stuckShare, (effect.stuckShare ?? 0) * strength);
  conditions.reportsFactor *= scaled(effect.reportsFactor, strength);
  conditions.crowdReports += (effect.crowdReports ?? 0) * strength;
  conditions.silent ||= effect.silent === true && strength > 0;
}

function scaled(factor: number | undefined, strength: number): number {
  return 1 + ((factor ?? 1) - 1) * strength;
}

function either(first: number, second: number): number {
  return 1 - (1 - first) * (1 - second);
}
