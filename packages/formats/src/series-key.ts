import type { Attributes, Point } from "./point.ts";
import type { SeriesMemory } from "./series-memory.ts";

/**
 * What tells a series from all others: metric and attributes, in whatever order they came. A counter that says since when
 * it counts is another series after a restart, and two instances that do not say their names are told apart by it.
 */
function seriesKey({ metric, attributes, type, startMs }: Point): string {
  const pairs: string[] = [];
  for (const [name, value] of attributes) pairs.push(`${plain(name)}\u0001${plain(value)}`);
  pairs.sort();
  const since = type === "counter" && startMs !== null ? startMs : "";
  return `${plain(metric)}\u0000${since}\u0000${pairs.join("\u0000")}`;
}

/** Nothing in a text can pass for what stands between two. */
const plain = (text: string): string =>
  text.replaceAll("\u0002", "\u00022").replaceAll("\u0001", "\u00021").replaceAll("\u0000", "\u00020");

/** A series as it was written, of which there may be several ways. */
export interface WrittenSeries {
  readonly key: string;
  /** What was remembered of it when it was met last. */
  memory: SeriesMemory | null;
  /** No rule fits it, as was found before. */
  isUnwanted: boolean;
}

/** The series by what was written of them, so that attributes are not made and sorted for every point. */
export interface SeriesKeys {
  readonly of: (point: Point) => WrittenSeries;
}

/** Series whose attributes, as written, tell them apart. Its names are those of the point that was met last. */
interface Family {
  metric: string;
  origin: string | null;
  readonly since: Since;
  readonly byText: Map<string, KnownSeries>;
}

/** Since when a counter counts; empty for what is none. */
type Since = number | "" | null;

interface KnownSeries extends WrittenSeries {
  readonly family: Family;
  readonly texts: readonly string[];
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
  let latest: Family | null = null;
  let sampled: Sampled | null = null;
  let former: KnownSeries | null = null;
  const familyOf = (point: Point): Family => {
    if (latest !== null && isOfFamily(latest, point)) return latest;
    const { origin, metric } = point;
    const since = sinceOf(point);
    const name = `${metric}\u0000${since}\u0000${origin}`;
    latest = families.get(name) ?? { metric, origin, since, byText: new Map<string, KnownSeries>() };
    families.set(name, latest);
    return latest;
  };
  const written = (point: Point, texts: readonly string[]): KnownSeries => {
    const text = togetherOf(texts);
    const known = familyOf(point).byText.get(text);
    if (known !== undefined) return known;
    if (count >= most) {
      families.clear();
      [latest, former, count] = [null, null, 0];
    }
    const family = familyOf(point);
    const series = { family, texts, key: seriesKey(point), memory: null, isUnwanted: false, next: null };
    family.byText.set(text, series);
    count += 1;
    return series;
  };
  return {
    of: (point) => {
      if (point.written === undefined) {
        if (sampled === null || !isSampled(sampled, point)) sampled = sampledOf(point);
        return sampled.series;
      }
      const guess: KnownSeries | null = former === null ? null : former.next;
      if (guess !== null && isOfFamily(guess.family, point) && point.written.areTexts(guess.texts)) {
        // Texts that are one and the same are found equal at once, and those of one message are.
        guess.family.metric = point.metric;
        guess.family.origin = point.origin;
        former = guess;
        return guess;
      }
      const series = written(point, point.written.texts());
      if (former !== null) former.next = series;
      former = series;
      return series;
    },
  };
}

/** Of two different lists of texts two different ones. */
function togetherOf(texts: readonly string[]): string {
  let together = "";
  for (const text of texts) together += `${text.length}:${text}`;
  return together;
}

const sinceOf = ({ type, startMs }: Point): Since => (type === "counter" ? startMs : "");

const isOfFamily = ({ metric, origin, since }: Family, point: Point): boolean =>
  since === sinceOf(point) && metric === point.metric && origin === point.origin;

/** A series of which sample follows on sample. */
interface Sampled {
  readonly metric: string;
  readonly attributes: Attributes;
  readonly since: Since;
  readonly series: WrittenSeries;
}

const isSampled = ({ attributes, since, metric }: Sampled, point: Point): boolean =>
  attributes === point.attributes && since === sinceOf(point) && metric === point.metric;

function sampledOf(point: Point): Sampled {
  const series = { key: seriesKey(point), memory: null, isUnwanted: false };
  return { metric: point.metric, attributes: point.attributes, since: sinceOf(point), series };
}
