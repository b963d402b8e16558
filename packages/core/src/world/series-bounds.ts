import type { RefusedSeries, SeriesRefusal, WorldSeries } from "./world-window.ts";

/** How much of the world is kept at most (rule 57). */
export interface SeriesBounds {
  readonly maxSeries: number;
  /** So many may come in an hour of the clock, from an hour after the first window on. */
  readonly maxNewSeriesPerHour: number;
  /** A series of which nothing came for so long is dropped. */
  readonly keepSeriesMs: number;
}

export interface SeriesRecord {
  /** By index of the series: the last window in which something of it came. */
  readonly lastSeen: readonly number[];
  /** The first window; null before it. */
  readonly firstWindow: number | null;
  /** The hour since the epoch in which series were taken last, and how many were. */
  readonly hour: number;
  readonly taken: number;
}

type Kept = {
  -readonly [Key in Exclude<keyof SeriesRecord, "lastSeen">]: SeriesRecord[Key];
} & { lastSeen: number[] };

const hourMs = 3_600_000;
/** So many units of what was not taken are named. */
const examplesNamed = 5;

export interface At {
  readonly window: number;
  readonly windowMs: number;
}

const hourOf = ({ window, windowMs }: At): number => Math.floor((window * windowMs) / hourMs);

/** What is known of when series came, and whether there is room for more. */
export interface SeriesKeeper {
  /** Something of a series came. */
  saw(series: number, window: number): void;
  /** Whether so many more series are taken, of one unit, stream and source; else why not. They are all taken or none. */
  take(series: number, at: At): "taken" | SeriesRefusal;
  /**
   * Series to drop before a window, in ascending order: those silent for longer than they are kept. Looked at in the first
   * window of an hour. Of services that are kept, those that came last stay.
   */
  silentBefore(at: At, list: readonly WorldSeries[], isKept: (service: string) => boolean): readonly number[];
  /** These are dropped, and the others move up. */
  drop(dropped: ReadonlySet<number>): void;
  snapshot(): SeriesRecord;
}

/** Without bounds everything is taken and kept. */
export function seriesKeeper(bounds: SeriesBounds | undefined, snapshot?: SeriesRecord): SeriesKeeper {
  const kept: Kept = {
    firstWindow: null,
    hour: -1,
    taken: 0,
    ...snapshot,
    lastSeen: [...(snapshot?.lastSeen ?? [])],
  };
  return {
    saw: (series, window) => {
      kept.lastSeen[series] = window;
    },
    take: (series, at) => take(kept, bounds, series, at),
    silentBefore: (at, list, isKept) => {
      kept.firstWindow ??= at.window;
      if (bounds === undefined || hourOf(at) === hourOf({ ...at, window: at.window - 1 })) return [];
      return silentSeries(kept, list, {
        since: at.window - Math.ceil(bounds.keepSeriesMs / at.windowMs),
        isKept,
      });
    },
    drop: (dropped) => {
      kept.lastSeen = kept.lastSeen.filter((_, series) => !dropped.has(series));
    },
    snapshot: () => ({ ...kept, lastSeen: [...kept.lastSeen] }),
  };
}

function take(kept: Kept, bounds: SeriesBounds | undefined, series: number, at: At): "taken" | SeriesRefusal {
  const answer = bounds === undefined ? "taken" : answerOf(kept, bounds, series, at);
  if (answer === "taken") for (let count = 0; count < series; count += 1) kept.lastSeen.push(at.window);
  return answer;
}

function answerOf(kept: Kept, bounds: SeriesBounds, series: number, at: At): "taken" | SeriesRefusal {
  if (kept.lastSeen.length + series > bounds.maxSeries) return "series-limit";
  const hour = hourOf(at);
  if (hour !== kept.hour) {
    kept.hour = hour;
    kept.taken = 0;
  }
  const isFirstHour = (at.window - (kept.firstWindow ?? at.window)) * at.windowMs < hourMs;
  if (isFirstHour) return "taken";
  if (kept.taken + series > bounds.maxNewSeriesPerHour) return "new-series-limit";
  kept.taken += series;
  return "taken";
}

function silentSeries(
  { lastSeen }: Kept,
  list: readonly WorldSeries[],
  { since, isKept }: { readonly since: number; readonly isKept: (service: string) => boolean },
): readonly number[] {
  const silent = list.filter(({ index }) => lastSeen[index]! < since);
  if (silent.length === 0) return [];
  const named = new Set(silent.map(({ service }) => service).filter(isKept));
  const latest = new Map<string, number>();
  for (const { service, index } of list) {
    if (!named.has(service)) continue;
    latest.set(service, Math.max(latest.get(service) ?? Number.NEGATIVE_INFINITY, lastSeen[index]!));
  }
  return silent
    .filter(({ service, index }) => lastSeen[index] !== latest.get(service))
    .map(({ index }) => index);
}

/** What was not taken, put together for a window; undefined where everything was. */
export function refusedSeries(
  refused: readonly { readonly unit: string; readonly series: number; readonly code: SeriesRefusal }[],
): RefusedSeries | undefined {
  if (refused.length === 0) return undefined;
  const byCode: Partial<Record<SeriesRefusal, number>> = {};
  for (const { code, series } of refused) byCode[code] = (byCode[code] ?? 0) + series;
  return {
    series: refused.reduce((sum, { series }) => sum + series, 0),
    byCode,
    examples: [...new Set(refused.map(({ unit }) => unit))].slice(0, examplesNamed),
  };
}
