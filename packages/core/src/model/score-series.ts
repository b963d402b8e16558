import { signals, type WorldWindow } from "../world/world-window.ts";
import { commonFactors } from "./common-factors.ts";
import { multiplyLong } from "./entity/long-look-back.ts";
import { multiply } from "./entity/look-back.ts";
import { hasAnyReference, referredOf } from "./entity/reference.ts";
import { type Expected, expectSeries } from "./expect-series.ts";
import { picked, pickedFrom, pickedPrediction } from "./kinds/log-ratios.ts";
import type { Batch, LogRatios, Prediction, Scores, SeriesModel, WindowTime } from "./kinds/series-model.ts";
import { type ModelState, windowTime } from "./model-state.ts";
import type { SeriesColumns } from "./series-table.ts";

/** Against the level now, and against the level of before. */
interface LastingValues {
  readonly now: ArrayLike<number>;
  readonly before: ArrayLike<number>;
}

export interface Scored extends Pick<Expected, "model" | "batch"> {
  readonly prediction: Prediction;
  /** E-values of the two processes of the long look-back by position; null where it judges nothing. */
  readonly lasting: LastingValues | null;
}

/** What the observations of a window say, before anything is learned from them. */
export interface ScoredWindow {
  readonly at: WindowTime;
  readonly kinds: readonly Scored[];
  /** Common factor of each signal, nats; 0 where none was removed. */
  readonly factors: readonly number[];
}

/** The part of a kind at these positions. */
export function pickedScored({ model, batch, prediction, lasting }: Scored, at: readonly number[]): Scored {
  const of = (column: ArrayLike<number>): readonly number[] => pickedFrom(column, at);
  return {
    model,
    batch: picked(batch, at),
    prediction: pickedPrediction(prediction, at),
    lasting: lasting === null ? null : { now: of(lasting.now), before: of(lasting.before) },
  };
}

/** A window of which nothing may be said. */
export const nothingScored = (state: ModelState): ScoredWindow => ({
  at: windowTime(state, state.window),
  kinds: [],
  factors: signals.map(() => 0),
});

/**
 * Expects and scores everything observed in a window, kind by kind, and multiplies the evidence into the look-back.
 * Learning comes after, when it is known who is held.
 */
export function scoreWindow(
  state: ModelState,
  { observations }: Pick<WorldWindow, "observations">,
): ScoredWindow {
  const at = windowTime(state, state.window);
  const anyReference = hasAnyReference(state);
  const expected = expectSeries(state, observations, at);
  const factors = commonFactors(state, expected);
  const kinds = expected.map(({ model, batch, expectation }): Scored => {
    const prediction = model.predict(batch, expectation, { at, factors });
    const referred = anyReference ? positionsOf(referredOf(state, batch)) : [];
    const scores = model.score(batch, prediction, referred);
    model.show(batch, prediction);
    multiplyScores(state, batch, scores);
    const ratios = model.lasting(batch, prediction, scores);
    const lasting = ratios === null ? null : multiplyLasting(state, model, batch, ratios);
    scoreAgainstReference(state, batch, scores);
    showAgainstReference(state, { model, batch, prediction, lasting }, scores);
    return { model, batch, prediction, lasting };
  });
  return { at, kinds, factors };
}

function positionsOf(set: Uint8Array): readonly number[] {
  const positions: number[] = [];
  set.forEach((flag, position) => {
    if (flag === 1) positions.push(position);
  });
  return positions;
}

/**
 * Multiplies the e-values of series that are past their warm-up into all starts, and notes their mean. What is out of nothing
 * says nothing: a penalty for each empty window would use up what rare requests say.
 */
function multiplyScores(state: ModelState, { rows, exposures }: Batch, scores: LogRatios): void {
  const { columns } = state.series;
  const hasTwo = scores.first !== scores.second;
  for (let position = 0; position < rows.length; position += 1) {
    const row = rows[position]!;
    if (columns.ready[row] === 0 || exposures[position] === 0) continue;
    const penalty = columns.penalty[row]!;
    const first = Math.exp(scores.first[position]! - penalty);
    const second = hasTwo ? Math.exp(scores.second[position]! - penalty) : first;
    multiply(columns.products, row, first, second);
    const eValue = (first + second) / 2;
    columns.eValue[row] = eValue;
    columns.logEvidence[row] = Math.log(eValue);
  }
}

function multiplyLasting(
  state: ModelState,
  { kind }: SeriesModel,
  { rows }: Batch,
  { first, second }: LogRatios,
): LastingValues {
  const { columns } = state.series;
  const room = state.lastingRoom[kind];
  const values = { now: room.now(rows.length), before: room.before(rows.length) };
  for (let position = 0; position < rows.length; position += 1) {
    const row = rows[position]!;
    const now = Math.exp(first[position]! - columns.lastingPenalty[row]!);
    const before = Math.exp(second[position]! - columns.beforePenalty[row]!);
    values.now[position] = now;
    values.before[position] = before;
    if (columns.ready[row] === 1) multiplyLong(columns.longProducts, row, now, before);
  }
  return values;
}

function scoreAgainstReference(state: ModelState, batch: Batch, { againstReference }: Scores): void {
  if (againstReference === null) return;
  const { columns } = state.series;
  const { positions, first, second } = againstReference;
  positions.forEach((position, at) => {
    const row = batch.rows[position]!;
    const penalty = columns.penalty[row]!;
    columns.eValueBefore[row] = (Math.exp(first[at]! - penalty) + Math.exp(second[at]! - penalty)) / 2;
  });
}

/**
 * What is shown of services that fail in an open incident is held against the level before it for as long as that is
 * kept (rule 17): the evidence of a long outage would disappear else when its level is learned.
 */
function showAgainstReference(state: ModelState, scored: Scored, { againstReference }: Scores): void {
  if (againstReference === null) return;
  const { columns } = state.series;
  const { directory } = state.growing;
  for (const position of againstReference.positions) {
    const row = scored.batch.rows[position]!;
    if (state.entities.columns.failing[directory.entityOfSeries[row]!] === 0) continue;
    if (columns.ready[row] === 1) columns.logEvidence[row] = Math.log(columns.eValueBefore[row]!);
    if (scored.model.kind !== "probe") showLevelBefore(columns, row, scored, position);
  }
}

/** What was expected, with its band, at the level before. A probe has no level. */
function showLevelBefore(
  columns: SeriesColumns,
  row: number,
  { model, prediction }: Scored,
  position: number,
): void {
  const [level, before] = [prediction.levels[position]!, columns.reference[row]!];
  const ratio = model.measure === "time" ? Math.exp(before - level) : before / level;
  const expected = columns.expected[row]! * ratio;
  if (model.measure === "time") {
    columns.lower[row]! *= ratio;
    columns.upper[row]! *= ratio;
  } else {
    // Of the variance mean + mean^2 / size the first part goes with the level, the second with its square.
    const [mean, deviation] = [prediction.means[position]!, prediction.deviations[position]!];
    const reach = Math.sqrt(ratio * mean + ratio * ratio * (deviation * deviation - mean)) / deviation;
    const above = (columns.upper[row]! - columns.expected[row]!) * reach;
    columns.lower[row] = Math.max(0, expected - above);
    columns.upper[row] = expected + above;
  }
  columns.expected[row] = expected;
}
