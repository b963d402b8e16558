import { sizeOf } from "../baseline/count-baseline.ts";
import type { ExpectationColumns } from "../baseline/expectation.ts";
import type { SeriesColumns } from "../baseline/series-table.ts";
import { countLogRatio } from "./count-evidence.ts";
import { latencyLogRatio } from "./latency-evidence.ts";
import { concentrationFor, oddsTimes, proportionLogRatio } from "./proportion-evidence.ts";

/** Effect sizes that are tested as separate processes and averaged (detection design 3.2). */
const excessRatios = [1.5, 4] as const;
const burstyReportRatios = [4, 10] as const;
/** Reports with a smaller size than this are so bursty that a factor of 1.5 means nothing. */
const burstySize = 3;
/** Only a loss of most traffic counts: benign dips to 40 % are left alone. */
const dropRatio = 0.1;
const latencyShifts = [1.2, 3.5] as const;
const largestLogRatio = 16;
/** From here on a proportion is judged as one, below as a count. */
const proportionFrom = 0.1;
const largestProportion = 0.98;

/** One weighing, reused by the caller: `shift` goes in, the log likelihood ratios of the two effect sizes come out, nats. */
export interface Weighing {
  /** How far the prediction is moved: 0, or from the level now to the level before while an outage outlasts its release. */
  shift: number;
  first: number;
  second: number;
}

/** Weighs a count or latency observation against what is predicted. */
export function weigh(
  columns: SeriesColumns,
  row: number,
  expectation: ExpectationColumns,
  into: Weighing,
): void {
  const model = columns.model[row];
  if (model === 3) weighLatency(row, expectation, into);
  else if (model === 2) weighDrop(columns, row, expectation, into);
  else weighExcess(columns, row, expectation, into);
  if (into.first > largestLogRatio) into.first = largestLogRatio;
  if (into.second > largestLogRatio) into.second = largestLogRatio;
}

function weighLatency(row: number, expectation: ExpectationColumns, into: Weighing): void {
  const deviation =
    (expectation.value[row]! - expectation.predicted[row]! - into.shift) / expectation.deviation[row]!;
  into.first = latencyLogRatio(deviation, latencyShifts[0]);
  into.second = latencyLogRatio(deviation, latencyShifts[1]);
}

function weighDrop(
  columns: SeriesColumns,
  row: number,
  expectation: ExpectationColumns,
  into: Weighing,
): void {
  const mean = expectation.predicted[row]! * (into.shift === 0 ? 1 : Math.exp(into.shift));
  into.first = countLogRatio(expectation.value[row]!, mean, sizeOf(columns, row), dropRatio);
  into.second = into.first;
}

function weighExcess(
  columns: SeriesColumns,
  row: number,
  expectation: ExpectationColumns,
  into: Weighing,
): void {
  const size = sizeOf(columns, row);
  const mean = expectation.predicted[row]! * (into.shift === 0 ? 1 : Math.exp(into.shift));
  const value = expectation.value[row]!;
  if (columns.model[row] === 1) {
    const ratios = size < burstySize ? burstyReportRatios : excessRatios;
    into.first = countLogRatio(value, mean, size, ratios[0]);
    into.second = countLogRatio(value, mean, size, ratios[1]);
    return;
  }
  const exposure = expectation.exposure[row]!;
  if (mean > proportionFrom * exposure) {
    weighProportion({ value, exposure, mean, size }, into);
    return;
  }
  into.first = countLogRatio(value, mean, size, excessRatios[0]);
  into.second = countLogRatio(value, mean, size, excessRatios[1]);
}

function weighProportion(
  seen: { readonly value: number; readonly exposure: number; readonly mean: number; readonly size: number },
  into: Weighing,
): void {
  if (seen.exposure === 0) {
    into.first = 0;
    into.second = 0;
    return;
  }
  const expected = Math.min(largestProportion, seen.mean / seen.exposure);
  const trial = {
    count: seen.value,
    exposure: seen.exposure,
    expected,
    concentration: concentrationFor(expected, seen.size),
  };
  into.first = proportionLogRatio({ ...trial, shifted: oddsTimes(expected, excessRatios[0]) });
  into.second = proportionLogRatio({ ...trial, shifted: oddsTimes(expected, excessRatios[1]) });
}
