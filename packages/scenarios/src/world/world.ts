import type { Fault } from "./fault.ts";
import type { Influence } from "./influence.ts";
import type { Noise } from "./noise.ts";
import type { ServiceProfile } from "./service-profile.ts";

/** Everything that decides a generated recording, bytes included. */
export interface World {
  readonly services: readonly ServiceProfile[];
  /** Start of the first and end of the last minute; epoch milliseconds, whole minutes. */
  readonly from: number;
  readonly to: number;
  /** A whole number of 0 or more. */
  readonly seed: number;
  readonly faults?: readonly Fault[];
  /** Changes that no kind of fault describes. */
  readonly influences?: readonly Influence[];
  readonly noise?: Noise;
  /** Chance that a single reading gets lost on its way; 0 unless given. */
  readonly missingProbability?: number;
  /** Partitions of each topic; 3 unless given. A service is always in the same one. */
  readonly partitionsPerTopic?: number;
  /** A reading arrives up to so long after its minute ended; 5,000 unless given, below 60,000. */
  readonly longestDelayMs?: number;
  /** `simulated` unless given. */
  readonly provenance?: "simulated" | "reconstructed";
  /** Written into the header. */
  readonly name?: string;
}

const minuteMs = 60_000;

/** @throws RangeError that names what cannot be generated. */
export function checkWorld(world: World): void {
  if (world.from % minuteMs !== 0 || world.to % minuteMs !== 0)
    throw new RangeError("`from` and `to` must be whole minutes");
  if (world.to <= world.from) throw new RangeError("`to` must be after `from`");
  if (!Number.isSafeInteger(world.seed) || world.seed < 0)
    throw new RangeError(`the seed must be a whole number of 0 or more, not ${world.seed}`);
  checkDelay(world.longestDelayMs ?? 0);
  checkNames(world);
}

function checkDelay(longestDelayMs: number): void {
  if (longestDelayMs < 0 || longestDelayMs >= minuteMs)
    throw new RangeError(
      "`longestDelayMs` must be from 0 to 59999, so that minutes do not overtake each other",
    );
}

function checkNames(world: World): void {
  const units = new Set<string>();
  for (const service of world.services) {
    if (units.has(service.name)) throw new RangeError(`service ${service.name} is listed twice`);
    units.add(service.name);
    for (const operation of service.operations) units.add(`${service.name}/${operation.name}`);
    for (const observer of service.observers ?? []) units.add(`@${observer.name}`);
  }
  const touched = [
    ...(world.faults ?? []).flatMap((fault) => fault.services),
    ...(world.influences ?? []).map((influence) => influence.unit),
  ];
  const unknown = touched.find((unit) => !units.has(unit));
  if (unknown !== undefined) throw new RangeError(`a fault names ${unknown}, which is not in this world`);
}
