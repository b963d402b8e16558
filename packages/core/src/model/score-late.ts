import { copyRow, putRow } from "../stats/table.ts";
import { type Observation, signals } from "../world/world-window.ts";
import { commonFactors } from "./common-factors.ts";
import type { Expected } from "./expect-series.ts";
import { reconsideredKind } from "./kinds/choose-kind.ts";
import { type JudgedKind, seriesKinds, type SeriesModel, type WindowTime } from "./kinds/series-model.ts";
import { type ModelState, windowTime } from "./model-state.ts";

/** What late readings of a series say of their window: an e-value of each effect size. */
export interface LateScore {
  readonly row: number;
  readonly first: number;
  readonly second: number;
}

/** Scores what came late of one window against what is known now. The tables of series are left as they were. */
export function scoreLate(
  state: ModelState,
  observations: readonly Observation[],
  window: number,
): readonly LateScore[] {
  const { series } = state;
  const judged = observations.filter((observation) => isJudged(state, observation));
  const rows = judged.map((observation) => ({
    row: observation.series,
    held: copyRow(series, observation.series),
  }));
  const at = windowTime(state, window);
  const scores = scoreKinds(state, judged, at);
  for (const { row, held } of rows) putRow(series, row, held);
  return scores;
}

/** Not while a series warms up, nor what would make another kind of it. */
function isJudged({ series }: ModelState, observation: Observation): boolean {
  const { ready, kind, signal } = series.columns;
  const row = observation.series;
  const ofSeries = seriesKinds[kind[row]!]!;
  return ready[row] === 1 && reconsideredKind(ofSeries, signals[signal[row]!]!, observation) === ofSeries;
}

function scoreKinds(
  state: ModelState,
  observations: readonly Observation[],
  at: WindowTime,
): readonly LateScore[] {
  const expected = judgedKinds.flatMap((kind): readonly Expected[] => {
    const model = state.models[kind];
    const ofKind = observations.filter(
      ({ series }) => seriesKinds[state.series.columns.kind[series]!] === kind,
    );
    if (ofKind.length === 0) return [];
    const batch = model.read(ofKind, at);
    return [{ model, batch, expectation: model.expect(batch, at) }];
  });
  const given = { at, factors: commonFactors(state, expected) };
  const readings = new Map(observations.map((one) => [one.series, one.readings]));
  return expected.flatMap((one) => {
    const scores = scoresOf(state, one, given, readings);
    followOutcome(state, one.model, observations, given);
    return scores;
  });
}

const judgedKinds = seriesKinds.filter((kind) => kind !== "ignored") as readonly JudgedKind[];

type Given = Parameters<SeriesModel["predict"]>[2];

/** Of a plain count that fewer readings make up than usual, more may follow: it counts only where it speaks against a failure. */
function scoresOf(
  state: ModelState,
  { model, batch, expectation }: Expected,
  given: Given,
  readings: ReadonlyMap<number, number>,
): readonly LateScore[] {
  const { columns } = state.series;
  const { first, second } = model.score(batch, model.predict(batch, expectation, given), []);
  return Array.from(batch.rows, (row, position) => {
    const isPart = model.measure === "count" && readings.get(row)! < columns.observedReadings[row]!;
    const most = isPart ? 1 : Number.POSITIVE_INFINITY;
    const eValue = (logRatio: number): number => Math.min(most, Math.exp(logRatio - columns.penalty[row]!));
    return { row, first: eValue(first[position]!), second: eValue(second[position]!) };
  });
}

/**
 * Lets the probes follow how they went where nothing newer was observed of them, as they do while nothing is learned: one
 * that fails again says less than the first time.
 */
function followOutcome(
  { series }: ModelState,
  model: SeriesModel,
  observations: readonly Observation[],
  given: Given,
): void {
  if (model.kind !== "probe") return;
  const { kind, previousWindow } = series.columns;
  const newest = observations.filter(
    ({ series: row }) => seriesKinds[kind[row]!] === model.kind && previousWindow[row]! < given.at.window,
  );
  const batch = model.read(newest, given.at);
  const prediction = model.predict(batch, model.expect(batch, given.at), given);
  model.learn(batch, prediction, {
    ...given,
    isHeld: new Uint8Array(batch.rows.length).fill(1),
    isReferred: null,
  });
}
