import { clamp } from "../stats/exponential-mean.ts";
import { logAddExp } from "../stats/log-sum-exp.ts";
import type { Group } from "./groups.ts";

/** A service of a failed component fails with this probability, one outside with that (noisy-or). */
const failsInside = 0.9;
const failsOutside = 0.01;
/** Evidence of one service counts within these bounds, nats. */
const leastEvidence = -3;
const mostEvidence = 40;
/** Weight of the implied component where a topology names others. */
const impliedWeight = 0.02;
const largestOdds = 1e6;

/** What a hypothesis is called when no component explains the failures. */
export const independentFailures = "independent failures";

export interface Attribution {
  /** The component that explains the failures best; null when independent failures explain them as well. */
  readonly component: string | null;
  /** Posterior odds against the strongest rival, 1e-6 to 1e6. */
  readonly odds: number;
  /** The second best hypothesis, with its odds against the best. */
  readonly runnerUp: { readonly name: string; readonly odds: number } | null;
}

const fails = (probability: number, evidence: number): number =>
  logAddExp(Math.log(1 - probability), Math.log(probability) + evidence);

/** How strongly one service fails as seen through a group: for services inside by the entities that it names. */
export type ServiceEvidence = (service: number, group: Group | null) => number;

/**
 * Which component failed (rule 27): with x_i the log likelihood ratio of service i at the onset, clipped to
 * [-3, 40], and F(p, x) = ln(1 - p + p e^x),
 *     component Z: ln(1/2 x prior) + sum in Z of F(0.9, x) + sum outside Z of F(0.01, x)
 *     independent: ln(1/2) + sum of F(0.01, x).
 * A member that does not fail argues against its component, so the smallest component that covers the failures wins.
 */
export function attribute(
  groups: readonly Group[],
  services: readonly number[],
  evidence: ServiceEvidence,
): Attribution {
  const hypotheses = groups.map((group) => ({
    name: group.name,
    log: logPosterior(group, groups, services, evidence),
  }));
  const independent = services.reduce(
    (sum, service) => sum + fails(failsOutside, clipped(evidence(service, null))),
    Math.log(0.5),
  );
  hypotheses.push({ name: independentFailures, log: independent });
  hypotheses.sort((first, second) => second.log - first.log);
  const [best, second] = hypotheses;
  const lead = second === undefined ? Number.POSITIVE_INFINITY : best!.log - second.log;
  return {
    component: best!.name === independentFailures ? null : best!.name,
    odds: oddsFrom(lead),
    runnerUp: second === undefined ? null : { name: second.name, odds: oddsFrom(-lead) },
  };
}

const oddsFrom = (nats: number): number => clamp(Math.exp(nats), 1 / largestOdds, largestOdds);

const clipped = (evidence: number): number => clamp(evidence, leastEvidence, mostEvidence);

function logPosterior(
  group: Group,
  groups: readonly Group[],
  services: readonly number[],
  evidence: ServiceEvidence,
): number {
  const implied = group.implied && groups.length > 1 ? impliedWeight : 1;
  let sum = Math.log((0.5 * group.prior * implied) / groups.length);
  for (const service of services) {
    const inside = group.memberOf.has(service);
    sum += fails(inside ? failsInside : failsOutside, clipped(evidence(service, inside ? group : null)));
  }
  return sum;
}
