import { startsKept } from "../model/index.ts";

/** How much earlier than its companions a member may begin and still move the onset (rule 25), windows. */
const largestLead = 3;
/** Probability that the onset lies in the reported interval. */
const credibleShare = 0.95;

/**
 * By how much an earlier start must be more likely to be believed, nats. Ordinary minutes just before an outage reach
 * this by chance with probability exp(-1.5) at most, and the earliest of several members would often be such a one.
 */
export const earlierNeeds = 1.5;

/**
 * The onset of one entity (rule 25), in windows before now: the latest that is within 1.5 nats of the most likely, of
 * those at most `earliest` windows ago.
 */
export function mostLikelyLag(likelihoods: Float64Array, earliest: number = startsKept - 1): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let lag = 0; lag <= earliest; lag += 1) most = Math.max(most, likelihoods[lag]!);
  let lag = 0;
  while (likelihoods[lag]! < most - earlierNeeds) lag += 1;
  return lag;
}

/** Whether the evidence is about as good for a start at the edge of what is kept: the true one may lie before. */
export function reachesBack(likelihoods: Float64Array): boolean {
  let most = Number.NEGATIVE_INFINITY;
  for (let lag = 0; lag < startsKept; lag += 1) most = Math.max(most, likelihoods[lag]!);
  return likelihoods[startsKept - 1]! >= most - earlierNeeds;
}

/**
 * Onset of an incident from the onsets of its members (any unit of time): the earliest that is no more than three
 * windows before their median, so that a member's earlier blip does not drag it. Of two in the middle the later counts.
 */
export function jointOnset(onsets: readonly number[]): number {
  const sorted = [...onsets].sort((first, second) => first - second);
  const median = sorted[Math.floor(sorted.length / 2)]!;
  return sorted.find((onset) => onset >= median - largestLead)!;
}

/**
 * The onset of a member (rule 25), in windows before now, where its incident began `incidentLag` windows ago: within the
 * incident's own time, so that a blip before it is not taken for the beginning. A member that failed in the windows just
 * before that time too began by itself, and all of what is remembered counts.
 */
export const memberLag = (likelihoods: Float64Array, incidentLag: number): number =>
  mostLikelyLag(
    likelihoods,
    failedBefore(likelihoods, incidentLag) ? startsKept - 1 : earliestLag(incidentLag),
  );

/**
 * Whether a member failed in the three windows before its incident's own time too; true where these are not remembered
 * any more.
 */
export function failedBefore(likelihoods: Float64Array, incidentLag: number): boolean {
  const earliest = earliestLag(incidentLag);
  const before = earliest + largestLead;
  return before >= startsKept || likelihoods[before]! > likelihoods[earliest]!;
}

const earliestLag = (incidentLag: number): number => Math.min(startsKept - 1, incidentLag + largestLead);

/**
 * Smallest span of lags that holds 95 % of the posterior of the onset, which is proportional to the joint likelihood
 * of the members (uniform prior over the last 21 windows). Gives [latest lag, earliest lag] as [smaller, larger].
 */
export function credibleLags(joint: Float64Array, lag: number): readonly [number, number] {
  const peak = joint.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY);
  const weights = Array.from(joint, (value) => Math.exp(value - peak));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let from = lag;
  let to = lag;
  let held = weights[lag]!;
  while (held < credibleShare * total) {
    const before = from > 0 ? weights[from - 1]! : -1;
    const after = to < startsKept - 1 ? weights[to + 1]! : -1;
    if (before < 0 && after < 0) break;
    if (before >= after) held += weights[--from]!;
    else held += weights[++to]!;
  }
  return [from, to];
}
