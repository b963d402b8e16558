import { type Observation, signals } from "../world/world-window.ts";
import { kindOf, reconsideredKind } from "./kinds/choose-kind.ts";
import {
  type Batch,
  type Expectation,
  seriesKinds,
  type SeriesModel,
  type WindowTime,
} from "./kinds/series-model.ts";
import { markAssumed, markSeen } from "./entity/recent-windows.ts";
import { maintainedSeries } from "./entity/maintenance.ts";
import type { ModelState } from "./model-state.ts";
import type { SeriesColumns } from "./series-table.ts";
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
  for (let position = 0; position < seriesKinds.length; position += 1) {
    const ofKind = byKind[position]!;
    if (ofKind.length === 0) continue;
    const kind = seriesKinds[position]!;
    if (kind === "ignored") {
      noteRead(
        state,
        ofKind.map(({ series }) => series),
      );
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
    const isOpen = columns.firstWindow[row]! < 0 || reconsidered[columns.kind[row]!]!;
    if (isOpen && (isMaintained === null || !isMaintained(row))) chooseKind(state, observation);
    if (columns.firstWindow[row]! < 0) columns.firstWindow[row] = state.window;
    columns.observedWindow[row] = state.window;
    noteObserved(columns, observation, state.window);
    if (isLearnable(state, row)) byKind[columns.kind[row]!]!.push(observation);
  }
  return byKind;
}

/** A count that nobody sent is made of no readings: it is assumed. */
function noteObserved(columns: SeriesColumns, { series: row, readings }: Observation, window: number): void {
  if (readings === 0) markAssumed(columns, row, window);
  else {
    columns.observedReadings[row] = readings;
    markSeen(columns, row, window);
  }
}

/** A histogram chooses its edge when it is read: not from what must not be learned. */
function isLearnable(state: ModelState, row: number): boolean {
  const { kind, ready } = state.series.columns;
  const learnsByReading = seriesKinds[kind[row]!] === "histogram" && ready[row] === 0;
  return !learnsByReading || !isUnlearned(state, row);
}

/** By position in `seriesKinds`: whether a series of the kind may turn out to be of another. */
const reconsidered: readonly boolean[] = seriesKinds.map((kind) => kind === "probe" || kind === "ignored");

const isUnlearned = ({ unlearned, growing }: ModelState, row: number): boolean =>
  unlearned.size > 0 && unlearned.has(growing.directory.entityOfSeries[row]!);

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

/** Counts readings until a series is known well enough; it begins anew after a part of the past that is not to be learned. */
function noteRead(state: ModelState, rows: ArrayLike<number>): void {
  const { columns } = state.series;
  const isMaintained = maintainedSeries(state);
  for (let position = 0; position < rows.length; position += 1) {
    const row = rows[position]!;
    if (isMaintained !== null && isMaintained(row)) continue;
    if (columns.ready[row] === 0 && isUnlearned(state, row)) {
      columns.readings[row] = 0;
      columns.firstWindow[row] = state.window;
      continue;
    }
    columns.readings[row]! += 1;
    if (columns.ready[row] === 0 && isWarm(state, row)) columns.ready[row] = 1;
  }
}
