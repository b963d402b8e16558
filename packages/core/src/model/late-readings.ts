import type { Entity } from "../world/directory.ts";
import { type LateWindow, type Observation, signals } from "../world/world-window.ts";
import { signalShows } from "./entity/entity-likelihood.ts";
import { type Correction, multiplySince, takeBackMiss } from "./entity/late-correction.ts";
import { nextCusum } from "./entity/learning-gate.ts";
import { markSeen, recentAt, recentWindows, wasSeen } from "./entity/recent-windows.ts";
import type { ModelState } from "./model-state.ts";
import { type LateScore, scoreLate } from "./score-late.ts";
import { noteLate } from "./silence/lateness.ts";
import { effectSizes } from "./starts.ts";

/** Of entities that late readings spoke of in this window: evidence of their last windows as it was before, nats. */
export type BeforeLate = ReadonlyMap<number, ArrayLike<number>>;

const reportsSignal = signals.indexOf("reports");

/**
 * Holds late readings against what is known now, at the season of their own window, and corrects the evidence of
 * that window: a miss is taken back, and what the reading says is multiplied into the starts at or before it (rule 44).
 * In the order of arrival each is an e-value like any other. Nothing is learned but how late it came.
 */
export function weighLate(state: ModelState, late: readonly LateWindow[]): BeforeLate {
  const before = new Map<number, Float32Array>();
  for (const { windowStart, observations } of late) {
    const window = windowStart / state.windowMs;
    if (window >= state.window) continue;
    noteLateness(state, window, observations);
    if (state.window - window >= recentWindows) continue;
    const filling = observations.filter(({ series }) => fillsGap(state, series, window));
    for (const { series } of filling) remember(state, before, series);
    const scores = scoreLate(state, filling, window);
    const correction = { window: state.window, back: state.window - window };
    for (const entity of unseenEntities(state, window, filling)) {
      takeBackMiss(state.entities.columns, entity, correction, "came");
      takeBackSilence(state, entity, window);
    }
    addEvidence(state, correction, scores);
    for (const { series } of filling) markSeen(state.series.columns, series, window);
  }
  return before;
}

/** Whether nothing of the series was observed in that window, it was not worked on then, and its evidence not forgotten since. */
function fillsGap({ series, entities, growing }: ModelState, row: number, window: number): boolean {
  const entity = growing.directory.entityOfSeries[row]!;
  return !wasSeen(series.columns, row, window) && entities.columns.recentMiss[recentAt(entity, window)]! > 0;
}

function remember({ entities, growing }: ModelState, before: Map<number, Float32Array>, row: number): void {
  const entity = growing.directory.entityOfSeries[row]!;
  if (before.has(entity)) return;
  const from = recentAt(entity, 0);
  before.set(entity, entities.columns.recentNats.slice(from, from + recentWindows));
}

function noteLateness(state: ModelState, window: number, observations: readonly Observation[]): void {
  const { columns } = state.entities;
  for (const { index } of unseenEntities(state, window, observations))
    if (window > columns.maintainedAt[index]!) noteLate(columns, index, window, state);
}

/** Entities of which these are the first observations, but reports, of a window. */
function unseenEntities(
  state: ModelState,
  window: number,
  observations: readonly Observation[],
): readonly Entity[] {
  const { directory } = state.growing;
  const found = new Set<number>();
  for (const { series: row } of observations)
    if (directory.series[row]!.signal !== "reports") found.add(directory.entityOfSeries[row]!);
  const isKnown = state.window - window < recentWindows;
  return [...found]
    .map((index) => directory.entities[index]!)
    .filter((entity) => !isKnown || !isSeen(state, entity, window));
}

/** Whether anything but reports was observed of an entity in one of the last windows. */
const isSeen = ({ series }: ModelState, { seriesBySignal }: Entity, window: number): boolean =>
  seriesBySignal.some(
    (rows, signal) => signal !== reportsSignal && rows.some((row) => wasSeen(series.columns, row, window)),
  );

/**
 * The rest of a silence of which late telemetry comes is on its way too: it says nothing until it comes, or nothing late
 * comes any more.
 */
function takeBackSilence(state: ModelState, entity: Entity, window: number): void {
  const oldest = state.window - recentWindows + 1;
  for (let at = window - 1; at >= oldest && !isSeen(state, entity, at); at -= 1) takeBack(state, entity, at);
  for (let at = window + 1; at < state.window && !isSeen(state, entity, at); at += 1)
    takeBack(state, entity, at);
}

function takeBack({ entities, window }: ModelState, entity: Entity, missed: number): void {
  takeBackMiss(entities.columns, entity, { window, back: window - missed }, "nothing");
}

/** Multiplies the e-values into the starts at or before their window, and adds them up as rule 16 does. */
function addEvidence(state: ModelState, correction: Correction, scores: readonly LateScore[]): void {
  const { products } = state.series.columns;
  const window = correction.window - correction.back;
  const byEntity = new Map<number, Float64Array>();
  for (const { row, first, second } of scores) {
    multiplySince(products, row * effectSizes, correction, first);
    multiplySince(products, row * effectSizes + 1, correction, second);
    const { entityOfSeries, series } = state.growing.directory;
    const entity = entityOfSeries[row]!;
    const ofEntity = byEntity.get(entity) ?? new Float64Array(signals.length);
    ofEntity[signals.indexOf(series[row]!.signal)]! += (first + second) / 2 - 1;
    byEntity.set(entity, ofEntity);
  }
  for (const [entity, excess] of byEntity) addToEntity(state, entity, window, excess);
}

/** `excess`: of each signal, by how much the e-values of its sources are above 1, together. Sources not heard count as 1. */
function addToEntity(state: ModelState, entity: number, window: number, excess: Float64Array): void {
  const { columns } = state.entities;
  const { seriesBySignal } = state.growing.directory.entities[entity]!;
  let all = 0;
  for (let signal = 0; signal < signals.length; signal += 1) {
    if (excess[signal] === 0) continue;
    const eValue = 1 + excess[signal]! / seriesBySignal[signal]!.length;
    const nats = Math.log(1 - signalShows + signalShows * eValue);
    const at = entity * signals.length + signal;
    columns.signalCusum[at] = nextCusum(columns.signalCusum[at]!, Math.log(eValue));
    if (signal !== reportsSignal) columns.recentNats[recentAt(entity, window)]! += nats;
    all += nats;
  }
  columns.cusum[entity] = nextCusum(columns.cusum[entity]!, all);
}
