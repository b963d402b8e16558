import { type AlertEvent, type Outcome, outcomesOf, score, truthOf } from "@tocsin/core";
import {
  damagedTopology,
  type Failure,
  type FamilyName,
  labelsOf,
  minuteMs,
  msOf,
  topologyOf,
  withFailure,
  type World,
} from "@tocsin/worlds";
import type { Naming, Trial } from "../results.ts";
import { follow, followConfig, type Moment } from "./followed-world.ts";
import { followsOn, isAbout, minuteOf, stands } from "./outcomes-apart.ts";

/** So long a world is followed after a failure: what comes of its end is known then. */
const afterwardsMinutes = 60;
/** Statements count from these odds on. */
export const sureOdds = 20;

export interface TrialInput {
  readonly family: FamilyName;
  readonly world: World;
  readonly moment: Moment;
  readonly failure: Failure;
}

/** Lets something fail in a world that was learned up to a moment. */
export function trial(input: TrialInput): Trial {
  const { family, world, failure } = input;
  const { kind, usualErrors, latencyScales } = failure;
  const [incident] = failure.incidents;
  const failing = withFailure(world, failure);
  const said = newOutcomes(alertsOf(input, failing, topologyOf(world)), failure);
  const endMinute = failure.to + afterwardsMinutes;
  const observed = { fromMs: msOf(failure.from), toMs: msOf(endMinute) };
  const truth = truthOf(labelsOf(failing));
  const found = score(said, truth, observed).incidents.find(({ id }) => id === incident.id)!;
  return {
    family,
    seed: world.seed,
    minute: failure.at,
    kind,
    component: incident.component,
    services: incident.services,
    usualErrors,
    latencyScales,
    found: found.found,
    windows:
      found.delayMs === null ? null : Math.round((found.delayMs - followConfig.allowedLatenessMs) / minuteMs),
    secondAfterMinutes: secondOnset(failure) - failure.from,
    onsetErrorMinutes: found.onsetErrorMs === null ? null : found.onsetErrorMs / minuteMs,
    incidents: said.filter((one) => stands(one) && isAbout(one, incident)).length,
    precision: found.precision,
    recall: found.recall,
    innocentBlamed: found.innocentBlamed,
    calledSimultaneous: said.some(
      (one) => one.announcedMs.simultaneous !== undefined && isAbout(one, incident),
    ),
    afterRecovery: said.filter((one) => stands(one) && followsOn(one, incident)).length,
  };
}

/** The minute in which a second service begins to fail: before that nothing is shared. That of the only one where one fails. */
function secondOnset({ influences, from }: Failure): number {
  const onsets = new Map<string, number>();
  for (const { services, from: onset } of influences) {
    for (const service of services) onsets.set(service, Math.min(onset, onsets.get(service) ?? onset));
  }
  return [...onsets.values()].toSorted((one, other) => one - other)[1] ?? from;
}

/** The first thing that is said about the failing component at sure odds, where the topology is partly wrong. */
export function naming(input: TrialInput): Naming | null {
  const { family, world, failure } = input;
  const [incident] = failure.incidents;
  if (incident.component === null) return null;
  const topology = damagedTopology(world, failure.at);
  const sure = alertsOf(input, withFailure(world, failure), topology).find(
    ({ data: { scope, component, onset } }) =>
      scope === "simultaneous" &&
      minuteOf(Date.parse(onset)) >= failure.from - graceMinutes &&
      component !== null &&
      component.odds >= sureOdds,
  )?.data.component;
  if (sure === undefined || sure === null) return null;
  const { name: named, odds } = sure;
  const { kind, at: minute } = failure;
  return { family, seed: world.seed, minute, kind, truth: incident.component, named, odds };
}

const graceMinutes = 10;

const alertsOf = (
  { moment, failure }: TrialInput,
  failing: World,
  topology: Parameters<typeof follow>[1],
): readonly AlertEvent[] => follow(failing, topology, moment).until(failure.to + afterwardsMinutes);

/** Without what was said before the failure can have begun, and goes on beside it. */
function newOutcomes(alerts: readonly AlertEvent[], { from }: Failure): readonly Outcome[] {
  const old = new Set(
    alerts
      .filter(({ data }) => minuteOf(Date.parse(data.detectedAt)) < from - graceMinutes)
      .map(({ data }) => data.incident),
  );
  return outcomesOf(alerts.filter(({ data }) => !old.has(data.incident)));
}
