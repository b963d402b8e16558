import {
  bestSignalEvidence,
  type Evidence,
  logLikelihoodAt,
  onsetLikelihoods,
  startsKept,
  lagOf,
  onsetsTried,
} from "../model/index.ts";
import { addLogarithm, logSum, totalOf } from "../stats/log-sum-exp.ts";
import { signals } from "../world/world-window.ts";
import { attribute, type Attribution } from "./attribution.ts";
import type { Group } from "./groups.ts";
import { onsetSpan } from "./old-onset.ts";
import { credibleLags, jointOnset } from "./onset.ts";

/** Likelihood ratio from which a service counts as failing inside the named component, and outside it (rule 26). */
const memberInside = Math.log(4);
const memberOutside = Math.log(50);
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

/** A diagnosis with services by index. */
export interface IndexedDiagnosis extends Onset {
  readonly attribution: Attribution;
  readonly notFailing: readonly number[];
}

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
  const onset = onsetOf(evidence, first.members);
  const second = hypothesisAt(evidence, groups, services, evidence.window - onset.onsetWindow);
  const members = second.members.length > 0 ? second.members : first.members;
  return {
    ...onsetOf(evidence, members),
    attribution: second.attribution,
    notFailing: second.group === null ? [] : notFailing(second.group, services, members),
  };
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
  const group = groups.find(({ name }) => name === attribution.component) ?? null;
  const members = services.filter((service) => {
    const inside = group !== null && group.memberOf.has(service);
    return likelihood(service, inside ? group : null) > (inside ? memberInside : memberOutside);
  });
  return { members: members.length > 0 ? members : strongest(services, likelihood), attribution, group };
}

const strongest = (services: readonly number[], likelihood: Likelihood): readonly number[] => {
  const best = services.reduce(
    (winner, service) => (likelihood(service, null) > likelihood(winner, null) ? service : winner),
    services[0]!,
  );
  return [best];
};

function notFailing(
  group: Group,
  services: readonly number[],
  members: readonly number[],
): readonly number[] {
  return group.members
    .map(({ service }) => service)
    .filter((service) => services.includes(service) && !members.includes(service));
}

/** Onset of each member, of the incident, and the windows between which it lies with 95 % probability. */
function onsetOf(evidence: Evidence, services: readonly number[]): Onset {
  const { window, directory } = evidence;
  const joint = new Float64Array(startsKept);
  const members = services.map((service) => {
    const entity = strongestEntity(evidence, service);
    const likelihoods = onsetLikelihoods(evidence, directory.entities[entity]!);
    for (let lag = 0; lag < startsKept; lag += 1) joint[lag]! += likelihoods[lag]!;
    const span = onsetSpan(evidence, directory.entities[entity]!, likelihoods);
    return { service, onsetWindow: window - span[1], span };
  });
  const onsetWindow = jointOnset(members.map((member) => member.onsetWindow));
  const lag = window - onsetWindow;
  const [latest, earliest] =
    lag < startsKept ? credibleLags(joint, lag) : members.find((member) => member.span[1] === lag)!.span;
  return {
    members: members.map(({ service, onsetWindow: since }) => ({ service, onsetWindow: since })),
    onsetWindow,
    onsetWindows: [window - earliest, window - latest],
  };
}

/** The entity by which a service fails most clearly: itself, unless one of its operations says much more. */
function strongestEntity(evidence: Evidence, service: number): number {
  const { directory } = evidence;
  const { entities } = directory.services[service]!;
  let best = entities[0]!;
  let most = Number.NEGATIVE_INFINITY;
  for (const index of entities) {
    const entity = directory.entities[index]!;
    const likelihoods = onsetLikelihoods(evidence, entity);
    const peak = likelihoods.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY);
    const whole = entity.operation === null ? 1 : 0;
    if (peak + whole > most) {
      most = peak + whole;
      best = index;
    }
  }
  return best;
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
