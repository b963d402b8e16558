import type { DetectorVerdict } from "../correlate/e-detector.ts";
import { isHeld } from "../baseline/learning-gate.ts";
import { bestRowEvidence, lagGrid } from "../evidence/unit-evidence.ts";
import type { WorldState } from "../evidence/world-state.ts";
import { type Signal, signals } from "../join/world-window.ts";

export type SeriesState = "normal" | "abnormal" | "warming-up" | "silent" | "not-due";

/** One closed window of the world, `tocsin.evidence.v1`: columns of equal length, null where there is no value. */
export interface EvidenceFrame {
  readonly v: 1;
  readonly windowStart: number;
  readonly windowMs: number;
  readonly series: {
    readonly unit: readonly string[];
    readonly signal: readonly Signal[];
    readonly source: readonly (string | null)[];
    readonly state: readonly SeriesState[];
    readonly observed: readonly (number | null)[];
    readonly exposure: readonly (number | null)[];
    readonly expected: readonly (number | null)[];
    readonly lower: readonly (number | null)[];
    readonly upper: readonly (number | null)[];
    readonly evidenceNats: readonly (number | null)[];
  };
  readonly units: {
    readonly unit: readonly string[];
    readonly logEvidence: readonly number[];
    readonly logEvidenceWithoutReports: readonly number[];
    readonly learning: readonly boolean[];
  };
  readonly groups: { readonly component: readonly string[]; readonly logEvidence: readonly number[] };
  readonly logEvidence: number;
  readonly withoutReports: number;
  readonly threshold: number;
  readonly commonFactor: Partial<Record<Signal, number>>;
  readonly completeness: number | null;
}

/** From this much evidence over the last quarter of an hour a series is called abnormal, nats. */
const abnormalFrom = 3;
const ignoredModel = 5;
/** Smallest logarithm written: below, a group or the world simply says no. */
const floor = -999;

/** Two decimals for nats, four significant digits for values: frames are many. */
const nats = (value: number): number => Math.max(floor, Math.round(value * 100) / 100);

function figure(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return 0;
  const magnitude = Math.abs(value);
  if (magnitude >= 1000) return Math.round(value);
  if (magnitude >= 1) return Math.round(value * 1000) / 1000;
  return Math.round(value * 1e6) / 1e6;
}

type MutableColumns = { [Name in keyof EvidenceFrame["series"]]: EvidenceFrame["series"][Name][number][] };

/** What the model says of a window, for dashboards, reports and `explain`. */
export function evidenceFrame(
  state: WorldState,
  verdict: {
    readonly all: DetectorVerdict;
    readonly withoutReports: DetectorVerdict;
    readonly threshold: number;
  },
): EvidenceFrame {
  return {
    v: 1,
    windowStart: state.window * state.windowMs,
    windowMs: state.windowMs,
    series: seriesColumns(state),
    units: unitColumns(state),
    groups: {
      component: verdict.all.groups.map(({ name }) => name),
      logEvidence: verdict.all.groups.map(({ logEvidence }) => nats(logEvidence)),
    },
    logEvidence: nats(verdict.all.logEvidence),
    withoutReports: nats(verdict.withoutReports.logEvidence),
    threshold: nats(verdict.threshold),
    commonFactor: commonFactors(state),
    completeness: state.completeness === null ? null : Math.round(state.completeness * 1000) / 1000,
  };
}

function seriesColumns(state: WorldState): EvidenceFrame["series"] {
  const into: MutableColumns = {
    unit: [],
    signal: [],
    source: [],
    state: [],
    observed: [],
    exposure: [],
    expected: [],
    lower: [],
    upper: [],
    evidenceNats: [],
  };
  for (const { index, unit, signal, source } of state.registry.series) {
    if (state.series.columns.model[index] === ignoredModel) continue;
    into.unit.push(unit);
    into.signal.push(signal);
    into.source.push(source);
    pushValues(state, index, into);
  }
  return into;
}

function pushValues(state: WorldState, row: number, into: MutableColumns): void {
  const columns = state.series.columns;
  const seriesState = stateOf(state, row);
  const isSeen = columns.observedWindow[row] === state.window;
  const isJudged = isSeen && seriesState !== "warming-up";
  into.state.push(seriesState);
  into.observed.push(isSeen ? figure(columns.observed[row]!) : null);
  into.exposure.push(isSeen && hasExposure(state, row) ? figure(columns.exposure[row]!) : null);
  into.expected.push(isJudged ? figure(columns.expected[row]!) : null);
  into.lower.push(isJudged ? figure(columns.lower[row]!) : null);
  into.upper.push(isJudged ? figure(columns.upper[row]!) : null);
  into.evidenceNats.push(isJudged ? nats(columns.logRatio[row]!) : null);
}

const latencyModel = 3;

function hasExposure(state: WorldState, row: number): boolean {
  const signal = signals[state.series.columns.signal[row]!];
  return (
    signal === "errors" ||
    signal === "undelivered" ||
    (signal === "latency" && state.series.columns.model[row] !== latencyModel)
  );
}

function stateOf(state: WorldState, row: number): SeriesState {
  const columns = state.series.columns;
  if (columns.observedWindow[row] !== state.window) {
    return state.units.columns.missing[state.registry.unitOfSeries[row]!] === 1 ? "silent" : "not-due";
  }
  if (columns.ready[row] === 0) return "warming-up";
  return bestRowEvidence(columns, row, state.window) > abnormalFrom ? "abnormal" : "normal";
}

function unitColumns(state: WorldState): EvidenceFrame["units"] {
  const best = (likelihoods: Float64Array, unit: number): number => {
    const offset = unit * lagGrid.length;
    let largest = 0;
    for (let index = offset; index < offset + lagGrid.length; index += 1)
      largest = Math.max(largest, likelihoods[index]!);
    return nats(Math.log(largest));
  };
  const { units } = state.registry;
  return {
    unit: units.map(({ name }) => name),
    logEvidence: units.map(({ index }) => best(state.likelihoods.all, index)),
    logEvidenceWithoutReports: units.map(({ index }) => best(state.likelihoods.withoutReports, index)),
    learning: units.map(({ index }) => !isHeld(state.units.columns, index)),
  };
}

function commonFactors(state: WorldState): Partial<Record<Signal, number>> {
  const factors: Partial<Record<Signal, number>> = {};
  signals.forEach((signal, index) => {
    if (state.factors[index] !== 0) factors[signal] = Math.round(state.factors[index]! * 1e4) / 1e4;
  });
  return factors;
}
