import type { Attributes, Point } from "./point.ts";

/**
 * What tells a series from all others: metric and attributes, in whatever order they came. A counter that says since when
 * it counts is another series after a restart, and two instances that do not say their names are told apart by it.
 */
function seriesKey({ metric, attributes, type, startMs }: Point): string {
  const pairs: string[] = [];
  for (const [name, value] of attributes) pairs.push(`${name}\u0001${value}`);
  pairs.sort();
  const since = type === "counter" && startMs !== null ? startMs : "";
  return `${metric}\u0000${since}\u0000${pairs.join("\u0000")}`;
}

/** The keys of series by what was written of them, so that attributes are not made and sorted for every point. */
export interface SeriesKeys {
  /** Null: no rule fits the series, as was found before. */
  readonly of: (point: Point) => string | null;
  readonly noRuleFits: (point: Point) => void;
}

/** Series of one metric and origin by their attributes as written. */
type Known = Map<string, string | null>;

/** Forgets all of them beyond `most`, and finds them again. */
export function seriesKeys(most: number): SeriesKeys {
  const families = new Map<string, Known>();
  let count = 0;
  // Points of one metric of an exporter come one after the other, and so do samples of one series.
  let family: { readonly point: Point; readonly known: Known } | null = null;
  let sampled: { readonly point: Point; readonly attributes: Attributes; readonly key: string } | null = null;
  const knownOf = (point: Point): Known => {
    if (family !== null && isSameFamily(family.point, point)) return family.known;
    const { origin, metric, type, startMs } = point;
    const name = `${metric}\u0000${type === "counter" ? startMs : ""}\u0000${origin}`;
    const known = families.get(name) ?? new Map();
    families.set(name, known);
    family = { point, known };
    return known;
  };
  const keep = (point: Point, written: string, key: string | null): void => {
    if (count >= most) {
      families.clear();
      family = null;
      count = 0;
    }
    const known = knownOf(point);
    count += known.has(written) ? 0 : 1;
    known.set(written, key);
  };
  return {
    of: (point) => {
      const { written } = point;
      if (written === undefined) {
        const { attributes } = point;
        if (sampled?.attributes === attributes && isSameFamily(sampled.point, point)) return sampled.key;
        sampled = { point, attributes, key: seriesKey(point) };
        return sampled.key;
      }
      const before = knownOf(point).get(written);
      if (before !== undefined) return before;
      const key = seriesKey(point);
      keep(point, written, key);
      return key;
    },
    noRuleFits: (point) => {
      if (point.written !== undefined) keep(point, point.written, null);
    },
  };
}

const isSameFamily = (one: Point, other: Point): boolean =>
  one.startMs === other.startMs &&
  one.type === other.type &&
  one.metric === other.metric &&
  one.origin === other.origin;
