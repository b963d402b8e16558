import type { Directory, Entity, Service } from "../world/directory.ts";
import { signals } from "../world/world-window.ts";
import { lagScratch, type LookBack, writeLikelihoods } from "./entity/entity-likelihood.ts";
import { forgetLong } from "./entity/long-look-back.ts";
import { forgetHeartbeat, forgetSeries } from "./entity/look-back.ts";
import type { entitySpec } from "./entity-table.ts";
import type { BeforeLate } from "./late-readings.ts";
import type { Measure } from "./kinds/series-model.ts";
import type { seriesSpec } from "./series-table.ts";
import { type HeartbeatView, isForgotten } from "./silence/heartbeat.ts";
import type { ReadonlyColumns } from "../stats/table.ts";

const heartbeatSignal = signals.indexOf("heartbeat");

/** Of each series, by its index: what was observed and expected last, and whether that was in this window. */
export interface SeriesEvidence extends Pick<
  ReadonlyColumns<typeof seriesSpec>,
  | "observedWindow"
  | "observed"
  | "exposure"
  | "expected"
  | "lower"
  | "upper"
  | "logEvidence"
  | "ready"
  | "freshValue"
  | "freshExpected"
  | "levelValue"
  | "levelWeight"
  | "beforeValue"
  | "beforeWeight"
  | "slotClass"
  | "wander"
  | "recentTrials"
> {
  /** What the values of a series are; null where it carries no information. */
  readonly measureOf: (row: number) => Measure | null;
}

/** Of each entity, by its index; see the table of entities. */
export type EntityEvidence = Pick<
  ReadonlyColumns<typeof entitySpec>,
  | "lastSeen"
  | "sightings"
  | "gapMean"
  | "missing"
  | "assessed"
  | "heldSince"
  | "failing"
  | "signalCusum"
  | "windowEvidence"
  | "windowEvidenceBefore"
  | "referenceUntil"
  | "referenceEvidence"
  | "recentNats"
  | "maintained"
  | "maintainedAt"
>;

/** Of each source that names itself, by its index. */
export interface SourceEvidence extends Pick<HeartbeatView, "lastSeen" | "gapMean" | "sightings"> {
  /** Evidence that it fell silent, nats. */
  readonly logEvidence: ArrayLike<number>;
  /** That it sees failures everywhere which others do not (rule 37): see the table of sources. */
  readonly faultSince: ArrayLike<number>;
  readonly faultActive: ArrayLike<number>;
  readonly faultEvidence: ArrayLike<number>;
  readonly faultCadence: ArrayLike<number>;
}

/**
 * What a window of the world says, to be read only: of every series, entity and source, of the world, and the look-back
 * over the last windows. It stands until the model applies feedback or observes the next window.
 */
export interface Evidence extends LookBack {
  readonly windowMs: number;
  readonly directory: Directory;
  /** True when so much of the telemetry that was due is missing that nothing can be said. */
  readonly blind: boolean;
  /**
   * Share of the entities whose telemetry is expected that was seen at their last turn, or of the messages that were not
   * lost where that is less; null when none is expected.
   */
  readonly completeness: number | null;
  /** Entities of which nothing is learned, whatever they show (rule 54). */
  readonly unlearned: ReadonlySet<number>;
  /** Entities whose day is like none, by their own clocks (rule 52). */
  readonly unlike: ReadonlySet<number>;
  /** Common factor of each signal, nats; 0 where none was removed. */
  readonly factors: ArrayLike<number>;
  /** Likelihood ratios of the onsets that are tried: of entity `i` from `i * onsetsTried` on. */
  readonly likelihoods: { readonly all: ArrayLike<number>; readonly withoutReports: ArrayLike<number> };
  readonly series: SeriesEvidence;
  readonly entities: EntityEvidence;
  readonly sources: SourceEvidence;
  /** Of each entity of which late readings came in this window: `recentNats` as it was before them. */
  readonly beforeLate: BeforeLate;
}

/** How many services anything was seen of in the last seven days. */
export function servicesKnown(evidence: Evidence): number {
  let known = 0;
  for (const { entities } of evidence.directory.services)
    if (!isEveryForgotten(evidence, entities)) known += 1;
  return known;
}

function isEveryForgotten(evidence: Evidence, entities: readonly number[]): boolean {
  for (const entity of entities) if (!isForgotten(evidence.entities, entity, evidence)) return false;
  return true;
}

/**
 * The evidence as if nothing had ever spoken for a failure of these services: for what an incident that is over leaves
 * behind. References stay: they are read only before anything is forgotten. The same object where there are none.
 */
export function forgetting(evidence: Evidence, services: readonly string[]): Evidence {
  const { directory } = evidence;
  const entities = services
    .flatMap((name) => directory.services[directory.serviceByName.get(name)!]!.entities)
    .map((index) => directory.entities[index]!);
  return forgettingEntities(evidence, entities);
}

/**
 * The evidence as if nothing had ever spoken for a failure of what is worked on (rule 53). The same object where nothing
 * is.
 */
export const withoutMaintained = (evidence: Evidence): Evidence =>
  isAnyMaintained(evidence)
    ? forgettingEntities(
        evidence,
        evidence.directory.entities.filter(({ index }) => evidence.entities.maintained[index] === 1),
      )
    : evidence;

/** Nearly never. */
function isAnyMaintained({ directory, entities }: Evidence): boolean {
  for (let entity = 0; entity < directory.entities.length; entity += 1)
    if (entities.maintained[entity] === 1) return true;
  return false;
}

function forgettingEntities(evidence: Evidence, entities: readonly Entity[]): Evidence {
  if (entities.length === 0) return evidence;
  const products = Float64Array.from(evidence.products);
  const longProducts = Float32Array.from(evidence.longProducts);
  const heartbeat = Float64Array.from(evidence.heartbeat);
  const signalCusum = Float64Array.from(evidence.entities.signalCusum);
  const heldSince = Float64Array.from(evidence.entities.heldSince);
  const likelihoods = {
    all: Float64Array.from(evidence.likelihoods.all),
    withoutReports: Float64Array.from(evidence.likelihoods.withoutReports),
  };
  const { window, slots, unbelieved, quorum } = evidence;
  const lookBack = { window, slots, unbelieved, quorum, products, longProducts, heartbeat };
  for (const entity of entities) {
    for (const row of entity.seriesBySignal.flat()) {
      forgetSeries(products, row);
      forgetLong(longProducts, row);
    }
    forgetHeartbeat(heartbeat, entity.index);
    signalCusum.fill(0, entity.index * signals.length, (entity.index + 1) * signals.length);
    heldSince[entity.index] = -1;
    writeLikelihoods(lookBack, entity, likelihoods, lagScratch());
  }
  return {
    ...evidence,
    ...lookBack,
    likelihoods,
    entities: { ...evidence.entities, signalCusum, heldSince },
  };
}

/** The evidence as if telemetry of these entities, by index, had been due of nobody. The same object where there are none. */
export function withoutSilence(evidence: Evidence, entities: readonly number[]): Evidence {
  if (entities.length === 0) return evidence;
  const { directory, window, slots, unbelieved, quorum, products, longProducts } = evidence;
  const heartbeat = Float64Array.from(evidence.heartbeat);
  const missing = Float64Array.from(evidence.entities.missing);
  const sightings = Float64Array.from(evidence.entities.sightings);
  const signalCusum = Float64Array.from(evidence.entities.signalCusum);
  const likelihoods = {
    all: Float64Array.from(evidence.likelihoods.all),
    withoutReports: Float64Array.from(evidence.likelihoods.withoutReports),
  };
  const lookBack = { window, slots, unbelieved, quorum, products, longProducts, heartbeat };
  for (const entity of entities) {
    forgetHeartbeat(heartbeat, entity);
    missing[entity] = 0;
    sightings[entity] = 0;
    signalCusum[entity * signals.length + heartbeatSignal] = 0;
    writeLikelihoods(lookBack, directory.entities[entity]!, likelihoods, lagScratch());
  }
  return {
    ...evidence,
    heartbeat,
    likelihoods,
    entities: { ...evidence.entities, missing, sightings, signalCusum },
  };
}

/** Services all of which is worked on in this window. */
export function maintainedServices(evidence: Evidence): ReadonlySet<string> {
  if (!isAnyMaintained(evidence)) return nobody;
  const { directory, entities } = evidence;
  const isWhole = ({ entities: parts }: Service): boolean =>
    parts.every((index) => entities.maintained[index] === 1);
  return new Set(directory.services.filter(isWhole).map(({ name }) => name));
}

const nobody: ReadonlySet<string> = new Set();
