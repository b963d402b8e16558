import { keepOwners } from "../owned-rows.ts";
import { addRow, snapshotTable } from "../../stats/table.ts";
import { probeLogRatio } from "../likelihood/probe.ts";
import type { SeriesTable } from "../series-table.ts";
import { bounded, picked } from "./log-ratios.ts";
import {
  adoptProbe,
  expectedFailure,
  learnProbe,
  probeTable,
  type ProbeTable,
  rarestFailure,
  usualFailure,
} from "./probe-chain.ts";
import { batchRoom } from "./room.ts";
import {
  type Batch,
  batchOf,
  type Expectation,
  type KindSnapshots,
  type LogRatios,
  minutesAt,
  type Prediction,
  type SeriesModel,
  type WindowTime,
} from "./series-model.ts";

/** A failing service fails a probe with one of these probabilities (rule 6). */
const probeFailing = [0.5, 0.95] as const;
/** Expected failure while an outage outlasts its release: no opinion, so that each further failure still counts. */
const undecided = 0.5;
/** Expected to fail more often than that, failing is the usual state. */
const usuallyFailing = 0.5;

/** A status probe: failures out of probes, most often none or one out of one. */
export function probeModel(series: SeriesTable, snapshot: KindSnapshots["probe"]): SeriesModel {
  const probes = probeTable(snapshot);
  const into = batchRoom();
  const chainOfSeries = new Map<number, number>();
  for (let chain = 0; chain < probes.rows; chain += 1)
    chainOfSeries.set(probes.columns.series[chain]!, chain);
  const chainOf = (row: number): number => chainOfSeries.get(row) ?? newChain(probes, chainOfSeries, row);
  const noteProbes = (batch: Batch, isLearned: (position: number) => boolean): void => {
    for (let position = 0; position < batch.rows.length; position += 1) {
      learnProbe(probes.columns, chainOf(batch.rows[position]!), {
        failures: batch.values[position]!,
        trials: batch.exposures[position]!,
        learning: isLearned(position),
      });
    }
  };
  return {
    kind: "probe",
    measure: "share",
    begin: () => undefined,
    read: (observations) => batchOf(observations, into),
    expect: (batch, at) => expectProbes(probes, batch, { at, chainOf }),
    predict: predictProbes,
    score: (batch, prediction, referred) => ({
      ...logRatios(batch, prediction.predicted),
      againstReference:
        referred.length === 0
          ? null
          : {
              positions: referred,
              ...logRatios(
                picked(batch, referred),
                referred.map(() => undecided),
              ),
            },
    }),
    lasting: (_batch, _prediction, { first }) => ({ first, second: first }),
    show: (batch, prediction) =>
      showProbes(series, batch, {
        prediction,
        usual: Array.from(batch.rows, (row) =>
          Math.max(rarestFailure, usualFailure(probes.columns, chainOf(row))),
        ),
      }),
    follow: (batch) => noteProbes(batch, () => false),
    learn: (batch, _prediction, { at, isHeld }) =>
      noteProbes(batch, (position) => isHeld[position] === 0 && !at.timeOf(batch.rows[position]!).isUnlike),
    release: () => undefined,
    restore: () => undefined,
    settle: () => undefined,
    adopt: (row) => adoptProbe(probes.columns, chainOf(row)),
    keep: (rowOf) => keepOwners(probes, chainOfSeries, rowOf),
    snapshot: () => ({ probe: snapshotTable(probes) }),
  };
}

function newChain(probes: ProbeTable, chainOfSeries: Map<number, number>, row: number): number {
  const chain = addRow(probes);
  probes.columns.series[chain] = row;
  chainOfSeries.set(row, chain);
  return chain;
}

/** The base is the probability of a failure. A probe says nothing of what services have in common. */
function expectProbes(
  probes: ProbeTable,
  batch: Batch,
  { at, chainOf }: { readonly at: WindowTime; readonly chainOf: (row: number) => number },
): Expectation {
  const bases = Array.from(batch.rows, (row, position) => {
    // The chain first: adding it may replace the table's columns.
    const chain = chainOf(row);
    const due = { trials: batch.exposures[position]!, minutes: minutesAt(batch, position, at) };
    return expectedFailure(probes.columns, chain, due);
  });
  return { levels: bases.map(() => 1), bases, residuals: bases.map(() => 0), isTypical: bases.map(() => 0) };
}

/** What is predicted is the probability of a failure; the mean is the number of failures. */
function predictProbes({ exposures }: Batch, expectation: Expectation): Prediction {
  const { bases } = expectation;
  const means = Array.from(bases, (probability, position) => probability * exposures[position]!);
  return { ...expectation, means, deviations: means.map(() => 0), predicted: bases };
}

function logRatios({ values, exposures }: Batch, expected: ArrayLike<number>): LogRatios {
  const against = (failing: number): readonly number[] =>
    Array.from(expected, (probability, position) =>
      bounded(probeLogRatio(values[position]!, exposures[position]!, probability, failing)),
    );
  return { first: against(probeFailing[0]), second: against(probeFailing[1]) };
}

/**
 * Expected is the share that fails as a rule, and not what the chain expects of the next probe: after a failure that is
 * another one, and no reader would call it usual; never less than the rarest failure. The band ends there; all failures are within it only where failing
 * is the usual state.
 */
function showProbes(
  { columns }: SeriesTable,
  batch: Batch,
  { prediction, usual }: { readonly prediction: Prediction; readonly usual: readonly number[] },
): void {
  for (let position = 0; position < batch.rows.length; position += 1) {
    const row = batch.rows[position]!;
    const trials = batch.exposures[position]!;
    columns.observed[row] = batch.values[position]!;
    columns.exposure[row] = trials;
    columns.expected[row] = usual[position]! * trials;
    columns.lower[row] = 0;
    const isUsual = prediction.predicted[position]! > usuallyFailing;
    columns.upper[row] = isUsual ? trials : usual[position]! * trials;
  }
}
