import { type Observation, signals } from "../world/world-window.ts";
import { kindOf, reconsideredKind } from "./kinds/choose-kind.ts";
import {
  type Batch,
  batchOf,
  type Expectation,
  seriesKinds,
  type SeriesModel,
  type WindowTime,
} from "./kinds/series-model.ts";
import { maintainedSeries } from "./entity/maintenance.ts";
import { markSeen } from "./entity/recent-windows.ts";
import type { ModelState } from "./model-state.ts";
import { isWarm } from "./warm-up.ts";

/** One kind of series in the window at hand, as far as it has been worked out. */
export interface Expected {
  readonly model: SeriesModel;
  readonly batch: Batch;
  readonly expectation: Expectation;
}

/** Reads the observations kind by kind, and says what season and level lead one to expect. */
export function expectSeries(
  state: ModelState,
  observations: readonly Observation[],
  at: WindowTime,
): readonly Expected[] {
  const byKind = groupByKind(state, observations);
  const expected: Expected[] = [];
  for (const [position, kind] of seriesKinds.entries()) {
    const ofKind = byKind[position]!;
    if (ofKind.length === 0) continue;
    if (kind === "ignored") {
      noteRead(state, batchOf(ofKind).rows);
      continue;
    }
    const model = state.models[kind];
    const batch = model.read(ofKind, at);
    noteRead(state, batch.rows);
    expected.push({ model, batch, expectation: model.expect(batch, at) });
  }
  return expected;
}

/** The observations by position of their series' kind, which is chosen here where it is still open. */
function groupByKind(
  state: ModelState,
  observations: readonly Observation[],
): readonly (readonly Observation[])[] {
  const { columns } = state.series;
  const isMaintained = maintainedSeries(state);
  const byKind = seriesKinds.map((): Observation[] => []);
  for (const observation of observations) {
    const row = observation.series;
    if (isMaintained === null || !isMaintained(row)) chooseKind(state, observation);
    if (columns.firstWindow[row]! < 0) columns.firstWindow[row] = state.window;
    columns.observedWindow[row] = state.window;
    columns.observedReadings[row] = observation.readings;
    markSeen(columns, row, state.window);
    byKind[columns.kind[row]!]!.push(observation);
  }
  return byKind;
}

function chooseKind(state: ModelState, observation: Observation): void {
  const { columns } = state.series;
  const row = observation.series;
  const signal = signals[columns.signal[row]!]!;
  if (columns.firstWindow[row]! < 0) {
    const kind = kindOf(signal, observation);
    columns.kind[row] = seriesKinds.indexOf(kind);
    if (kind !== "ignored") state.models[kind].begin(row);
    return;
  }
  const kind = seriesKinds[columns.kind[row]!]!;
  const now = reconsideredKind(kind, signal, observation);
  if (now === kind) return;
  columns.kind[row] = seriesKinds.indexOf(now);
  columns.firstWindow[row] = -1;
  columns.readings[row] = 0;
  columns.ready[row] = 0;
}

function noteRead(state: ModelState, rows: ArrayLike<number>): void {
  const { columns } = state.series;
  const isMaintained = maintainedSeries(state);
  for (let position = 0; position < rows.length; position += 1) {
    const row = rows[position]!;
    if (isMaintained !== null && isMaintained(row)) continue;
    columns.readings[row]! += 1;
    if (columns.ready[row] === 0 && isWarm(state, row)) columns.ready[row] = 1;
  }
}
