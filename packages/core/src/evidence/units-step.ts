import { isReleaseDue, nextCusum, referenceKeptMs, release, stepGate } from "../baseline/learning-gate.ts";
import { countLevel, setCountLevel } from "../baseline/count-baseline.ts";
import { latencyLevel, setLatencyLevel } from "../baseline/latency-baseline.ts";
import type { Unit } from "../baseline/registry.ts";
import { modelNumber, startsKept } from "../baseline/series-table.ts";
import { referenceWindows } from "../baseline/unit-table.ts";
import { signals } from "../join/world-window.ts";
import { adoptProbe } from "../baseline/probe-baseline.ts";
import { freshShift } from "./observe-window.ts";
import { forgetEvidence } from "./running-products.ts";
import { bestSignalEvidence, signalShows, unitLikelihoods } from "./unit-evidence.ts";
import { probeFor, type WorldState } from "./world-state.ts";

const reportsSignal = signals.indexOf("reports");
const heartbeatSignal = signals.indexOf("heartbeat");
const latencyModel = modelNumber("latency");
const probeModel = modelNumber("probe");
const ignoredModel = modelNumber("ignored");

interface WindowEvidence {
  readonly all: number;
  readonly withoutReports: number;
  /** Whether anything but reports was observed. */
  readonly observed: boolean;
}

/** Window evidence of a unit: sum over signals of ln(1 - q + q e), e averaged over witnesses and effect sizes. */
function windowEvidence(
  state: WorldState,
  unit: Unit,
  which: "evidenceMean" | "referenceMean",
): WindowEvidence {
  const means = state.expectation.columns[which];
  let withoutReports = 0;
  let reports = 0;
  let observed = false;
  unit.seriesBySignal.forEach((rows, signal) => {
    if (rows.length === 0) return;
    let sum = 0;
    for (const row of rows) {
      const isObserved = state.series.columns.observedWindow[row] === state.window;
      sum += isObserved ? means[row]! : 1;
      if (isObserved && signal !== reportsSignal) observed = true;
    }
    if (which === "evidenceMean") addSignal(state, unit, signal, Math.log(sum / rows.length));
    const nats = Math.log(1 - signalShows + (signalShows * sum) / rows.length);
    if (signal === reportsSignal) reports += nats;
    else withoutReports += nats;
  });
  return { all: withoutReports + reports, withoutReports, observed };
}

function addSignal(state: WorldState, unit: Unit, signal: number, evidenceNats: number): void {
  const { signalCusum } = state.units.columns;
  const at = unit.index * signals.length + signal;
  signalCusum[at] = nextCusum(signalCusum[at]!, evidenceNats);
}

/** Likelihoods, learning gate, release and reference of every unit, after everything was weighed. */
export function stepUnits(state: WorldState, heartbeatRatios: Float64Array): void {
  for (const unit of state.registry.units) stepUnit(state, unit, heartbeatRatios[unit.index]!);
}

function stepUnit(state: WorldState, unit: Unit, heartbeatRatio: number): void {
  const columns = state.units.columns;
  const evidence = windowEvidence(state, unit, "evidenceMean");
  const heartbeat = heartbeatEvidence(state, unit, heartbeatRatio);
  const spoke = evidence.observed || columns.missing[unit.index] === 1;
  columns.spoke[unit.index] = spoke ? 1 : 0;
  if (spoke) {
    columns.windowEvidenceBefore[unit.index] = columns.windowEvidence[unit.index]!;
    columns.windowEvidence[unit.index] = evidence.withoutReports + heartbeat;
  }
  const shown = columns.failing[unit.index] === 1 ? strongestSignal(state, unit) : 0;
  stepGate(columns, unit.index, state.window, { added: evidence.all + heartbeat, shown });
  if (columns.referenceUntil[unit.index]! >= 0) stepReference(state, unit, heartbeat);
  if (isReleaseDue(columns, unit.index, state.window, state.windowMs)) releaseUnit(state, unit);
  unitLikelihoods(
    { series: state.series.columns, units: columns, window: state.window },
    unit,
    state.likelihoods,
  );
}

/**
 * Evidence of the most telling signal but reports, nats, for an onset at most fifteen windows ago. Of a service that
 * fails in an open incident it holds the gate by itself: in the sum of all, signals that are as usual cancel it window
 * by window, and a mild failure would be learned. A CUSUM of the signal would not do: a signal that merely wanders adds
 * up slowly, must be learned, and would keep the incident open for hours.
 */
function strongestSignal(state: WorldState, unit: Unit): number {
  const world = { series: state.series.columns, units: state.units.columns, window: state.window };
  let strongest = 0;
  for (let signal = 0; signal < signals.length; signal += 1) {
    if (signal !== reportsSignal)
      strongest = Math.max(strongest, bestSignalEvidence(world, unit, signal) ?? 0);
  }
  return strongest;
}

/**
 * What the heartbeat adds to a window's evidence: only its absence counts here. That telemetry comes says little for a
 * service whose other signals speak against it, and would cancel slow evidence window by window.
 */
function heartbeatEvidence(state: WorldState, unit: Unit, ratio: number): number {
  if (ratio === 1) return 0;
  addSignal(state, unit, heartbeatSignal, Math.log(ratio));
  return Math.max(0, Math.log(1 - signalShows + signalShows * ratio));
}

function stepReference(state: WorldState, unit: Unit, heartbeat: number): void {
  const columns = state.units.columns;
  const slot = unit.index * referenceWindows + (state.window % referenceWindows);
  columns.referenceEvidence[slot] = windowEvidence(state, unit, "referenceMean").withoutReports + heartbeat;
  if (state.window > columns.referenceUntil[unit.index]!) dropReference(state, unit, "adopt");
}

/** Evidence of the last five windows against the level before the incident, nats. */
export function referenceSum(state: WorldState, unit: Unit): number {
  const base = unit.index * referenceWindows;
  let sum = 0;
  for (let index = base; index < base + referenceWindows; index += 1)
    sum += state.units.columns.referenceEvidence[index]!;
  return sum;
}

export const hasReference = (state: WorldState, unit: Unit): boolean =>
  state.units.columns.referenceUntil[unit.index]! >= 0;

/**
 * Six hours of a new level: it is learned as normal from here on, and the level before is kept for a day as the
 * reference by which an open incident is still judged (detection rule A).
 */
function releaseUnit(state: WorldState, unit: Unit): void {
  const columns = state.units.columns;
  const isFirst = !hasReference(state, unit);
  for (const row of unit.seriesBySignal.flat()) {
    releaseSeries(state, row, isFirst);
    forgetEvidence(state.series.columns, row);
  }
  columns.heartbeat.fill(1, unit.index * startsKept, (unit.index + 1) * startsKept);
  columns.referenceEvidence.fill(1, unit.index * referenceWindows, (unit.index + 1) * referenceWindows);
  if (isFirst)
    columns.referenceUntil[unit.index] = state.window + Math.round(referenceKeptMs / state.windowMs);
  release(columns, unit.index);
}

/** A second release in the same outage learns the level anew, but the reference stays that of before the outage. */
function releaseSeries(state: WorldState, row: number, isFirst: boolean): void {
  const columns = state.series.columns;
  const model = columns.model[row]!;
  if (model === ignoredModel || model === probeModel) return;
  if (model === latencyModel) {
    const level = latencyLevel(columns, row);
    if (isFirst) columns.reference[row] = level;
    setLatencyLevel(columns, row, level + freshShift(state, row));
  } else {
    const level = countLevel(columns, row);
    if (isFirst) columns.reference[row] = level;
    setCountLevel(columns, row, level * Math.exp(freshShift(state, row)));
  }
}

function restoreSeries(state: WorldState, row: number): void {
  const columns = state.series.columns;
  const model = columns.model[row]!;
  if (model === ignoredModel || model === probeModel) return;
  if (model === latencyModel) setLatencyLevel(columns, row, columns.reference[row]!);
  else setCountLevel(columns, row, columns.reference[row]!);
}

/** Ends the reference: `restore` goes back to the level before the incident, `adopt` keeps the new one. */
function dropReference(state: WorldState, unit: Unit, how: "restore" | "adopt"): void {
  for (const row of unit.seriesBySignal.flat()) {
    if (how === "restore") restoreSeries(state, row);
    else if (state.series.columns.model[row] === probeModel)
      adoptProbe(state.probes.columns, probeFor(state, row));
  }
  state.units.columns.referenceUntil[unit.index] = -1;
}

/**
 * Forgets the evidence of a unit that recovered and learns of it again, so that what is over can neither raise an
 * alarm again (rule A) nor lend its onset to the next failure.
 */
export function rearmUnit(state: WorldState, unit: Unit): void {
  for (const row of unit.seriesBySignal.flat()) forgetEvidence(state.series.columns, row);
  state.units.columns.heartbeat.fill(1, unit.index * startsKept, (unit.index + 1) * startsKept);
  if (hasReference(state, unit)) dropReference(state, unit, "restore");
  release(state.units.columns, unit.index);
  unitLikelihoods(
    { series: state.series.columns, units: state.units.columns, window: state.window },
    unit,
    state.likelihoods,
  );
}
