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
/** A service fails where so much speaks for it, nats. */
const surelyFails = Math.log(50);
/** Odds from which one of several explanations is named (rule 42). */
export const namedFrom = 3;

/** What a hypothesis is called when no component explains the failures. */
export const independentFailures = "independent failures";

/** A hypothesis with its odds: the best against the second, any other against the best. */
export interface Candidate {
  readonly name: string;
  readonly odds: number;
}

/** Most hypotheses that are told with their odds. */
const mostWeighed = 10;

/** The hypotheses that were weighed, the likeliest first. */
export interface Weighed {
  readonly names: readonly string[];
  /** ln of the odds of each against the likeliest: 0 for that, less for the others. */
  readonly nats: readonly number[];
  /** How many more there were, all of them less likely. */
  readonly more: number;
}

export interface Attribution {
  /** The component that explains the failures best; null when independent failures explain them as well. */
  readonly component: string | null;
  /** Posterior odds against the strongest rival, 1e-6 to 1e6. */
  readonly odds: number;
  /** The second best hypothesis, with its odds against the best. */
  readonly runnerUp: Candidate | null;
  /** The explanations that may be true, the likeliest first, where it is open which is; else none (rule 42). */
  readonly candidates: readonly Candidate[];
  /** Absent: nothing was kept of it, as of an incident that an older snapshot remembers. */
  readonly weighed?: Weighed;
}

interface Hypothesis {
  readonly name: string;
  /** Null: independent failures. */
  readonly group: Group | null;
  /** Posterior weight, nats. */
  readonly log: number;
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
  const whole = services.map((service) => evidence(service, null));
  // The same in every group that does not hold the service.
  const outside = whole.map((nats) => fails(failsOutside, clipped(nats)));
  const hypotheses = groups.map((group): Hypothesis => ({
    name: group.name,
    group,
    log: logPosterior(group, groups, services, (service, at) =>
      group.memberOf.has(service) ? fails(failsInside, clipped(evidence(service, group))) : outside[at]!,
    ),
  }));
  const independent = outside.reduce((sum, nats) => sum + nats, Math.log(0.5));
  hypotheses.push({ name: independentFailures, group: null, log: independent });
  hypotheses.sort((first, second) => second.log - first.log);
  const failing = services.filter((_, at) => whole[at]! > surelyFails);
  return { ...chosen(hypotheses, failing), weighed: weighedOf(hypotheses) };
}

function weighedOf(hypotheses: readonly Hypothesis[]): Weighed {
  const told = hypotheses.slice(0, mostWeighed);
  return {
    names: told.map(({ name }) => name),
    nats: told.map(({ log }) => log - hypotheses[0]!.log),
    more: hypotheses.length - told.length,
  };
}

/**
 * The best of the hypotheses, which are in order. Where others are nearly as good and all of them lie within one
 * another, the smallest is named if it holds all that fail: it is a part of what the others say too. Else it is open
 * which is true.
 */
function chosen(hypotheses: readonly Hypothesis[], failing: readonly number[]): Attribution {
  const nearest = hypotheses.filter(({ log }) => hypotheses[0]!.log - log < Math.log(namedFrom));
  const smallest = innermost(nearest, failing);
  const named = smallest ?? hypotheses[0]!;
  const rival = hypotheses.find((other) => other !== named);
  const lead = rival === undefined ? Number.POSITIVE_INFINITY : named.log - rival.log;
  return {
    component: named.group === null ? null : named.name,
    odds: oddsFrom(lead),
    runnerUp: rival === undefined ? null : { name: rival.name, odds: oddsFrom(-lead) },
    candidates: smallest === null ? nearest.map((one) => candidateOf(one, hypotheses)) : [],
  };
}

function candidateOf(one: Hypothesis, [best, second]: readonly Hypothesis[]): Candidate {
  const rival = one === best ? second! : best!;
  return { name: one.name, odds: oddsFrom(one.log - rival.log) };
}

/** Of components that all lie within one another the smallest, of a single hypothesis that one; else null. */
function innermost(hypotheses: readonly Hypothesis[], failing: readonly number[]): Hypothesis | null {
  const [first, ...larger] = [...hypotheses].sort((one, other) => sizeOf(one) - sizeOf(other));
  const holdsAll = failing.every((service) => first!.group?.memberOf.has(service) ?? false);
  if (larger.length > 0 && !holdsAll) return null;
  let inner = first!;
  for (const outer of larger) {
    if (!liesWithin(inner.group, outer.group)) return null;
    inner = outer;
  }
  return first!;
}

const entitiesOf = (group: Group): readonly number[] => group.members.flatMap(({ entities }) => entities);
const sizeOf = ({ group }: Hypothesis): number => (group === null ? 0 : entitiesOf(group).length);

/** Whether a component holds all of another, and more. */
function liesWithin(inner: Group | null, outer: Group | null): boolean {
  if (inner === null || outer === null) return false;
  const held = new Set(entitiesOf(outer));
  const parts = entitiesOf(inner);
  return parts.length < held.size && parts.every((entity) => held.has(entity));
}

const oddsFrom = (nats: number): number => clamp(Math.exp(nats), 1 / largestOdds, largestOdds);

const clipped = (evidence: number): number => clamp(evidence, leastEvidence, mostEvidence);

/** `told`: what each service, the one at this place among them, says of the component. */
function logPosterior(
  group: Group,
  groups: readonly Group[],
  services: readonly number[],
  told: (service: number, at: number) => number,
): number {
  const implied = group.implied && groups.length > 1 ? impliedWeight : 1;
  let sum = Math.log((0.5 * group.prior * implied) / groups.length);
  for (let at = 0; at < services.length; at += 1) sum += told(services[at]!, at);
  return sum;
}
