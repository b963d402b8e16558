import {
  cadenceOf,
  type Evidence,
  fewestOfSource,
  hasReference,
  isWithinDrift,
  heartbeatLikelihoodAt,
  isForgotten,
  lagGrid,
  logLikelihoodAt,
  referenceSum,
  startsKept,
  onsetsTried,
  strayEvidenceAt,
} from "../model/index.ts";
import type { Entity } from "../world/directory.ts";
import { signals } from "../world/world-window.ts";
import { depthOf } from "./depth.ts";
import { lateSupport } from "./late-support.ts";
import type { Assessment, FaultySource, ServiceAssessment } from "./verdict.ts";

/** Evidence of the last five minutes decides whether a service still fails (rule 31). */
export const activityLag = 4;
const reportsSignal = signals.indexOf("reports");

/** Who of these services still fails, and which sources are at fault. */
export function assess(evidence: Evidence, services: readonly string[], alarmThreshold: number): Assessment {
  const { window, windowMs, blind, directory } = evidence;
  return {
    window,
    windowMs,
    blind,
    faultySources: [...silentSources(evidence), ...failingSources(evidence)],
    alarmThreshold,
    sourceThreshold: alarmThreshold + Math.log(Math.max(1, directory.sources.length)),
    services: new Map(services.map((name) => [name, assessService(evidence, name)])),
    lateSupport: (service, since) => lateSupport(evidence, service, since),
  };
}

/** Sources that fell silent while what they observe may be well. One of a single entity tells nothing of itself. */
function silentSources({ directory, sources, window }: Evidence): readonly FaultySource[] {
  return directory.sources
    .filter(({ index, entities }) => {
      const isDue = window - sources.lastSeen[index]! >= cadenceOf(sources, index);
      return entities.size >= fewestOfSource && sources.sightings[index]! > 0 && isDue;
    })
    .map(({ index, name }) => ({
      name,
      fault: "silent",
      sinceWindow: sources.lastSeen[index]! + 1,
      logEvidence: sources.logEvidence[index]!,
    }));
}

/** Sources that see failures everywhere which others do not (rule 37), still in their last interval. */
function failingSources({ directory, sources, window }: Evidence): readonly FaultySource[] {
  return directory.sources
    .filter(({ index }) => {
      const isActive = window - sources.faultActive[index]! < sources.faultCadence[index]!;
      return sources.faultSince[index]! >= 0 && isActive;
    })
    .map(({ index, name }) => ({
      name,
      fault: "failing",
      sinceWindow: sources.faultSince[index]!,
      logEvidence: sources.faultEvidence[index]!,
    }));
}

function assessService(evidence: Evidence, name: string): ServiceAssessment {
  const { directory, entities } = evidence;
  const index = directory.serviceByName.get(name)!;
  const service = directory.services[index]!;
  const failures = service.entities.map((index) => failureNats(evidence, directory.entities[index]!));
  const cadences = service.entities.map((index) => cadenceOf(entities, index));
  const isMaintained = service.entities.every((index) => entities.maintained[index] === 1);
  const complaints = (): readonly number[] =>
    service.entities.map((index) => complaintNats(evidence, directory.entities[index]!));
  return {
    failureNats: largest(failures),
    complaintNats: isMaintained ? null : largest(complaints()),
    cadenceWindows: Math.min(...cadences),
    depth: depthOf(evidence, index),
    isWithinDrift: service.entities.every((entity) => hasDrifted(evidence, directory.entities[entity]!)),
    isExcluded: service.entities.some((index) => evidence.unlearned.has(index)),
  };
}

/** Against the level before an incident a drift is not told from what is left of it, nor is one seen where nothing is learned. */
const hasDrifted = (evidence: Evidence, entity: Entity): boolean =>
  !hasReference(evidence.entities, entity.index) &&
  !evidence.unlearned.has(entity.index) &&
  isWithinDrift(evidence, entity);

/** Of what is known; null where nothing is. */
function largest(nats: readonly (number | null)[]): number | null {
  const known = nats.filter((one) => one !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** What the last five windows, with the last reports if those came earlier on the grid, still say of a failure. */
function complaintNats(evidence: Evidence, { index, seriesBySignal }: Entity): number {
  const { series, likelihoods, window } = evidence;
  const ages = seriesBySignal[reportsSignal]!.map((row) => window - series.observedWindow[row]!);
  const age = Math.min(...ages);
  const lag = lagGrid.find((one) => one >= Math.max(activityLag, age)) ?? activityLag;
  return Math.log(likelihoods.all[index * onsetsTried + lagGrid.indexOf(lag)]!);
}

/**
 * What says that an entity still fails, nats; null where it had nothing to say. That its telemetry comes is no sign of
 * recovery, and one stray failure that a source of several saw is none of failure.
 */
function failureNats(evidence: Evidence, entity: Entity): number | null {
  const { entities } = evidence;
  if (isForgotten(entities, entity.index, evidence)) return Number.NEGATIVE_INFINITY;
  if (entities.assessed[entity.index] === 0) return null;
  if (hasReference(entities, entity.index)) return referenceSum(entities, entity.index);
  const lag = Math.min(startsKept - 1, Math.max(activityLag, 2 * cadenceOf(entities, entity.index)));
  const telemetryComes = Math.min(0, heartbeatLikelihoodAt(evidence, entity, lag));
  const strays = strayEvidenceAt(evidence, entity, lag);
  return logLikelihoodAt(evidence, entity, lag) - telemetryComes - strays;
}
