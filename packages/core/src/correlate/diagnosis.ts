import {
  bestSignalEvidence,
  cadenceOf,
  type Evidence,
  logLikelihoodAt,
  onsetLikelihoods,
  startsKept,
  lagOf,
  onsetsTried,
} from "../model/index.ts";
import { addLogarithm, logSum, totalOf } from "../stats/log-sum-exp.ts";
import type { Entity } from "../world/directory.ts";
import { signals } from "../world/world-window.ts";
import { attribute, type Attribution } from "./attribution.ts";
import type { Group } from "./groups.ts";
import { onsetSpan } from "./old-onset.ts";
import { credibleLags, failedBefore, jointOnset, memberLag } from "./onset.ts";

/** Likelihood ratio from which a service counts as failing inside the named component, and outside it (rule 26). */
const memberInside = Math.log(4);
const memberOutside = Math.log(50);
/** Telemetry has come recently where it missed no more than so many of its turns (rule 26). */
const recentTurns = 2;
/** What is known to fail for longer than starts are kept counts as much as anything can, nats. */
const surelyFailing = 40;
/** Likelihood ratio, reports included, from which a service is suspected in a reports-only incident (rule 29). */
const suspectedFrom = 50;
const reportsSignal = signals.indexOf("reports");

interface Member {
  readonly service: number;
  readonly onsetWindow: number;
}

interface Onset {
  readonly onsetWindow: number;
  readonly onsetWindows: readonly [number, number];
  readonly members: readonly Member[];
}

/** What services share that fail, with services by index. */
export interface IndexedExplanation {
  readonly attribution: Attribution;
  readonly notFailing: readonly number[];
  readonly unknown: readonly number[];
}

export interface IndexedDiagnosis extends Onset, IndexedExplanation {}

type Likelihood = (service: number, group: Group | null) => number;

/** ln of the mean likelihood ratio of a service's entities at a lag; inside a group by those that the group names. */
export function likelihoodAtLag(evidence: Evidence, lag: number): Likelihood {
  const { directory } = evidence;
  const known = new Map<number, number>();
  const ofEntity = (entity: number): number => {
    let value = known.get(entity);
    if (value === undefined) {
      value = logLikelihoodAt(evidence, directory.entities[entity]!, lag);
      known.set(entity, value);
    }
    return value;
  };
  return (service, group) => {
    const entities = group?.memberOf.get(service)?.entities ?? directory.services[service]!.entities;
    if (entities.length === 1) return ofEntity(entities[0]!);
    const sum = logSum();
    for (const entity of entities) addLogarithm(sum, ofEntity(entity));
    return totalOf(sum) - Math.log(entities.length);
  };
}

/**
 * Reads onset, members and component from the evidence of the window at hand, starting from the detector's best onset.
 * `services` are those that may take part; members are read from evidence without reports, or pile-ons would join.
 */
export function diagnose(
  evidence: Evidence,
  groups: readonly Group[],
  services: readonly number[],
  startLag: number,
): IndexedDiagnosis {
  const first = hypothesisAt(evidence, groups, services, startLag);
  const onset = onsetOf(evidence, first.members, first.group);
  const lag = evidence.window - onset.onsetWindow;
  const isConfirmed = lag === startLag;
  const second = isConfirmed ? first : hypothesisAt(evidence, groups, services, lag);
  return {
    ...(isConfirmed ? onset : onsetOf(evidence, second.members, second.group)),
    attribution: second.attribution,
    ...spared(evidence, second.group, services, second.members),
  };
}

/** The component's services that are not among its failing ones: those that work, and those of which nothing is heard. */
function spared(
  evidence: Evidence,
  group: Group | null,
  services: readonly number[],
  members: readonly number[],
): Pick<IndexedExplanation, "notFailing" | "unknown"> {
  const others = (group?.members ?? [])
    .map(({ service }) => service)
    .filter((service) => services.includes(service) && !members.includes(service));
  return {
    notFailing: others.filter((service) => isHeard(evidence, service)),
    unknown: others.filter((service) => !isHeard(evidence, service)),
  };
}

/**
 * What explains best that these services fail, each since a window of its own, and the others do not: for an incident
 * that grows (rule 33). Others are judged since the first of them began.
 */
export function explain(
  evidence: Evidence,
  groups: readonly Group[],
  failing: readonly Member[],
  others: readonly number[],
): IndexedExplanation {
  const lagOf = (onsetWindow: number): number => evidence.window - onsetWindow;
  const lags = new Map(failing.map(({ service, onsetWindow }) => [service, lagOf(onsetWindow)]));
  const likelihoods = new Map<number, Likelihood>();
  const earliest = Math.min(startsKept - 1, Math.max(0, ...lags.values()));
  const likelihoodSince = (lag: number): Likelihood => {
    const known = likelihoods.get(lag) ?? likelihoodAtLag(evidence, lag);
    likelihoods.set(lag, known);
    return known;
  };
  const attribution = attribute(groups, [...lags.keys(), ...others], (service, group) => {
    const lag = lags.get(service);
    if (lag === undefined) return likelihoodSince(earliest)(service, group);
    return lag < startsKept ? likelihoodSince(lag)(service, group) : surelyFailing;
  });
  return { attribution, ...spared(evidence, groupOf(groups, attribution), others, [...lags.keys()]) };
}

/** Whether telemetry of the service has come recently: of what is not heard nobody can say that it works. */
export function isHeard({ directory, entities, window }: Evidence, service: number): boolean {
  return directory.services[service]!.entities.some(
    (index) =>
      entities.lastSeen[index]! >= 0 &&
      window - entities.lastSeen[index]! <= recentTurns * cadenceOf(entities, index),
  );
}

/** Who fails and what they share, if it began at one lag. */
interface Hypothesis {
  readonly members: readonly number[];
  readonly attribution: Attribution;
  readonly group: Group | null;
}

function hypothesisAt(
  evidence: Evidence,
  groups: readonly Group[],
  services: readonly number[],
  lag: number,
): Hypothesis {
  const likelihood = likelihoodAtLag(evidence, lag);
  const attribution = attribute(groups, services, likelihood);
  const group = groupOf(groups, attribution);
  const members = services.filter((service) => {
    const inside = group !== null && group.memberOf.has(service);
    return likelihood(service, inside ? group : null) > (inside ? memberInside : memberOutside);
  });
  return { members: members.length > 0 ? members : strongest(services, likelihood), attribution, group };
}

const groupOf = (groups: readonly Group[], { component }: Attribution): Group | null =>
  groups.find(({ name }) => name === component) ?? null;

const strongest = (services: readonly number[], likelihood: Likelihood): readonly number[] => {
  const best = services.reduce(
    (winner, service) => (likelihood(service, null) > likelihood(winner, null) ? service : winner),
    services[0]!,
  );
  return [best];
};

/**
 * Onset of each member, of the incident, and the windows between which it lies with 95 % probability. Where a component
 * is named, those outside it have no vote: they may fail for reasons of their own.
 */
function onsetOf(evidence: Evidence, services: readonly number[], group: Group | null): Onset {
  const { window } = evidence;
  const members = services.map((service) => {
    const { entity, likelihoods } = strongestEntity(evidence, service);
    const span = onsetSpan(evidence, entity, likelihoods);
    return { service, likelihoods, span, isInside: group?.memberOf.has(service) ?? true };
  });
  const inside = members.filter(({ isInside }) => isInside);
  const voters = inside.length > 0 ? inside : members;
  const joint = new Float64Array(startsKept);
  for (const { likelihoods } of voters)
    for (let lag = 0; lag < startsKept; lag += 1) joint[lag]! += likelihoods[lag]!;
  const onsetWindow = jointOnset(voters.map(({ span }) => window - span[1]));
  const lag = window - onsetWindow;
  const [latest, earliest] =
    lag < startsKept ? credibleLags(joint, lag) : voters.find(({ span }) => span[1] === lag)!.span;
  const memberOnset = ({ likelihoods, span }: (typeof members)[number]): number =>
    window - (failedBefore(likelihoods, lag) ? span[1] : memberLag(likelihoods, lag));
  return {
    members: members.map((member) => ({ service: member.service, onsetWindow: memberOnset(member) })),
    onsetWindow,
    onsetWindows: [window - earliest, window - latest],
  };
}

/**
 * The onset of a service that failed by itself, and joins an incident that began later: its own if it has failed since,
 * and within the incident's own time if it was well in between.
 */
export function joinedOnset(
  evidence: Evidence,
  { service, onsetWindow }: Member,
  incidentOnset: number,
): number {
  const { likelihoods } = strongestEntity(evidence, service);
  const incidentLag = evidence.window - incidentOnset;
  if (onsetWindow >= incidentOnset || failedBefore(likelihoods, incidentLag)) return onsetWindow;
  return evidence.window - memberLag(likelihoods, incidentLag);
}

/** An entity with `onsetLikelihoods` of it. */
interface WithLikelihoods {
  readonly entity: Entity;
  readonly likelihoods: Float64Array;
}

/** The entity by which a service fails most clearly: itself, unless one of its operations says much more. */
function strongestEntity(evidence: Evidence, service: number): WithLikelihoods {
  const { directory } = evidence;
  const { entities } = directory.services[service]!;
  let best: WithLikelihoods | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const index of entities) {
    const entity = directory.entities[index]!;
    const likelihoods = onsetLikelihoods(evidence, entity);
    const peak = likelihoods.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY);
    const whole = entity.operation === null ? 1 : 0;
    if (best !== null && peak + whole <= most) continue;
    most = peak + whole;
    best = { entity, likelihoods };
  }
  return best!;
}

/** Services that are likely to fail since `lag` windows ago, which must be an onset that is tried; reports included. */
export function suspectedSince({ window, directory, likelihoods }: Evidence, lag: number): readonly number[] {
  let at = 0;
  while (at < onsetsTried - 1 && lagOf(window, at) !== lag) at += 1;
  return directory.services
    .filter(({ entities }) => {
      const ratios = entities.map((entity) => likelihoods.all[entity * onsetsTried + at]!);
      return Math.max(...ratios) > suspectedFrom;
    })
    .map(({ index }) => index);
}

/** Those that people complain about though nothing else may show: report evidence over `threshold`, nats (rule 30). */
export function complainedAbout(
  evidence: Evidence,
  services: readonly number[],
  threshold: number,
): readonly number[] {
  const { directory } = evidence;
  return services.filter((service) =>
    directory.services[service]!.entities.some((index) => {
      const reports = bestSignalEvidence(evidence, directory.entities[index]!, reportsSignal);
      return (reports ?? 0) > threshold;
    }),
  );
}
