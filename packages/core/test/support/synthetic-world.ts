import { type Signal, signals, type WorldSeries, type WorldWindow } from "../../src/world/world-window.ts";
import { negativeBinomial, randomStream, studentT } from "../../../worlds/src/random/index.ts";
import { type Disturbance, effectOn } from "./disturbance.ts";

export const minuteMs = 60_000;
/** Window 0 of every synthetic world: Monday 2020-09-14, 00:00 UTC. */
export const worldStartMs = 1_600_041_600_000;

/** Telemetry of one service, per one-minute window; a part left out is not measured. */
export interface SyntheticService {
  readonly name: string;
  readonly operation?: string;
  /** Who observes it; unnamed unless given. */
  readonly source?: string;
  readonly requests?: number;
  readonly errorShare?: number;
  readonly delivered?: number;
  readonly undeliveredShare?: number;
  readonly p95Ms?: number;
  readonly reports?: number;
  /** One status probe a window: up unless disturbed. */
  readonly probe?: true;
  /** Windows between two readings; 1 unless given. */
  readonly cadence?: number;
  /** First window in which anything is heard of it; 0 unless given. */
  readonly since?: number;
}

export interface SyntheticWorld {
  readonly seed: number;
  readonly services: readonly SyntheticService[];
  readonly windows: number;
  readonly disturbances?: readonly Disturbance[];
  /** Size of the negative binomial noise: larger is calmer; 40 unless given. */
  readonly noiseSize?: number;
}

interface Measured {
  readonly entity: string;
  readonly service: SyntheticService;
  readonly signal: Signal;
  readonly source: string | undefined;
  readonly value: number;
  readonly exposure: number;
}

/**
 * Windows of a small world, built directly. Every number comes from a random stream of its own service, signal and
 * window, so that a disturbance changes what it disturbs and nothing else. Given its first windows, those after them.
 */
export function worldWindows(
  world: SyntheticWorld,
  before: readonly WorldWindow[] = [],
): readonly WorldWindow[] {
  const announced = before.flatMap(({ newSeries }) => newSeries);
  const directory = new Map(
    announced.map((one) => [keyOf(one.entity, one.signal, one.source ?? undefined), one]),
  );
  const length = Math.max(0, world.windows - before.length);
  return Array.from({ length }, (_, at) => windowOf(world, before.length + at, directory));
}

function windowOf(world: SyntheticWorld, window: number, directory: Map<string, WorldSeries>): WorldWindow {
  const measured = world.services.flatMap((service) => measure(world, service, window));
  const newSeries = addSeries(measured, directory);
  const observations = measured.map(({ entity, service, signal, source, value, exposure }) => ({
    series: directory.get(keyOf(entity, signal, source))!.index,
    value,
    exposure,
    readings: 1,
    intervalMs: (service.cadence ?? 1) * minuteMs,
    buckets: null,
  }));
  observations.sort((first, second) => first.series - second.series);
  const windowStart = worldStartMs + window * minuteMs;
  return {
    windowStart,
    windowMs: minuteMs,
    observations,
    newSeries,
    duplicates: 0,
    conflicts: 0,
    lostShare: 0,
  };
}

const keyOf = (entity: string, signal: Signal, source: string | undefined): string =>
  [entity, signals.indexOf(signal), source ?? ""].join("\u0000");

/** Indexes in order of entity, signal and source within a window, as the assembly gives them. */
function addSeries(measured: readonly Measured[], directory: Map<string, WorldSeries>): WorldSeries[] {
  const found = measured.map((one) => ({ ...one, key: keyOf(one.entity, one.signal, one.source) }));
  const fresh = found.filter(({ key }) => !directory.has(key));
  fresh.sort((first, second) => (first.key < second.key ? -1 : 1));
  return fresh.map(({ key, entity, service, signal, source }) => {
    const { name, operation } = service;
    const index = directory.size;
    const series = {
      index,
      entity,
      service: name,
      operation: operation ?? null,
      source: source ?? null,
      signal,
    };
    directory.set(key, series);
    return series;
  });
}

function measure(world: SyntheticWorld, service: SyntheticService, window: number): readonly Measured[] {
  const effect = effectOn(world.disturbances ?? [], service, window);
  if (window < (service.since ?? 0) || window % (service.cadence ?? 1) !== 0) return [];
  const entity = service.operation === undefined ? service.name : `${service.name}/${service.operation}`;
  const random = (signal: string) =>
    randomStream(world.seed, entity, service.source ?? "", signal, String(window));
  const count = (signal: string, mean: number): number =>
    negativeBinomial(random(signal), mean * (service.cadence ?? 1), world.noiseSize ?? 40);
  const found: Measured[] = [];
  const add = (signal: Signal, value: number, exposure: number): void => {
    // Users report unnamed: what a source sends is everything else.
    found.push({
      entity,
      service,
      signal,
      source: signal === "reports" ? undefined : service.source,
      value,
      exposure,
    });
  };
  if (service.reports !== undefined)
    add("reports", count("reports", service.reports * effect.reports), service.cadence ?? 1);
  if (effect.silent) return found;
  if (service.probe === true) {
    add("errors", effect.down ? 1 : 0, 1);
    add("traffic", 1, 1);
  }
  if (service.requests !== undefined) {
    const requests = count("requests", service.requests * effect.traffic);
    const share = Math.min(1, effect.errorShare ?? (service.errorShare ?? 0) * effect.errors);
    add("errors", Math.min(requests, count("errors", requests * share)), requests);
    add("traffic", requests, service.cadence ?? 1);
  }
  if (service.delivered !== undefined) measureDelivery();
  return found;

  function measureDelivery(): void {
    const sent = count("delivered", (service.delivered ?? 0) * effect.traffic);
    const share = effect.undeliveredShare ?? service.undeliveredShare ?? 0;
    const undelivered = Math.min(sent, count("undelivered", sent * share));
    const delivered = sent - undelivered;
    if (delivered > 0 && service.p95Ms !== undefined) {
      const noise = Math.exp(0.08 * studentT(random("latency"), 5));
      add("latency", service.p95Ms * effect.latency * noise, delivered);
    }
    add("undelivered", undelivered, sent);
    add("deliveries", delivered, service.cadence ?? 1);
  }
}
