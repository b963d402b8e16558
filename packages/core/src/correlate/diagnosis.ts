import { startsKept } from "../baseline/series-table.ts";
import { credibleLags, jointOnset, mostLikelyLag } from "../evidence/onset.ts";
import { bestSignalEvidence, logLikelihoodAt, onsetLikelihoods } from "../evidence/unit-evidence.ts";
import type { WorldState } from "../evidence/world-state.ts";
import { signals } from "../join/world-window.ts";
import { addLogarithm, logSum, totalOf } from "../stats/log-sum-exp.ts";
import type { Group } from "../topology/groups.ts";
import { nameComponent, type Naming } from "./naming.ts";

/** Likelihood ratio from which a service counts as failing inside the named component, and outside it. */
const memberInside = Math.log(4);
const memberOutside = Math.log(50);
const reportsSignal = signals.indexOf("reports");

export interface DiagnosedMember {
  readonly service: number;
  readonly onsetWindow: number;
}

/** What an alarm is about: since when, who, and what they share. Windows are numbers: start / windowMs. */
export interface Diagnosis {
  readonly onsetWindow: number;
  readonly onsetWindows: readonly [number, number];
  readonly members: readonly DiagnosedMember[];
  readonly naming: Naming;
  /** Services of the named component that work. */
  readonly notFailing: readonly number[];
}

type Likelihood = (service: number, group: Group | null) => number;

/** ln of the mean likelihood ratio of a service's units at a lag; inside a group by the units the group names. */
function likelihoodAtLag(state: WorldState, lag: number): Likelihood {
  const world = { series: state.series.columns, units: state.units.columns, window: state.window };
  const known = new Map<number, number>();
  const ofUnit = (unit: number): number => {
    let value = known.get(unit);
    if (value === undefined) {
      value = logLikelihoodAt(world, state.registry.units[unit]!, lag);
      known.set(unit, value);
    }
    return value;
  };
  return (service, group) => {
    const units = group?.memberOf.get(service)?.units ?? state.registry.services[service]!.units;
    const sum = logSum();
    for (const unit of units) addLogarithm(sum, ofUnit(unit));
    return totalOf(sum) - Math.log(units.length);
  };
}

/**
 * Reads onset, members and component from the evidence of the window at hand, starting from the detector's best onset.
 * `services` are those that may take part; members are read from evidence without reports, or pile-ons would join.
 */
export function diagnose(
  state: WorldState,
  groups: readonly Group[],
  services: readonly number[],
  startLag: number,
): Diagnosis {
  const first = readAt(state, groups, services, Math.min(startLag, startsKept - 1));
  const onset = onsetOf(state, first.members);
  const second = readAt(state, groups, services, state.window - onset.onsetWindow);
  const members = second.members.length > 0 ? second.members : first.members;
  const refined = onsetOf(state, members);
  return {
    onsetWindow: refined.onsetWindow,
    onsetWindows: refined.onsetWindows,
    members: refined.members,
    naming: second.naming,
    notFailing: second.group === null ? [] : notFailing(second.group, services, members),
  };
}

interface Reading {
  readonly members: readonly number[];
  readonly naming: Naming;
  readonly group: Group | null;
}

function readAt(
  state: WorldState,
  groups: readonly Group[],
  services: readonly number[],
  lag: number,
): Reading {
  const likelihood = likelihoodAtLag(state, lag);
  const naming = nameComponent(groups, services, likelihood);
  const group = groups.find(({ name }) => name === naming.component) ?? null;
  const members = services.filter((service) => {
    const inside = group !== null && group.memberOf.has(service);
    return likelihood(service, inside ? group : null) > (inside ? memberInside : memberOutside);
  });
  return { members: members.length > 0 ? members : strongest(services, likelihood), naming, group };
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
function onsetOf(
  state: WorldState,
  services: readonly number[],
): Pick<Diagnosis, "onsetWindow" | "onsetWindows" | "members"> {
  const world = { series: state.series.columns, units: state.units.columns, window: state.window };
  const joint = new Float64Array(startsKept);
  const likelihoods = new Float64Array(startsKept);
  const members = services.map((service) => {
    const unit = strongestUnit(state, service);
    onsetLikelihoods(world, state.registry.units[unit]!, likelihoods);
    for (let lag = 0; lag < startsKept; lag += 1) joint[lag]! += likelihoods[lag]!;
    return { service, onsetWindow: state.window - mostLikelyLag(likelihoods) };
  });
  const onsetWindow = jointOnset(members.map((member) => member.onsetWindow));
  const [latest, earliest] = credibleLags(joint, state.window - onsetWindow);
  return { members, onsetWindow, onsetWindows: [state.window - earliest, state.window - latest] };
}

/** The unit by which a service fails most clearly: itself, unless one of its operations says much more. */
function strongestUnit(state: WorldState, service: number): number {
  const world = { series: state.series.columns, units: state.units.columns, window: state.window };
  const likelihoods = new Float64Array(startsKept);
  let best = state.registry.services[service]!.units[0]!;
  let most = Number.NEGATIVE_INFINITY;
  for (const unit of state.registry.services[service]!.units) {
    onsetLikelihoods(world, state.registry.units[unit]!, likelihoods);
    const peak = likelihoods.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY);
    const whole = state.registry.units[unit]!.operation === null ? 1 : 0;
    if (peak + whole > most) {
      most = peak + whole;
      best = unit;
    }
  }
  return best;
}

/** Services that people complain about though nothing else shows: report evidence over `threshold`, in nats. */
export function complainedAbout(
  state: WorldState,
  services: readonly number[],
  threshold: number,
): readonly number[] {
  const world = { series: state.series.columns, units: state.units.columns, window: state.window };
  return services.filter((service) =>
    state.registry.services[service]!.units.some(
      (unit) => (bestSignalEvidence(world, state.registry.units[unit]!, reportsSignal) ?? 0) > threshold,
    ),
  );
}
