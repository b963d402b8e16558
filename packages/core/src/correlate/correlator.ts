import type { Evidence } from "../model/index.ts";
import { alarmThreshold, corroborationThreshold } from "./budget.ts";
import { assess } from "./assess.ts";
import { complainedAbout, diagnose, explain, joinedOnset, suspectedSince } from "./diagnosis.ts";
import { detect, type ExcludedLags, type WeightedGroup } from "./e-detector.ts";
import { type Group, groupsOf } from "./groups.ts";
import { isolatedFailures, isolatedOnset } from "./isolated.ts";
import { type Component, componentsOf, type TopologyInput } from "./topology.ts";
import type { Assessment, KnownFailures, NamedGroup, Questions, Thresholds, Verdict } from "./verdict.ts";
import { isolatedRate, weightGroups } from "./weights.ts";

export interface CorrelateConfig {
  readonly windowMs: number;
  readonly falseAlarmsPer90Days: number;
  readonly topology: TopologyInput | null;
}

/** What is known before the window is judged. */
export interface Known {
  readonly failures: KnownFailures;
  /** Isolated incidents so far. */
  readonly isolatedIncidents: number;
}

/** How often services fail alone. The rate is looked at once a day, so that the groups' weights are steady. */
export interface IsolatedRate {
  readonly serviceDays: number;
  readonly day: number;
  readonly isolatedPerServiceDay: number;
}

/** Step 5: who fails together, since when, and what they share. */
export interface Correlator {
  /** Who of these services still fails, and which sources are silent. */
  assess(evidence: Evidence, services: readonly string[]): Assessment;
  /** Once a window. `evidence` is what was observed without what incidents that are over leave behind. */
  decide(observed: Evidence, evidence: Evidence, known: Known): Verdict;
  snapshot(): IsolatedRate;
}

interface State {
  readonly config: CorrelateConfig;
  readonly components: readonly Component[];
  /** Groups as far as they are in the stream, resolved anew when an entity is first seen. */
  groups: readonly Group[];
  named: readonly NamedGroup[];
  services: readonly string[];
  weighted: readonly WeightedGroup[];
  entitiesResolved: number;
  rate: IsolatedRate;
}

const dayMs = 86_400_000;

export function createCorrelator(config: CorrelateConfig, snapshot?: IsolatedRate): Correlator {
  const state: State = {
    config,
    components: componentsOf(config.topology),
    groups: [],
    named: [],
    services: [],
    weighted: [],
    entitiesResolved: -1,
    rate: snapshot ?? { serviceDays: 0, day: -1, isolatedPerServiceDay: isolatedRate(0, 0) },
  };
  const { falseAlarmsPer90Days, windowMs } = config;
  return {
    assess: (evidence, services) =>
      assess(evidence, services, alarmThreshold(falseAlarmsPer90Days, windowMs)),
    decide: (observed, evidence, known) => decide(state, observed, evidence, known),
    snapshot: () => state.rate,
  };
}

function decide(state: State, observed: Evidence, evidence: Evidence, known: Known): Verdict {
  const { directory, window, windowMs, blind } = observed;
  refreshGroups(state, observed, known.isolatedIncidents);
  const { weighted } = state;
  const excluded = excludedLags(observed, known.failures);
  const thresholds = thresholdsOf(state.config, directory.entities.length);
  return {
    window,
    windowMs,
    blind,
    thresholds,
    services: state.services,
    groups: state.named,
    all: detect(weighted, observed.likelihoods.all, excluded),
    withoutReports: detect(weighted, evidence.likelihoods.withoutReports, excluded),
    isolated: isolatedFailures(evidence, thresholds.isolated),
    ask: questionsOf(state, evidence, thresholds),
  };
}

function thresholdsOf({ falseAlarmsPer90Days, windowMs }: CorrelateConfig, entities: number): Thresholds {
  const alarm = alarmThreshold(falseAlarmsPer90Days, windowMs);
  return {
    alarm,
    corroboration: corroborationThreshold(falseAlarmsPer90Days),
    isolated: alarm + Math.log(Math.max(1, entities)),
  };
}

const excludedLags = ({ directory }: Evidence, known: KnownFailures): ExcludedLags =>
  new Map([...known].map(([service, lag]) => [directory.serviceByName.get(service)!, lag]));

function questionsOf({ groups, weighted }: State, evidence: Evidence, thresholds: Thresholds): Questions {
  const { directory, likelihoods } = evidence;
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
    detect: (known) => {
      const excluded = excludedLags(evidence, known);
      return {
        logEvidence: detect(weighted, likelihoods.all, excluded).logEvidence,
        withoutReports: detect(weighted, likelihoods.withoutReports, excluded).logEvidence,
      };
    },
    onsetOf: (service, threshold) => isolatedOnset(evidence, indexOf(service), threshold),
    suspectedSince: (lag) => suspectedSince(evidence, lag).map(nameOf),
    complainedAbout: (among) =>
      complainedAbout(evidence, among.map(indexOf), thresholds.isolated).map(nameOf),
  };
}

function refreshGroups(state: State, { directory, window, windowMs }: Evidence, isolated: number): void {
  const day = Math.floor((window * windowMs) / dayMs);
  const serviceDays = state.rate.serviceDays + (directory.services.length * windowMs) / dayMs;
  const isNewDay = day !== state.rate.day;
  const isolatedPerServiceDay = isNewDay
    ? isolatedRate(isolated, serviceDays)
    : state.rate.isolatedPerServiceDay;
  state.rate = { serviceDays, day, isolatedPerServiceDay };
  if (state.entitiesResolved === directory.entities.length && !isNewDay) return;
  state.services = directory.services.map(({ name }) => name);
  state.groups = groupsOf(state.components, directory);
  state.named = state.groups.map(({ name, implied, members }) => ({
    name,
    implied,
    services: members.map(({ service }) => directory.services[service]!.name),
  }));
  state.weighted = weightGroups(state.groups, isolatedPerServiceDay, state.config.falseAlarmsPer90Days);
  state.entitiesResolved = directory.entities.length;
}
