import type { Observation, Signal, WorldSeries, WorldWindow } from "../../src/world/world-window.ts";
import { firstWindow, minuteMs } from "./world-time.ts";

/**
 * What is observed in a window, by series: "chat errors", of an operation "chat/media errors", of a source "chat errors
 * east". A number is a value of exposure 1; errors and undelivered messages are given with what they are out of, and
 * anything else field by field.
 */
export type Observed = Readonly<
  Record<string, number | readonly [value: number, exposure: number] | Partial<Observation>>
>;

export interface OneWorld {
  /** The next window, with these observations and no others. */
  readonly next: (observed: Observed, everyMinutes?: number) => WorldWindow;
}

/** A world that grows by what is observed in it, one-minute window by window. */
export function oneWorld(): OneWorld {
  const series = new Map<string, WorldSeries>();
  let window = firstWindow;
  const next = (observed: Observed, everyMinutes = 1): WorldWindow => {
    const newSeries = Object.keys(observed).flatMap((name) => {
      if (series.has(name)) return [];
      const made = seriesOf(name, series.size);
      series.set(name, made);
      return [made];
    });
    const observations = Object.entries(observed).map(([name, seen]) => ({
      value: 0,
      exposure: 1,
      readings: 1,
      intervalMs: everyMinutes * minuteMs,
      buckets: null,
      ...fieldsOf(seen),
      series: series.get(name)!.index,
    }));
    observations.sort((one, other) => one.series - other.series);
    const windowStart = window * minuteMs;
    window += 1;
    return {
      windowStart,
      windowMs: minuteMs,
      observations,
      newSeries,
      duplicates: 0,
      conflicts: 0,
      lostShare: 0,
    };
  };
  return { next };
}

function fieldsOf(seen: Observed[string]): Partial<Observation> {
  if (typeof seen === "number") return { value: seen };
  if (!isPair(seen)) return seen;
  const [value, exposure] = seen;
  return { value, exposure };
}

const isPair = (seen: readonly number[] | Partial<Observation>): seen is readonly [number, number] =>
  Array.isArray(seen);

function seriesOf(name: string, index: number): WorldSeries {
  const [entity = "", signal, source] = name.split(" ");
  const [service = "", operation] = entity.split("/");
  return {
    index,
    entity,
    service,
    operation: operation ?? null,
    signal: signal as Signal,
    source: source ?? null,
  };
}

/** The same of each of these entities. */
export const ofEach = (entities: readonly string[], observed: Observed): Observed =>
  Object.fromEntries(
    entities.flatMap((entity) => Object.entries(observed).map(([name, seen]) => [`${entity} ${name}`, seen])),
  );
