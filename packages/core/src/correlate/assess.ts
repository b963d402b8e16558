import {
  cadenceOf,
  type Evidence,
  fewestOfSource,
  hasReference,
  heartbeatLikelihoodAt,
  isForgotten,
  lagGrid,
  logLikelihoodAt,
  referenceSum,
  startsKept,
} from "../model/index.ts";
import type { Entity } from "../world/directory.ts";
import type { Assessment, ServiceAssessment, SilentSource } from "./verdict.ts";

/** Evidence of the last five minutes decides whether a service still fails (rule 31). */
const activityLag = 4;
const activityLagIndex = lagGrid.indexOf(activityLag);

/** Who of these services still fails, and which sources are silent. */
export function assess(evidence: Evidence, services: readonly string[], alarmThreshold: number): Assessment {
  const { window, windowMs, blind, directory } = evidence;
  return {
    window,
    windowMs,
    blind,
    silentSources: silentSources(evidence),
    sourceThreshold: alarmThreshold + Math.log(Math.max(1, directory.sources.length)),
    services: new Map(services.map((name) => [name, assessService(evidence, name)])),
  };
}

/** Sources that fell silent while what they observe may be well. One of a single entity tells nothing of itself. */
function silentSources({ directory, sources, window }: Evidence): readonly SilentSource[] {
  return directory.sources
    .filter(({ index, entities }) => {
      const isDue = window - sources.lastSeen[index]! >= cadenceOf(sources, index);
      return entities.size >= fewestOfSource && sources.sightings[index]! > 0 && isDue;
    })
    .map(({ index, name }) => ({
      name,
      sinceWindow: sources.lastSeen[index]! + 1,
      logEvidence: sources.logEvidence[index]!,
    }));
}

function assessService(evidence: Evidence, name: string): ServiceAssessment {
  const { directory, entities, likelihoods } = evidence;
  const service = directory.services[directory.serviceByName.get(name)!]!;
  const answers = service.entities.map((index) => isFailing(evidence, directory.entities[index]!));
  const cadences = service.entities.map((index) => cadenceOf(entities, index));
  return {
    isFailing: answers.includes(true) ? true : answers.every((answer) => answer === null) ? null : false,
    isComplainedAbout: service.entities.some(
      (index) => Math.log(likelihoods.all[index * lagGrid.length + activityLagIndex]!) > 0,
    ),
    cadenceWindows: Math.min(...cadences),
  };
}

/** Whether an entity still fails (that its telemetry comes is no sign of recovery); null where it had nothing to say. */
function isFailing(evidence: Evidence, entity: Entity): boolean | null {
  const { entities } = evidence;
  if (isForgotten(entities, entity.index, evidence)) return false;
  if (entities.assessed[entity.index] === 0) return null;
  if (hasReference(entities, entity.index)) return referenceSum(entities, entity.index) > 0;
  const lag = Math.min(startsKept - 1, Math.max(activityLag, 2 * cadenceOf(entities, entity.index)));
  const telemetryComes = Math.min(0, heartbeatLikelihoodAt(evidence, entity, lag));
  return logLikelihoodAt(evidence, entity, lag) - telemetryComes > 0;
}
