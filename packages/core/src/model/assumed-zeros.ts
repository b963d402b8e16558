import type { Observation } from "../world/world-window.ts";
import { seriesKinds } from "./kinds/series-model.ts";
import type { ModelState } from "./model-state.ts";
import { cameLate } from "./silence/lateness.ts";
import type { Unseen } from "./silence/unseen.ts";

/** Who keeps quiet for a reason of its own, and of whom nothing may be assumed. */
interface Excuses {
  readonly blind: boolean;
  /** Names of sources of several entities that missed their turn. */
  readonly silentSources: ReadonlySet<string>;
  readonly unseen: Pick<Unseen, "series">;
}

/**
 * Counts that nobody sent and that are 0 by what people know (rule 55), in order of series: of a plain count of a stream
 * that was heard before, one interval of its last reading, or several, after that. Nothing is assumed while all is blind,
 * its source is silent, its stream could not be read, it is worked on or its telemetry comes late.
 */
export function assumedZeros(
  state: ModelState,
  observations: readonly Observation[],
  excuses: Excuses,
): readonly Observation[] {
  const { zeros } = state.known;
  if (zeros.length === 0 || excuses.blind) return [];
  const came = new Set(observations.map(({ series }) => series));
  return zeros.flatMap((row) => (came.has(row) || isExcused(state, row, excuses) ? [] : zeroOf(state, row)));
}

function zeroOf({ series, window, windowMs }: ModelState, row: number): readonly Observation[] {
  const { observedWindow, exposure, kind } = series.columns;
  if (observedWindow[row]! < 0 || seriesKinds[kind[row]!] === "ignored") return [];
  const windows = Math.max(1, exposure[row]!);
  if ((window - observedWindow[row]!) % Math.round(windows) !== 0) return [];
  const intervalMs = windows * windowMs;
  return [{ series: row, value: 0, exposure: windows, readings: 0, intervalMs, buckets: null }];
}

function isExcused(state: ModelState, row: number, { silentSources, unseen }: Excuses): boolean {
  if (unseen.series.has(row)) return true;
  const { directory } = state.growing;
  const { source, signal } = directory.series[row]!;
  if (state.entities.columns.maintained[directory.entityOfSeries[row]!] === 1) return true;
  if (source !== null && silentSources.has(source)) return true;
  return signal !== "reports" && cameLate(state.entities.columns, directory.entityOfSeries[row]!, state);
}

/** What came and what is assumed, in order of series. */
export const inOrder = (
  observations: readonly Observation[],
  assumed: readonly Observation[],
): readonly Observation[] =>
  assumed.length === 0
    ? observations
    : [...observations, ...assumed].sort((one, other) => one.series - other.series);

/** Of whom a count of nothing is assumed is there, and not taken to be gone. */
export function noteAssumed(
  { entities, growing, known, window }: ModelState,
  assumed: readonly Observation[],
): void {
  for (const { series } of assumed) {
    const entity = growing.directory.entityOfSeries[series]!;
    const isReports = growing.directory.series[series]!.signal === "reports";
    if (!isReports && known.unexpectedEntities.has(entity)) entities.columns.lastSeen[entity] = window;
  }
}
