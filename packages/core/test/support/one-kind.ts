import { plainTime } from "../../src/knowledge/wall-clock.ts";
import { modelMakers } from "../../src/model/kinds/all-models.ts";
import type {
  Batch,
  JudgedKind,
  KindSnapshots,
  Prediction,
  Scores,
  SeriesModel,
  WindowTime,
} from "../../src/model/kinds/series-model.ts";
import { seriesTable, type SeriesTable } from "../../src/model/series-table.ts";
import { addRow, snapshotTable, type TableSnapshot } from "../../src/stats/table.ts";
import { type Observation, type Signal, signals } from "../../src/world/world-window.ts";
import { minuteMs } from "./world-time.ts";

/** How a window is met; whatever is left out is as in a quiet world. */
export interface Meeting {
  /** Start / one minute. */
  readonly window: number;
  /** Common factor of all signals, nats. */
  readonly factor?: number;
  readonly held?: boolean;
  /** Whether a level before an incident is kept of all of them. */
  readonly referred?: boolean;
  /** Whether the day is like none. */
  readonly isUnlike?: boolean;
}

export interface Predicted {
  readonly batch: Kept<Batch>;
  readonly prediction: Kept<Prediction>;
}

/** What a window met: the prediction it was held against, and what it said. */
export interface Met extends Predicted {
  readonly scores: Scores;
}

/** Columns that stay: those of a model stand until it is asked the next time. */
type Kept<Of> = { readonly [Name in keyof Of]: readonly number[] };

function kept<Of extends object>(columns: Of): Kept<Of> {
  const copies = Object.entries(columns).map(([name, column]) => [
    name,
    Array.from(column as ArrayLike<number>),
  ]);
  return Object.fromEntries(copies) as Kept<Of>;
}

/** All that is remembered, as plain data. */
export interface KindState {
  readonly table: TableSnapshot;
  readonly kinds: KindSnapshots;
}

/** The model of one kind over a table of its own, with one-minute windows. */
export interface OneKind {
  readonly series: SeriesTable;
  readonly model: SeriesModel;
  readonly predict: (observations: readonly Observation[], how: Meeting) => Predicted;
  readonly learn: (predicted: Predicted, how: Meeting) => void;
  /** Everything that observing a window does: read, expect, predict, score, show, learn. */
  readonly meet: (observations: readonly Observation[], how: Meeting) => Met;
  readonly state: () => KindState;
}

/** Some series of a kind, all of one signal, fresh or as they were. */
export function oneKind(kind: JudgedKind, signal: Signal, of: number | KindState = 1): OneKind {
  const series = seriesTable(typeof of === "number" ? undefined : of.table);
  const model = modelMakers[kind](series, typeof of === "number" ? {} : of.kinds);
  if (typeof of === "number") {
    for (let row = 0; row < of; row += 1) series.columns.signal[addRow(series)] = signals.indexOf(signal);
  }
  const predict = (observations: readonly Observation[], how: Meeting): Predicted => {
    beginSeries(series, model, observations, how.window);
    const batch = model.read(observations, timeOf(how));
    const given = { at: timeOf(how), factors: factorsOf(how) };
    for (const row of kept(batch).rows) series.columns.readings[row]! += 1;
    const prediction = model.predict(batch, model.expect(batch, given.at), given);
    return { batch: kept(batch), prediction: kept(prediction) };
  };
  const learn = ({ batch, prediction }: Predicted, how: Meeting): void => {
    const every = (flag: boolean | undefined) => batch.rows.map(() => (flag === true ? 1 : 0));
    const isHeld = Uint8Array.from(every(how.held));
    const isReferred = how.referred === true ? Uint8Array.from(every(true)) : null;
    model.learn(batch, prediction, { at: timeOf(how), factors: factorsOf(how), isHeld, isReferred });
    for (const row of batch.rows) series.columns.previousWindow[row] = how.window;
  };
  const meet = (observations: readonly Observation[], how: Meeting): Met => {
    const predicted = predict(observations, how);
    const { batch, prediction } = predicted;
    const referred = how.referred === true ? [...batch.rows.keys()] : [];
    const { againstReference, ...ratios } = model.score(batch, prediction, referred);
    const scores = { ...kept(ratios), againstReference };
    model.show(batch, prediction);
    learn(predicted, how);
    return { ...predicted, scores };
  };
  const state = (): KindState => ({ table: snapshotTable(series), kinds: model.snapshot() });
  return { series, model, predict, learn, meet, state };
}

/** As the windows do at the first observation of a series. */
function beginSeries(
  { columns }: SeriesTable,
  model: SeriesModel,
  observations: readonly Observation[],
  window: number,
): void {
  for (const { series: row } of observations) {
    if (columns.firstWindow[row]! >= 0) continue;
    columns.firstWindow[row] = window;
    model.begin(row);
  }
}

const timeOf = ({ window, isUnlike }: Meeting): WindowTime => ({
  window,
  windowMs: minuteMs,
  timeOf: () => ({ ...plainTime((window + 0.5) * minuteMs), isUnlike: isUnlike === true }),
});

const factorsOf = ({ factor }: Meeting): Float64Array => new Float64Array(signals.length).fill(factor ?? 0);
