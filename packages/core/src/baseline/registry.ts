import { type Signal, signals, type WorldSeries } from "../join/world-window.ts";

/** A service, or an operation of one, with its series by signal; several series of a signal are its witnesses. */
export interface Unit {
  readonly index: number;
  /** `service`, or `service/operation`. */
  readonly name: string;
  readonly service: number;
  readonly operation: string | null;
  /** Series numbers by position in `signals`. */
  readonly seriesBySignal: readonly number[][];
  /** Names of the witnesses seen; empty where producers name none. Who gathers user reports witnesses nothing. */
  readonly sources: string[];
  /** True once a series without a source was seen: somebody unnamed watches this unit too. */
  watchedByUnnamed: boolean;
}

export interface Service {
  readonly index: number;
  readonly name: string;
  readonly units: number[];
}

/** Who is watched, in order of first appearance. */
export interface Registry {
  readonly units: Unit[];
  readonly services: Service[];
  readonly series: WorldSeries[];
  /** Unit of each series. */
  readonly unitOfSeries: number[];
  readonly unitByName: Map<string, number>;
  readonly serviceByName: Map<string, number>;
}

export const registry = (): Registry => ({
  units: [],
  services: [],
  series: [],
  unitOfSeries: [],
  unitByName: new Map(),
  serviceByName: new Map(),
});

export const signalIndex = (signal: Signal): number => signals.indexOf(signal);

/** Adds a series, its unit and its service where they are new. Series must come in order of their index. */
export function register(known: Registry, series: WorldSeries): Unit {
  if (series.index !== known.series.length) throw new RangeError(`series ${series.index} came out of order`);
  const unit = known.units[unitIndexFor(known, series)]!;
  known.series.push(series);
  known.unitOfSeries.push(unit.index);
  unit.seriesBySignal[signalIndex(series.signal)]!.push(series.index);
  if (series.signal === "reports") return unit;
  if (series.source === null) unit.watchedByUnnamed = true;
  else if (!unit.sources.includes(series.source)) unit.sources.push(series.source);
  return unit;
}

function unitIndexFor(known: Registry, series: WorldSeries): number {
  const existing = known.unitByName.get(series.unit);
  if (existing !== undefined) return existing;
  const service = serviceIndexFor(known, series.service);
  const index = known.units.length;
  known.units.push({
    index,
    name: series.unit,
    service,
    operation: series.operation,
    seriesBySignal: signals.map(() => []),
    sources: [],
    watchedByUnnamed: false,
  });
  known.unitByName.set(series.unit, index);
  known.services[service]!.units.push(index);
  return index;
}

function serviceIndexFor(known: Registry, name: string): number {
  const existing = known.serviceByName.get(name);
  if (existing !== undefined) return existing;
  const index = known.services.length;
  known.services.push({ index, name, units: [] });
  known.serviceByName.set(name, index);
  return index;
}
