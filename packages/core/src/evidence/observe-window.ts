import { chooseModel, reconsiderModel } from "../baseline/choose-model.ts";
import { expectCount, learnCount, predictCount } from "../baseline/count-baseline.ts";
import { slowMessages } from "../baseline/bucket-edge.ts";
import { expectLatency, learnLatency, predictLatency } from "../baseline/latency-baseline.ts";
import { isHeld } from "../baseline/learning-gate.ts";
import { expectedFailure, learnProbe } from "../baseline/probe-baseline.ts";
import type { ObservedAt } from "../baseline/observed-at.ts";
import { modelNumber } from "../baseline/series-table.ts";
import type { UnitColumns } from "../baseline/unit-table.ts";
import { nextToll } from "../baseline/toll.ts";
import type { Observation, WorldWindow } from "../join/world-window.ts";
import { multiplyProducts } from "./running-products.ts";
import { commonFactor, learnEnvelope } from "./common-factor.ts";
import { probeLogRatio } from "./probe-evidence.ts";
import { signals } from "../join/world-window.ts";
import { edgeFor, probeFor, type WorldState } from "./world-state.ts";
import { type Weighing, weigh } from "./weigh.ts";

/** No evidence before a series was seen for an hour and twenty times (detection rule 8). */
const warmUpMs = 3_600_000;
const warmUpReadings = 20;
/** A failing service fails a probe with one of these probabilities. */
const probeFailing = [0.5, 0.95] as const;
/** Expected failure while an outage outlasts its release: no opinion, so that each further failure still counts. */
const undecided = 0.5;
/** Smaller counts say nothing of a common factor: the middle of their residuals lies well below 0. */
const smallestShare = 5;
const freshMinutes = 60;
const bandDeviations = 3;

const latency = modelNumber("latency");
const probe = modelNumber("probe");
const ignored = modelNumber("ignored");
const latencySignal = signals.indexOf("latency");

const at: ObservedAt = {
  timeMs: 0,
  windowMs: 0,
  window: 0,
  minutes: 1,
  cadence: 1,
  factor: 0,
  learnsSeason: true,
};
const ratios: Weighing = { shift: 0, first: 0, second: 0 };

function setTime(state: WorldState, observation: Observation): void {
  at.windowMs = state.windowMs;
  at.window = state.window;
  at.timeMs = (state.window + 0.5) * state.windowMs;
  at.minutes = Math.max(observation.intervalMs, state.windowMs) / 60_000;
  at.cadence = Math.max(1, Math.round(observation.intervalMs / state.windowMs));
}

/**
 * First pass: takes what was observed, and computes what seasonal shape and level lead one to expect.
 * Returns false where the observation carries nothing that can be judged yet.
 */
function take(state: WorldState, observation: Observation): boolean {
  const row = observation.series;
  const columns = state.series.columns;
  const expectation = state.expectation.columns;
  const signal = signals[columns.signal[row]!]!;
  if (columns.readings[row] === 0) chooseModel(columns, row, signal, observation);
  else reconsiderModel(columns, row, signal, observation);
  if (columns.firstWindow[row]! < 0) columns.firstWindow[row] = state.window;
  columns.observedWindow[row] = state.window;
  expectation.evidenceMean[row] = 1;
  expectation.referenceMean[row] = 1;
  if (!readValue(state, observation)) return false;
  columns.readings[row]! += 1;
  columns.observed[row] = expectation.value[row]!;
  columns.exposure[row] = expectation.exposure[row]!;
  setTime(state, observation);
  if (columns.model[row] === latency) expectLatency(columns, row, at, expectation);
  else if (columns.model[row] !== probe && columns.model[row] !== ignored)
    expectCount(columns, row, at, expectation);
  if (columns.ready[row] === 0 && isWarm(state, row)) columns.ready[row] = 1;
  return true;
}

function isWarm(state: WorldState, row: number): boolean {
  const columns = state.series.columns;
  const age = (state.window - columns.firstWindow[row]!) * state.windowMs;
  return age >= warmUpMs && columns.readings[row]! >= warmUpReadings;
}

function readValue(state: WorldState, observation: Observation): boolean {
  const row = observation.series;
  const expectation = state.expectation.columns;
  expectation.exposure[row] = observation.exposure;
  if (state.series.columns.signal[row] !== latencySignal) {
    expectation.value[row] = observation.value;
    return true;
  }
  if (state.series.columns.model[row] === latency) {
    if (observation.buckets !== null || observation.value <= 0) return false;
    expectation.value[row] = Math.log(observation.value);
    expectation.exposure[row] = 1;
    return true;
  }
  if (observation.buckets === null) return false;
  const slow = slowMessages(edgeFor(state, row), observation.buckets, observation.exposure);
  if (slow === null) return false;
  expectation.value[row] = slow;
  return true;
}

/** Held, or judged by a level of before: its residuals say nothing of what all have in common. */
const isSetApart = (units: UnitColumns, unit: number): boolean =>
  isHeld(units, unit) || units.referenceUntil[unit]! >= 0;

/** Median over the services of what is unexpected, per signal: what all of them have in common. */
function removeCommonFactors(state: WorldState, taken: readonly Observation[]): void {
  const residuals: number[][] = signals.map(() => []);
  const lastService = signals.map(() => -1);
  const { series, units, registry, expectation } = state;
  for (const { series: row } of taken) {
    const unit = registry.units[registry.unitOfSeries[row]!]!;
    const signal = series.columns.signal[row]!;
    const model = series.columns.model[row]!;
    if (model === probe || model === ignored || series.columns.ready[row] === 0) continue;
    if (
      unit.operation !== null ||
      isSetApart(units.columns, unit.index) ||
      lastService[signal] === unit.service
    )
      continue;
    if (model !== latency && expectation.columns.base[row]! < smallestShare) continue;
    lastService[signal] = unit.service;
    residuals[signal]!.push(expectation.columns.residual[row]!);
  }
  residuals.forEach((values, signal) => {
    state.factors[signal] = commonFactor(state.envelopes[signal]!, values);
  });
}

/** Second pass: predicts, weighs the observation and multiplies its evidence into all starts. */
function weighObservation(state: WorldState, observation: Observation): void {
  const row = observation.series;
  const columns = state.series.columns;
  const model = columns.model[row];
  if (model === ignored) return;
  const expectation = state.expectation.columns;
  if (model === probe) weighProbe(state, row);
  else weighAgainstPrediction(state, observation);
  if (columns.ready[row] === 0) return;
  const toll = columns.toll[row]!;
  const first = Math.exp(ratios.first - toll);
  const second = Math.exp(ratios.second - toll);
  multiplyProducts(columns, row, 0, first);
  multiplyProducts(columns, row, 1, second);
  expectation.evidenceMean[row] = (first + second) / 2;
  columns.logRatio[row] = Math.log(expectation.evidenceMean[row]);
}

function weighAgainstPrediction(state: WorldState, observation: Observation): void {
  const row = observation.series;
  const columns = state.series.columns;
  const expectation = state.expectation.columns;
  setTime(state, observation);
  at.factor = state.factors[columns.signal[row]!]!;
  if (columns.model[row] === latency) predictLatency(columns, row, at, expectation);
  else predictCount(columns, row, at, expectation);
  showExpectation(state, row);
  if (isReferred(state, row)) {
    ratios.shift = shiftToReference(state, row);
    weigh(columns, row, expectation, ratios);
    expectation.referenceMean[row] = meanRatio(columns.toll[row]!);
  }
  ratios.shift = 0;
  weigh(columns, row, expectation, ratios);
}

/** Whether the level before an incident is kept for the series' unit. */
const isReferred = (state: WorldState, row: number): boolean =>
  state.units.columns.referenceUntil[state.registry.unitOfSeries[row]!]! >= 0;

/** From the level now to the level before the incident, nats. */
function shiftToReference(state: WorldState, row: number): number {
  const reference = state.series.columns.reference[row]!;
  const level = state.expectation.columns.level[row]!;
  return state.series.columns.model[row] === latency ? reference - level : Math.log(reference / level);
}

const meanRatio = (toll: number): number =>
  (Math.exp(ratios.first - toll) + Math.exp(ratios.second - toll)) / 2;

function weighProbe(state: WorldState, row: number): void {
  const columns = state.series.columns;
  const expectation = state.expectation.columns;
  // The row first: adding it may replace the table's columns.
  const probeRow = probeFor(state, row);
  const expected = expectedFailure(state.probes.columns, probeRow);
  const failures = expectation.value[row]!;
  const trials = expectation.exposure[row]!;
  columns.expected[row] = expected * trials;
  columns.lower[row] = 0;
  columns.upper[row] = expected > 0.5 ? trials : 0;
  if (isReferred(state, row)) {
    weighProbeAs(failures, trials, undecided);
    expectation.referenceMean[row] = meanRatio(columns.toll[row]!);
  }
  weighProbeAs(failures, trials, expected);
}

function weighProbeAs(failures: number, trials: number, expected: number): void {
  ratios.first = probeLogRatio(failures, trials, expected, probeFailing[0]);
  ratios.second = probeLogRatio(failures, trials, expected, probeFailing[1]);
}

/** The band that dashboards draw: three deviations either side, counts not below zero. */
function showExpectation(state: WorldState, row: number): void {
  const columns = state.series.columns;
  const expectation = state.expectation.columns;
  const predicted = expectation.predicted[row]!;
  const reach = bandDeviations * expectation.deviation[row]!;
  if (columns.model[row] === latency) {
    columns.observed[row] = Math.exp(expectation.value[row]!);
    columns.expected[row] = Math.exp(predicted);
    columns.lower[row] = Math.exp(predicted - reach);
    columns.upper[row] = Math.exp(predicted + reach);
    return;
  }
  columns.expected[row] = predicted;
  columns.lower[row] = Math.max(0, predicted - reach);
  columns.upper[row] = predicted + reach;
}

/** Expects and weighs everything observed in a window. Learning comes after, when it is known who is held. */
export function weighWindow(state: WorldState, world: WorldWindow): readonly Observation[] {
  const taken = world.observations.filter((observation) => take(state, observation));
  removeCommonFactors(state, taken);
  for (const observation of taken) weighObservation(state, observation);
  return taken;
}

/** Third pass: learns from what was observed of services that are not held; keeps the fresh level of all. */
export function learnWindow(state: WorldState, taken: readonly Observation[]): void {
  let anyHeld = false;
  for (let unit = 0; unit < state.units.rows; unit += 1) anyHeld ||= isSetApart(state.units.columns, unit);
  for (const observation of taken) learnObservation(state, observation);
  if (anyHeld) return;
  state.envelopes.forEach((envelope, signal) => {
    if (state.factors[signal] === 0) return;
    const isLatency = signal === latencySignal;
    learnEnvelope(envelope, state.factors[signal]!, {
      window: state.window,
      windowMs: state.windowMs,
      isLatency,
    });
  });
}

function learnObservation(state: WorldState, observation: Observation): void {
  const row = observation.series;
  const columns = state.series.columns;
  const expectation = state.expectation.columns;
  const held = isHeld(state.units.columns, state.registry.unitOfSeries[row]!);
  const model = columns.model[row];
  if (model === ignored) return;
  if (model === probe) {
    learnProbe(state.probes.columns, probeFor(state, row), expectation.value[row]! > 0, !held);
  } else {
    keepFresh(state, observation);
    if (!held) {
      setTime(state, observation);
      at.factor = state.factors[columns.signal[row]!]!;
      at.learnsSeason = !isReferred(state, row);
      if (model === latency) learnLatency(columns, row, at, expectation);
      else learnCount(columns, row, at, expectation);
    }
  }
  columns.previousWindow[row] = state.window;
  if (!held && columns.ready[row] === 1)
    columns.toll[row] = nextToll(columns.toll[row]!, expectation.evidenceMean[row]!);
}

/** What the level would become if it were learned now: sums over about an hour that no gate freezes. */
function keepFresh(state: WorldState, observation: Observation): void {
  const row = observation.series;
  const columns = state.series.columns;
  const expectation = state.expectation.columns;
  const keep = 1 - Math.min(1, Math.max(observation.intervalMs, state.windowMs) / 60_000 / freshMinutes);
  const isLatency = columns.model[row] === latency;
  const value = isLatency ? expectation.value[row]! - expectation.mean[row]! : expectation.value[row]!;
  columns.freshValue[row] = columns.freshValue[row]! * keep + value;
  columns.freshExpected[row] = columns.freshExpected[row]! * keep + (isLatency ? 1 : expectation.mean[row]!);
}

/** Log of the level of the last hour over the level expected; 0 where nothing was seen. */
export function freshShift(state: WorldState, row: number): number {
  const columns = state.series.columns;
  const expected = columns.freshExpected[row]!;
  if (columns.model[row] === latency) return expected > 0 ? columns.freshValue[row]! / expected : 0;
  return Math.log((columns.freshValue[row]! + 0.5) / (expected + 0.5));
}
