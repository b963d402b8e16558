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
  /** Of the point that was asked for last. */
  readonly noRuleFits: (point: Point) => void;
}

/** Series of one metric and origin by their attributes as written. */
type Family = Map<string, KnownSeries>;

interface KnownSeries {
  readonly family: Family;
  readonly written: readonly string[];
  key: string | null;
  /** The one that came behind it. */
  next: KnownSeries | null;
}

/**
 * Forgets all of them beyond `most`, and finds them again. Exporters tell their series in the same order each time: so the
 * one that came next the last time is looked at first, which needs no text to be put together.
 */
export function seriesKeys(most: number): SeriesKeys {
  const families = new Map<string, Family>();
  let count = 0;
  // Points of one metric of an exporter come one after the other, and so do samples of one series.
  let latest: { readonly point: Point; readonly family: Family } | null = null;
  let sampled: { readonly point: Point; readonly attributes: Attributes; readonly key: string } | null = null;
  let former: KnownSeries | null = null;
  const familyOf = (point: Point): Family => {
    if (latest !== null && isSameFamily(latest.point, point)) return latest.family;
    const { origin, metric, type, startMs } = point;
    const name = `${metric}\u0000${type === "counter" ? startMs : ""}\u0000${origin}`;
    const family = families.get(name) ?? new Map<string, KnownSeries>();
    families.set(name, family);
    latest = { point, family };
    return family;
  };
  const seriesOf = (point: Point, written: readonly string[]): KnownSeries => {
    const text = written.join("\u0000");
    const known = familyOf(point).get(text);
    if (known !== undefined) return known;
    if (count >= most) {
      families.clear();
      [latest, former, count] = [null, null, 0];
    }
    const family = familyOf(point);
    const series = { family, written, key: seriesKey(point), next: null };
    family.set(text, series);
    count += 1;
    return series;
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
      const guess: KnownSeries | null = former === null ? null : former.next;
      if (guess !== null && guess.family === familyOf(point) && isSameText(guess.written, written)) {
        former = guess;
        return guess.key;
      }
      const series = seriesOf(point, written);
      if (former !== null) former.next = series;
      former = series;
      return series.key;
    },
    noRuleFits: ({ written }) => {
      if (written !== undefined && former !== null) former.key = null;
    },
  };
}

function isSameText(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false;
  return true;
}

const isSameFamily = (one: Point, other: Point): boolean =>
  one.startMs === other.startMs &&
  one.type === other.type &&
  one.metric === other.metric &&
  one.origin === other.origin;
