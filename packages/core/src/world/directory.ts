import { type Signal, signals, type WorldSeries } from "./world-window.ts";

/** A service, or an operation of one, with its series by signal; several series of a signal are of several sources. */
export interface Entity {
  readonly index: number;
  /** `service`, or `service/operation`. */
  readonly name: string;
  /** Index of its service. */
  readonly service: number;
  readonly operation: string | null;
  /** Indexes of its series by position in `signals`. */
  readonly seriesBySignal: readonly (readonly number[])[];
  /** Names of its sources; empty where producers name none. Who gathers user reports observes nothing. */
  readonly sources: readonly string[];
  /** True once a series without a source was seen: somebody unnamed observes this entity too. */
  readonly hasUnnamedSource: boolean;
}

export interface Service {
  readonly index: number;
  readonly name: string;
  /** Indexes of its entities. */
  readonly entities: readonly number[];
}

/** Who observes, of those who name themselves. */
export interface Source {
  readonly index: number;
  readonly name: string;
  /** Indexes of the entities that it has sent anything of, user reports included. */
  readonly entities: ReadonlySet<number>;
}

/** Who is observed and by whom, in order of first appearance. Grows with the `newSeries` of each window. */
export interface Directory {
  readonly series: readonly WorldSeries[];
  /** Index of the entity of each series. */
  readonly entityOfSeries: readonly number[];
  readonly entities: readonly Entity[];
  readonly services: readonly Service[];
  readonly sources: readonly Source[];
  readonly entityByName: ReadonlyMap<string, number>;
  readonly serviceByName: ReadonlyMap<string, number>;
  readonly sourceByName: ReadonlyMap<string, number>;
}

/** A directory and the way to add to it: for the one stage that keeps it. */
export interface GrowingDirectory {
  readonly directory: Directory;
  /** Adds a series, and its entity, service and source where they are new. Throws RangeError out of order of index. */
  add(series: WorldSeries): void;
}

type Growing<T> = { -readonly [Key in keyof T]: T[Key] };
interface GrowingEntity extends Growing<Omit<Entity, "seriesBySignal" | "sources">> {
  readonly seriesBySignal: number[][];
  sources: string[];
}

export const signalIndex = (signal: Signal): number => signals.indexOf(signal);

/** A directory of these series, ready to grow. */
export function growingDirectory(series: readonly WorldSeries[] = []): GrowingDirectory {
  const entities = growingEntities();
  const sources = growingSources();
  const all: WorldSeries[] = [];
  const entityOfSeries: number[] = [];
  const add = (one: WorldSeries): void => {
    if (one.index !== all.length) throw new RangeError(`series ${one.index} came out of order`);
    const entity = entities.of(one);
    all.push(one);
    entityOfSeries.push(entity.index);
    addToEntity(entity, one);
    if (one.source !== null) sources.add(one.source, entity.index);
  };
  for (const one of series) add(one);
  const directory: Directory = {
    series: all,
    entityOfSeries,
    entities: entities.all,
    services: entities.services,
    sources: sources.all,
    entityByName: entities.byName,
    serviceByName: entities.serviceByName,
    sourceByName: sources.byName,
  };
  return { directory, add };
}

function addToEntity(entity: GrowingEntity, series: WorldSeries): void {
  const signal = signalIndex(series.signal);
  entity.seriesBySignal[signal] = grownBy(entity.seriesBySignal[signal]!, series.index);
  if (series.signal === "reports") return;
  if (series.source === null) entity.hasUnnamedSource = true;
  else if (!entity.sources.includes(series.source)) entity.sources = grownBy(entity.sources, series.source);
}

/**
 * The list with one more. Most lists have a single member, and are made of it: one that grew from nothing by `push` would
 * have room for seventeen.
 */
function grownBy<T>(list: T[], one: T): T[] {
  if (list.length === 0) return [one];
  list.push(one);
  return list;
}

function growingEntities() {
  const all: GrowingEntity[] = [];
  // One list for all: most entities have no series of most signals. It stays empty, for the first member makes a new one.
  const none: never[] = [];
  const services: { readonly index: number; readonly name: string; entities: number[] }[] = [];
  const byName = new Map<string, number>();
  const serviceByName = new Map<string, number>();
  const serviceOf = (name: string): number => {
    const known = serviceByName.get(name);
    if (known !== undefined) return known;
    const index = services.length;
    services.push({ index, name, entities: none });
    serviceByName.set(name, index);
    return index;
  };
  const of = ({ entity: name, service: serviceName, operation }: WorldSeries): GrowingEntity => {
    const known = byName.get(name);
    if (known !== undefined) return all[known]!;
    const service = serviceOf(serviceName);
    const index = all.length;
    const seriesBySignal = signals.map((): number[] => none);
    const made = { index, name, service, operation, seriesBySignal, sources: none, hasUnnamedSource: false };
    all.push(made);
    byName.set(name, index);
    services[service]!.entities = grownBy(services[service]!.entities, index);
    return made;
  };
  return { all, services, byName, serviceByName, of };
}

function growingSources() {
  const all: { readonly index: number; readonly name: string; readonly entities: Set<number> }[] = [];
  const byName = new Map<string, number>();
  const add = (name: string, entity: number): void => {
    let index = byName.get(name);
    if (index === undefined) {
      index = all.length;
      all.push({ index, name, entities: new Set() });
      byName.set(name, index);
    }
    all[index]!.entities.add(entity);
  };
  return { all, byName, add };
}
