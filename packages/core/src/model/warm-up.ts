import { excludedUntil } from "../knowledge/excluded-past.ts";
import type { Entity, Service } from "../world/directory.ts";
import { readingsToLearn } from "./kinds/bucket-edge.ts";
import { widthOfShare } from "./kinds/rare-trials.ts";
import { seriesKinds } from "./kinds/series-model.ts";
import type { ModelState } from "./model-state.ts";
import { cadenceOf, isForgotten, sightingsLeft } from "./silence/heartbeat.ts";

/** No evidence before a series was seen for an hour and twenty times (rule 15). */
export const warmUpMs = 3_600_000;
export const warmUpReadings = 20;
/** Nor before it is known so well how often a trial fails: two deviations of the posterior (rule 35). */
const widestShare = 0.1;

/** A service of which nothing can be told yet. */
export interface WarmingUp {
  readonly service: string;
  /**
   * Start of the first window that can say anything of it, epoch ms, if its telemetry goes on as it has come so far. Null
   * where that is not known: while its telemetry is overdue, after a first reading from which the interval is not sure, and
   * while too few requests were seen.
   */
  readonly speaksFrom: number | null;
}

/** Who can be heard and who cannot yet; without those that have been away for so long that they are taken to be gone. */
export interface WarmUp {
  readonly warmingUp: readonly WarmingUp[];
  /** Names of the services of which at least one signal can give evidence. */
  readonly speaking: readonly string[];
}

/** Whether the warm-up of a series is over with the reading that it has just had. */
export function isWarm(state: ModelState, row: number): boolean {
  const { series, window, windowMs } = state;
  const { firstWindow, readings } = series.columns;
  const isLong = (window - firstWindow[row]!) * windowMs >= warmUpMs && readings[row]! >= warmUpReadings;
  return isLong && isKnownWell(state, row);
}

/** Whether enough trials were seen to know how often one fails, where that is what is judged. */
function isKnownWell({ series }: ModelState, row: number): boolean {
  const kind = seriesKinds[series.columns.kind[row]!]!;
  return (kind !== "count" && kind !== "histogram") || widthOfShare(series.columns, row) <= widestShare;
}

/** After the last window that was observed. Of a service without any signal that is judged, its silence is what speaks. */
export function warmUpOf(state: ModelState): WarmUp {
  const warmingUp: WarmingUp[] = [];
  const speaking: string[] = [];
  for (const service of state.growing.directory.services) {
    const { series, entities } = partsOf(state, service);
    const isJudged = series.length > 0;
    if (isJudged ? series.some((row) => isReady(state, row)) : entities.some((at) => isMissed(state, at))) {
      speaking.push(service.name);
    } else if (!isGone(state, service)) {
      const windows = isJudged
        ? series.map((row) => seriesSpeaks(state, row))
        : entities.map((entity) => silenceSpeaks(state, entity));
      warmingUp.push({ service: service.name, speaksFrom: earliest(state, windows) });
    }
  }
  return { warmingUp, speaking };
}

/** Its entities, and those of its series that are judged and not ignored. */
function partsOf(state: ModelState, { entities }: Service) {
  const { kind } = state.series.columns;
  const series = rowsOf(state, entities).filter((row) => state.measures[kind[row]!] !== null);
  return { series, entities };
}

function rowsOf({ growing }: ModelState, entities: readonly number[]): readonly number[] {
  return entities.flatMap((at) => (growing.directory.entities[at] as Entity).seriesBySignal.flat());
}

const isReady = ({ series }: ModelState, row: number): boolean => series.columns.ready[row] === 1;

const isMissed = ({ entities }: ModelState, entity: number): boolean =>
  sightingsLeft(entities.columns, entity) === 0;

function isGone(state: ModelState, { entities }: Service): boolean {
  const lastSeen = state.series.columns.observedWindow;
  return rowsOf(state, entities).every((row) => isForgotten({ lastSeen }, row, state));
}

/** The earliest of these windows that is still to come. */
function earliest({ window, windowMs }: ModelState, windows: readonly (number | null)[]): number | null {
  const ahead = windows.filter((at) => at !== null && at > window) as readonly number[];
  return ahead.length === 0 ? null : ahead.reduce((one, other) => Math.min(one, other)) * windowMs;
}

/** The first window in which a series can give evidence. Of a histogram, readings count once its edge is known (rule 5). */
function seriesSpeaks(state: ModelState, row: number): number | null {
  const { firstWindow, observedWindow, readings, kind } = state.series.columns;
  const first = firstWindow[row]!;
  if (state.unlearned.has(state.growing.directory.entityOfSeries[row]!)) return afterExcluded(state, row);
  const cadence = cadenceOfSeries(state, row);
  if (first < 0 || cadence === null) return null;
  const isLearningEdge = seriesKinds[kind[row]!] === "histogram" && readings[row] === 0;
  if (!isLearningEdge && !isKnownWell(state, row)) return null;
  const left = Math.max(1, warmUpReadings - readings[row]!);
  return Math.max(
    first + Math.ceil(warmUpMs / state.windowMs),
    observedWindow[row]! + left * cadence,
    isLearningEdge ? first + (readingsToLearn + warmUpReadings - 1) * cadence : 0,
  );
}

/** An hour after the last window of which nothing may be learned: its readings begin to count then (rule 54). */
function afterExcluded({ growing, knowledge, window, windowMs }: ModelState, row: number): number {
  const { service } = growing.directory.series[row]!;
  const until = excludedUntil(knowledge.exclude, service, (window + 1) * windowMs - 1);
  return Math.ceil(until / windowMs) - 1 + Math.ceil(warmUpMs / windowMs);
}

/**
 * Windows between two readings of a series, rather too few than too many: nobody shall be told a later time than that at
 * which a failure can be told first. Null where that is not known.
 */
function cadenceOfSeries(state: ModelState, row: number): number | null {
  const { firstWindow, observedWindow, readings } = state.series.columns;
  const between = readings[row]! - 1;
  if (between < 1) return declaredGap(state, row);
  const meanGap = (observedWindow[row]! - firstWindow[row]!) / between;
  return Math.max(1, Math.floor(Math.min(meanGap, declaredGap(state, row) ?? meanGap)));
}

/** Counts are read over their interval. Of others the entity knows it, once it is sure that it is not another series'. */
function declaredGap({ series, entities, growing, measures }: ModelState, row: number): number | null {
  const { exposure, kind, readings } = series.columns;
  if (measures[kind[row]!] === "count" && readings[row]! > 0) return Math.max(1, Math.floor(exposure[row]!));
  const { sightings, gapMean } = entities.columns;
  const entity = growing.directory.entityOfSeries[row]!;
  const gap = Math.floor(gapMean[entity]!);
  return sightings[entity]! > 1 || (sightings[entity] === 1 && gap === 1) ? gap : null;
}

/** The first window in which the silence of an entity could be noticed (rule 7). */
function silenceSpeaks({ entities }: ModelState, entity: number): number | null {
  const { lastSeen, sightings } = entities.columns;
  const cadence = cadenceOf(entities.columns, entity);
  if (sightings[entity] === 0 || (sightings[entity] === 1 && cadence > 1)) return null;
  return lastSeen[entity]! + (sightingsLeft(entities.columns, entity) + 1) * cadence;
}
