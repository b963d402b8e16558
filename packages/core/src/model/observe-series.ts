import type { Entity } from "../world/directory.ts";
import { type Observation, signals, type WorldWindow } from "../world/world-window.ts";
import { commonFactor, learnEnvelope } from "./baseline/common-factor.ts";
import { nextPenalty } from "./baseline/penalty.ts";
import { isHeld } from "./entity/learning-gate.ts";
import { multiply } from "./entity/look-back.ts";
import { hasReference } from "./entity/reference.ts";
import { kindOf, reconsideredKind } from "./kinds/choose-kind.ts";
import {
  type Batch,
  batchOf,
  type Expectation,
  type LogRatios,
  type Prediction,
  type Scores,
  seriesKinds,
  type SeriesModel,
  type WindowTime,
} from "./kinds/series-model.ts";
import type { ModelState } from "./model-state.ts";

/** No evidence before a series was seen for an hour and twenty times (rule 15). */
const warmUpMs = 3_600_000;
const warmUpReadings = 20;
const latencySignal = signals.indexOf("latency");

/** One kind of series in the window at hand, as far as it has been worked out. */
interface Expected {
  readonly model: SeriesModel;
  readonly batch: Batch;
  readonly expectation: Expectation;
}

interface Scored extends Pick<Expected, "model" | "batch"> {
  readonly prediction: Prediction;
}

/** What the observations of a window say, before anything is learned from them. */
export interface ScoredWindow {
  readonly at: WindowTime;
  readonly kinds: readonly Scored[];
  /** Common factor of each signal, nats; 0 where none was removed. */
  readonly factors: readonly number[];
}

const timeOf = ({ window, windowMs }: ModelState): WindowTime => ({
  window,
  windowMs,
  timeMs: (window + 0.5) * windowMs,
});

/** A window of which nothing may be said. */
export const nothingScored = (state: ModelState): ScoredWindow => ({
  at: timeOf(state),
  kinds: [],
  factors: signals.map(() => 0),
});

/**
 * Expects and scores everything observed in a window, kind by kind, and multiplies the evidence into the look-back.
 * Learning comes after, when it is known who is held.
 */
export function scoreWindow(state: ModelState, world: WorldWindow): ScoredWindow {
  const at = timeOf(state);
  const anyReference = hasAnyReference(state);
  const expected = expectKinds(state, world.observations, at);
  const factors = commonFactors(state, expected);
  const kinds = expected.map(({ model, batch, expectation }): Scored => {
    const prediction = model.predict(batch, expectation, { at, factors });
    const referred = anyReference ? positionsOf(referredOf(state, batch)) : [];
    const scores = model.score(batch, prediction, referred);
    model.show(batch, prediction);
    multiplyScores(state, batch, scores);
    scoreAgainstReference(state, batch, scores);
    return { model, batch, prediction };
  });
  return { at, kinds, factors };
}

function expectKinds(
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
  const byKind = seriesKinds.map((): Observation[] => []);
  for (const observation of observations) {
    const row = observation.series;
    chooseKind(state, observation);
    if (columns.firstWindow[row]! < 0) columns.firstWindow[row] = state.window;
    columns.observedWindow[row] = state.window;
    byKind[columns.kind[row]!]!.push(observation);
  }
  return byKind;
}

function chooseKind(state: ModelState, observation: Observation): void {
  const { columns } = state.series;
  const row = observation.series;
  const signal = signals[columns.signal[row]!]!;
  if (columns.readings[row] === 0) {
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
  for (let position = 0; position < rows.length; position += 1) {
    const row = rows[position]!;
    columns.readings[row]! += 1;
    if (columns.ready[row] === 1) continue;
    const age = (state.window - columns.firstWindow[row]!) * state.windowMs;
    if (age >= warmUpMs && columns.readings[row]! >= warmUpReadings) columns.ready[row] = 1;
  }
}

/** Held, or judged by a level of before: its residuals say nothing of what all have in common. */
const isSetApart = (state: ModelState, entity: number): boolean =>
  isHeld(state.entities.columns, entity) || hasReference(state.entities.columns, entity);

/** Residuals of one signal, with the series that they are of. */
interface Residuals {
  readonly rows: number[];
  readonly nats: number[];
}

/** Median over the services of what is unexpected, for each signal: what all of them have in common (rule 14). */
function commonFactors(state: ModelState, expected: readonly Expected[]): readonly number[] {
  const { directory } = state.growing;
  const { signal } = state.series.columns;
  const residuals = signals.map((): Residuals => ({ rows: [], nats: [] }));
  for (const { batch, expectation } of expected) {
    for (let position = 0; position < batch.rows.length; position += 1) {
      if (expectation.isTypical[position] === 0) continue;
      const row = batch.rows[position]!;
      const entity = directory.entities[directory.entityOfSeries[row]!]!;
      if (!isTypicalSeries(state, row, entity)) continue;
      const ofSignal = residuals[signal[row]!]!;
      ofSignal.rows.push(row);
      ofSignal.nats.push(expectation.residuals[position]!);
    }
  }
  return residuals.map((ofSignal, at) => commonFactor(state.envelopes[at]!, oncePerService(state, ofSignal)));
}

/** Of a service's series that stand next to each other in the list of series, the first counts. */
function oncePerService({ growing }: ModelState, { rows, nats }: Residuals): number[] {
  const { entities, entityOfSeries } = growing.directory;
  const found: number[] = [];
  let lastService = -1;
  for (const position of inOrderOf(rows)) {
    const { service } = entities[entityOfSeries[rows[position]!]!]!;
    if (service !== lastService) found.push(nats[position]!);
    lastService = service;
  }
  return found;
}

/** Positions in ascending order of the values: mostly their own, because only kinds that share a signal are mixed. */
function inOrderOf(values: readonly number[]): Iterable<number> {
  const isInOrder = values.every((value, position) => position === 0 || values[position - 1]! < value);
  if (isInOrder) return values.keys();
  return values.map((_, position) => position).sort((one, other) => values[one]! - values[other]!);
}

const isTypicalSeries = (state: ModelState, row: number, entity: Entity): boolean =>
  state.series.columns.ready[row] === 1 && entity.operation === null && !isSetApart(state, entity.index);

/** 1 where the column of entities is not negative for the entity of the series. */
function isSetFor(state: ModelState, batch: Batch, column: Int32Array): readonly number[] {
  const { entityOfSeries } = state.growing.directory;
  const isSet: number[] = [];
  for (let position = 0; position < batch.rows.length; position += 1) {
    isSet.push(column[entityOfSeries[batch.rows[position]!]!]! >= 0 ? 1 : 0);
  }
  return isSet;
}

/** 1 where the entity keeps the level before an incident. */
const referredOf = (state: ModelState, batch: Batch): readonly number[] =>
  isSetFor(state, batch, state.entities.columns.referenceUntil);

function hasAnyReference({ entities }: ModelState): boolean {
  for (let entity = 0; entity < entities.rows; entity += 1) {
    if (hasReference(entities.columns, entity)) return true;
  }
  return false;
}

function positionsOf(set: readonly number[]): readonly number[] {
  const positions: number[] = [];
  set.forEach((flag, position) => {
    if (flag === 1) positions.push(position);
  });
  return positions;
}

/** Multiplies the e-values of series that are past their warm-up into all starts, and notes their mean. */
function multiplyScores(state: ModelState, batch: Batch, scores: LogRatios): void {
  const { columns } = state.series;
  for (let position = 0; position < batch.rows.length; position += 1) {
    const row = batch.rows[position]!;
    if (columns.ready[row] === 0) continue;
    const penalty = columns.penalty[row]!;
    const first = Math.exp(scores.first[position]! - penalty);
    const second = Math.exp(scores.second[position]! - penalty);
    multiply(columns.products, row, first, second);
    const eValue = (first + second) / 2;
    columns.eValue[row] = eValue;
    columns.logEvidence[row] = Math.log(eValue);
  }
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

/** Learns from what was observed of services that are not held (rule 16); keeps the fresh level of all. */
export function learnWindow(state: ModelState, scored: ScoredWindow): void {
  const { at, factors } = scored;
  const { columns } = state.series;
  const anyReference = hasAnyReference(state);
  for (const { model, batch, prediction } of scored.kinds) {
    const held = isSetFor(state, batch, state.entities.columns.heldSince);
    const isReferred = anyReference ? referredOf(state, batch) : null;
    model.learn(batch, prediction, { at, factors, isHeld: held, isReferred });
    for (let position = 0; position < batch.rows.length; position += 1) {
      const row = batch.rows[position]!;
      columns.previousWindow[row] = state.window;
      if (held[position] === 1 || columns.ready[row] === 0) continue;
      columns.penalty[row] = nextPenalty(columns.penalty[row]!, columns.eValue[row]!);
    }
  }
  learnEnvelopes(state, factors);
}

/** The envelope of the common factor is learned only while nobody is set apart. */
function learnEnvelopes(state: ModelState, factors: readonly number[]): void {
  const { window, windowMs } = state;
  for (let entity = 0; entity < state.entities.rows; entity += 1) if (isSetApart(state, entity)) return;
  state.envelopes.forEach((envelope, signal) => {
    if (factors[signal] === 0) return;
    learnEnvelope(envelope, factors[signal]!, { window, windowMs, isLatency: signal === latencySignal });
  });
}
