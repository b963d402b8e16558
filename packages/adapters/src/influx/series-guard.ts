/** Series of one measurement beyond which new ones are refused: a tenth of what InfluxDB 1.x takes in a database. */
const defaultSeriesLimit = 100_000;

/** Keeps the number of series within bounds, whatever the data says. It knows what went through it, not the database. */
export interface SeriesGuard {
  /** Null when the series is known or there is room for it, else why it is refused. */
  readonly admit: (measurement: string, series: string) => string | null;
  /** Distinct tag sets by measurement. */
  readonly counts: () => ReadonlyMap<string, number>;
}

export function seriesGuard(limit: number = defaultSeriesLimit): SeriesGuard {
  const known = new Map<string, Set<string>>();
  const of = (measurement: string): Set<string> => {
    const found = known.get(measurement);
    if (found !== undefined) return found;
    const made = new Set<string>();
    known.set(measurement, made);
    return made;
  };
  return {
    admit: (measurement, series) => {
      const all = of(measurement);
      if (all.has(series)) return null;
      if (all.size >= limit) return `${measurement} has ${limit} series already, which is the limit`;
      all.add(series);
      return null;
    },
    counts: () => new Map([...known].map(([measurement, all]) => [measurement, all.size])),
  };
}
