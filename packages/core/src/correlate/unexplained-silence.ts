import {
  bestSignalEvidence,
  cadenceOf,
  type Evidence,
  lagScratch,
  silenceLag,
  startsKept,
} from "../model/index.ts";
import { signals } from "../world/world-window.ts";
import { overlapMs } from "./budget.ts";
import type { Group } from "./groups.ts";
import { signalEvidence } from "./outlasting.ts";
import type { KnownFailures } from "./verdict.ts";

/** So long telemetry is waited for that may be on its way. */
const waitMs = 15 * 60_000;
/** So many must be silent for it to be one reason, and so many of them must show in something else. */
const severalSilent = 2;
const heartbeatSignal = signals.indexOf("heartbeat");

interface Silent {
  readonly service: number;
  readonly entity: number;
  /** Windows before now in which the silence began. */
  readonly lag: number;
  readonly cadence: number;
}

/**
 * Entities whose silence says nothing yet (rule 58). Services that fall silent together and that no declared component
 * holds have more likely lost the way of their telemetry than failed: it is waited for a quarter of an hour, unless
 * something else shows that two of them fail. Where no component is declared nothing can be told apart. Silence of who is
 * known to fail is part of that failure.
 */
export function unexplainedSilences(
  evidence: Evidence,
  groups: readonly Group[],
  failures: KnownFailures,
): readonly number[] {
  const declared = groups.filter(({ implied, members }) => !implied && members.length > 1);
  if (declared.length === 0) return [];
  const silent = silentEntities(evidence, failures);
  if (silent.length < severalSilent) return [];
  const waited = Math.min(startsKept - 1, waitMs / evidence.windowMs);
  return silent
    .filter((one) => one.lag + 1 <= waited && isUnexplained(evidence, declared, silent, one))
    .map(({ entity }) => entity);
}

function silentEntities(evidence: Evidence, failures: KnownFailures): readonly Silent[] {
  const { directory } = evidence;
  const silent: Silent[] = [];
  for (const entity of directory.entities) {
    if (failures.has(directory.services[entity.service]!.name)) continue;
    const lag = silenceLag(evidence, entity);
    if (lag === null) continue;
    const cadence = cadenceOf(evidence.entities, entity.index);
    silent.push({ service: entity.service, entity: entity.index, lag, cadence });
  }
  return silent;
}

function isUnexplained(
  evidence: Evidence,
  declared: readonly Group[],
  silent: readonly Silent[],
  { lag, cadence }: Silent,
): boolean {
  const near = Math.ceil(overlapMs / evidence.windowMs);
  const together = silent.filter(
    (other) => Math.abs(other.lag - lag) <= Math.max(near, cadence, other.cadence),
  );
  const services = [...new Set(together.map(({ service }) => service))];
  if (services.length < severalSilent) return false;
  if (declared.some(({ memberOf }) => services.every((service) => memberOf.has(service)))) return false;
  const room = lagScratch();
  return services.filter((service) => showsOtherwise(evidence, service, room)).length < severalSilent;
}

/** Whether anything but silence, what users report included, says that a service fails. */
const showsOtherwise = (evidence: Evidence, service: number, room: Float64Array): boolean =>
  evidence.directory.services[service]!.entities.some((index) =>
    signals.some(
      (_, signal) =>
        signal !== heartbeatSignal &&
        (bestSignalEvidence(evidence, evidence.directory.entities[index]!, signal, room) ?? 0) >
          signalEvidence,
    ),
  );
