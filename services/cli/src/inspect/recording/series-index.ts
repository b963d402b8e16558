import type { Reading } from "@tocsin/core";
import type { SeriesFacts } from "./series-facts.ts";

type Named = Pick<Reading, "service" | "operation" | "region" | "source">;
type Names = keyof Named;

/** Finds what is known of a reading's series. A message costs five looks into a table, and no text is put together. */
export interface SeriesIndex {
  of(reading: Named): SeriesFacts | undefined;
  add(reading: Named, series: SeriesFacts): void;
}

type Level = Map<string | null, Level | SeriesFacts>;

const before = ["service", "operation", "region"] as const satisfies readonly Names[];

/** The series of one stream. */
export function seriesIndex(): SeriesIndex {
  const services: Level = new Map();

  return {
    of({ service, operation, region, source }) {
      const operations = services.get(service) as Level | undefined;
      const regions = operations?.get(operation) as Level | undefined;
      const sources = regions?.get(region) as Level | undefined;
      return sources?.get(source) as SeriesFacts | undefined;
    },
    add(reading, series) {
      let level = services;
      for (const name of before) {
        const next = (level.get(reading[name]) ?? new Map()) as Level;
        level.set(reading[name], next);
        level = next;
      }
      level.set(reading.source, series);
    },
  };
}
