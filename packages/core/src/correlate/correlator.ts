import {
  cadenceOf,
  type Evidence,
  maintainedServices,
  servicesKnown,
  withoutSilence,
} from "../model/index.ts";
import type { Directory } from "../world/directory.ts";
import { assess } from "./assess.ts";
import {
  alarmThreshold,
  corroborationThreshold,
  detectorThreshold,
  isolatedThreshold,
  suspicionThreshold,
} from "./budget.ts";
import { depthOf } from "./depth.ts";
import { complainedAbout, diagnose, explain, joinedOnset, suspectedSince } from "./diagnosis.ts";
import { detectorIn, type ExcludedLags, type WeightedGroup } from "./e-detector.ts";
import { type Group, groupsOf } from "./groups.ts";
import { isConfirmed, isolatedFailures, isolatedOnset } from "./isolated.ts";
import { sharedNow } from "./shared-now.ts";
import { type Component, componentsOf, type TopologyInput } from "./topology.ts";
import { unexplainedSilences } from "./unexplained-silence.ts";
import type {
  Assessment,
  KnownFailures,
  NamedGroup,
  Questions,
  Thresholds,
  Verdict,
  WorkEnded,
} from "./verdict.ts";
import {
  type GroupBudget,
  type JudgedGroup,
  loneRate,
  ofThreeAtLeast,
  watchedOf,
  weightGroups,
} from "./weights.ts";

export interface CorrelateConfig {
  readonly windowMs: number;
  readonly falseAlarmsPer90Days: number;
  /** False isolated alarms of each service that are acceptable; absent: an equal part of `falseAlarmsPer90Days`. */
  readonly isolatedPerServicePer90Days?: number;
  /** Suspicions by reports alone that are acceptable; absent: as many as come at the threshold of an alarm. */
  readonly reportsOnlyPer90Days?: number;
  readonly topology: TopologyInput | null;
}

/** What is known before the window is judged. */
export interface Known {
  readonly failures: KnownFailures;
  /** Isolated incidents so far that have ended as such. */
  readonly endedAlone: number;
}

/** How often services fail alone. The rate is looked at once a day, so that what must fail together is steady. */
export interface LoneRate {
  readonly serviceDays: number;
  readonly day: number;
  readonly lonePerServiceDay: number;
}

/** Step 5: who fails together, since when, and what they share. */
export interface Correlator {
  /** Who of these services still fails, and which sources are at fault. */
  assess(evidence: Evidence, services: readonly string[]): Assessment;
  /** Once a window. `evidence` is what was observed without what incidents that are over leave behind. */
  decide(observed: Evidence, evidence: Evidence, known: Known): Verdict;
  /** Components whose services fail alone so often that no number of them is enough: they are not watched. */
  unwatched(): readonly string[];
  snapshot(): LoneRate;
}

interface State {
  readonly config: CorrelateConfig;
  readonly components: readonly Component[];
  /** Groups as far as they are in the stream, resolved anew when an entity is first seen, and when some were dropped. */
  groups: readonly Group[];
  named: readonly NamedGroup[];
  services: readonly string[];
  judged: readonly JudgedGroup[];
  /** Those of the judged groups that the detector watches. */
  watched: readonly WeightedGroup[];
  entitiesResolved: number;
  directoryResolved: Directory | null;
  rate: LoneRate;
}

const dayMs = 86_400_000;

export function createCorrelator(config: CorrelateConfig, snapshot?: LoneRate): Correlator {
  const state: State = {
    config,
    components: componentsOf(config.topology),
    groups: [],
    named: [],
    services: [],
    judged: [],
    watched: [],
    entitiesResolved: -1,
    directoryResolved: null,
    rate: snapshot ?? { serviceDays: 0, day: -1, lonePerServiceDay: loneRate(0, 0) },
  };
  const { falseAlarmsPer90Days, windowMs } = config;
  return {
    assess: (evidence, services) =>
      assess(evidence, services, alarmThreshold(falseAlarmsPer90Days, windowMs)),
    decide: (observed, evidence, known) => decide(state, observed, evidence, known),
    unwatched: () => state.judged.filter(({ fewest }) => fewest === null).map(({ group }) => group.name),
    snapshot: () => state.rate,
  };
}

function decide(state: State, seen: Evidence, left: Evidence, known: Known): Verdict {
  const maintained = maintainedServices(seen);
  refreshGroups(state, seen, { endedAlone: known.endedAlone, maintained });
  const unexplained = unexplainedSilences(seen, state.groups, known.failures);
  const observed = withoutSilence(seen, unexplained);
  const evidence = withoutSilence(left, unexplained);
  const { directory, window, windowMs, blind } = observed;
  const { watched } = state;
  const excluded = excludedLags(observed, known.failures);
  const detectAll = detectorIn({ window, likelihoods: observed.likelihoods.all });
  const detectWithoutReports = detectorIn({ window, likelihoods: evidence.likelihoods.withoutReports });
  // Unless something is forgotten, what is left is what was observed.
  const isAllLeft = evidence.likelihoods.all === observed.likelihoods.all;
  const detectLeft = isAllLeft ? detectAll : detectorIn({ window, likelihoods: evidence.likelihoods.all });
  const thresholds = thresholdsOf(state.config, directory);
  return {
    window,
    windowMs,
    blind,
    thresholds,
    services: maintained.size === 0 ? state.services : state.services.filter((name) => !maintained.has(name)),
    maintained,
    workEnded: workEndedOf(observed),
    groups: state.named,
    known: servicesKnown(observed),
    all: detectAll(watched, excluded),
    withoutReports: detectWithoutReports(watched, excluded),
    isolated: isolatedFailures(evidence, thresholds.isolated),
    ask: {
      ...questionsOf(state, evidence, thresholds),
      detect: (others) => {
        const without = excludedLags(evidence, others);
        return {
          logEvidence: detectLeft(watched, without).logEvidence,
          withoutReports: detectWithoutReports(watched, without).logEvidence,
        };
      },
      ofThree: (others) => {
        const groups = ofThreeAtLeast(watched);
        const without = others === undefined ? excluded : excludedLags(observed, others);
        return {
          logEvidence: detectAll(groups, without).logEvidence,
          withoutReports: detectWithoutReports(groups, without).logEvidence,
        };
      },
    },
  };
}

const noWork: ReadonlyMap<string, WorkEnded> = new Map();

function workEndedOf({ directory, entities }: Evidence): ReadonlyMap<string, WorkEnded> {
  const { maintainedAt } = entities;
  let index = 0;
  while (index < directory.entities.length && maintainedAt[index]! < 0) index += 1;
  if (index === directory.entities.length) return noWork;
  const ended = new Map<string, WorkEnded>();
  for (const { name, entities: parts } of directory.services) {
    const window = parts.reduce((latest, index) => Math.max(latest, entities.maintainedAt[index]!), -1);
    if (window < 0) continue;
    const cadences = parts.map((index) => cadenceOf(entities, index));
    ended.set(name, { window, cadenceWindows: Math.min(...cadences) });
  }
  return ended;
}

function thresholdsOf(config: CorrelateConfig, { services, entities }: Directory): Thresholds {
  const { falseAlarmsPer90Days, windowMs } = config;
  return {
    alarm: detectorThreshold(falseAlarmsPer90Days, windowMs),
    corroboration: corroborationThreshold(falseAlarmsPer90Days),
    isolated: isolatedThreshold({
      services: services.length,
      entities: entities.length,
      perServicePer90Days: config.isolatedPerServicePer90Days ?? null,
      falseAlarmsPer90Days,
      windowMs,
    }),
    suspicion: suspicionThreshold(config.reportsOnlyPer90Days ?? null, falseAlarmsPer90Days, windowMs),
  };
}

const excludedLags = ({ directory }: Evidence, known: KnownFailures): ExcludedLags =>
  new Map([...known].map(([service, lag]) => [directory.serviceByName.get(service)!, lag]));

function questionsOf(
  state: State,
  evidence: Evidence,
  thresholds: Thresholds,
): Omit<Questions, "detect" | "ofThree"> {
  const { groups } = state;
  const { directory } = evidence;
  const indexOf = (service: string): number => directory.serviceByName.get(service)!;
  const nameOf = (service: number): string => directory.services[service]!.name;
  return {
    diagnose: (among, lag) => {
      const { members, notFailing, unknown, ...rest } = diagnose(evidence, groups, among.map(indexOf), lag);
      return {
        ...rest,
        members: members.map(({ service, onsetWindow }) => ({ service: nameOf(service), onsetWindow })),
        notFailing: notFailing.map(nameOf),
        unknown: unknown.map(nameOf),
      };
    },
    explain: (failing, others) => {
      const indexed = failing.map(({ service, onsetWindow }) => ({ service: indexOf(service), onsetWindow }));
      const found = explain(evidence, groups, indexed, others.map(indexOf));
      return { ...found, notFailing: found.notFailing.map(nameOf), unknown: found.unknown.map(nameOf) };
    },
    joinedOnset: ({ service, onsetWindow }, incidentOnset) =>
      joinedOnset(evidence, { service: indexOf(service), onsetWindow }, incidentOnset),
    confirmed: (among) => among.filter((service) => isConfirmed(evidence, indexOf(service))),
    concurrent: (lone, others) => {
      const known = lone.map(({ service, ...rest }) => ({ ...rest, service: indexOf(service) }));
      const found = sharedNow(
        evidence,
        { groups, judged: state.judged, budget: budgetOf(state) },
        { lone: known, others: others.map(indexOf) },
      );
      return (
        found && {
          ...found,
          members: found.members.map(({ service, onsetWindow }) => ({
            service: nameOf(service),
            onsetWindow,
          })),
          notFailing: found.notFailing.map(nameOf),
          unknown: found.unknown.map(nameOf),
        }
      );
    },
    onsetOf: (service, threshold) => isolatedOnset(evidence, indexOf(service), threshold),
    depthOf: (service) => depthOf(evidence, indexOf(service)),
    suspectedSince: (lag) => suspectedSince(evidence, lag).map(nameOf),
    complainedAbout: (among) =>
      complainedAbout(evidence, among.map(indexOf), thresholds.isolated).map(nameOf),
  };
}

/** Time in which a service is worked on, or its past is excluded, is none in which it could have failed alone. */
function refreshGroups(
  state: State,
  evidence: Evidence,
  { endedAlone, maintained }: { readonly endedAlone: number; readonly maintained: ReadonlySet<string> },
): void {
  const { directory, window, windowMs } = evidence;
  const day = Math.floor((window * windowMs) / dayMs);
  const serviceDays = state.rate.serviceDays + (learnedServices(evidence, maintained) * windowMs) / dayMs;
  const isNewDay = day !== state.rate.day;
  const lonePerServiceDay = isNewDay ? loneRate(endedAlone, serviceDays) : state.rate.lonePerServiceDay;
  state.rate = { serviceDays, day, lonePerServiceDay };
  const isResolved =
    state.directoryResolved === directory && state.entitiesResolved === directory.entities.length;
  if (isResolved && !isNewDay) return;
  state.services = directory.services.map(({ name }) => name);
  state.groups = groupsOf(state.components, directory);
  state.judged = weightGroups(state.groups, budgetOf(state));
  state.watched = watchedOf(state.judged);
  state.named = state.groups.map((group) => ({
    name: group.name,
    implied: group.implied,
    services: group.members.map(({ service }) => directory.services[service]!.name),
    fewest: state.judged.find((judged) => judged.group === group)?.fewest ?? null,
  }));
  state.entitiesResolved = directory.entities.length;
  state.directoryResolved = directory;
}

/** Services that are watched in the window at hand, and whose past is not excluded (rule 54). */
const learnedServices = (
  { directory: { services }, unlearned }: Evidence,
  maintained: ReadonlySet<string>,
): number =>
  unlearned.size === 0
    ? services.length - maintained.size
    : services.filter(
        ({ name, entities }) => !maintained.has(name) && !entities.some((index) => unlearned.has(index)),
      ).length;

const budgetOf = ({ config, rate }: Pick<State, "config" | "rate">): GroupBudget => ({
  lonePerServiceDay: rate.lonePerServiceDay,
  falseAlarmsPer90Days: config.falseAlarmsPer90Days,
  windowMs: config.windowMs,
});
