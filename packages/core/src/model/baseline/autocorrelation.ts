import { clamp, stepToward } from "../../stats/exponential-mean.ts";
import type { SeriesColumns } from "../series-table.ts";

const rate = 0.001;
const largestCorrelation = 0.9;
/** Residuals count up to this many standard deviations, so that an outage cannot be predicted away. */
export const largestResidual = 1.5;

/**
 * What the last residual says of this one, in standard deviations (rule 13): lag-1 autocorrelation (0 to 0.9)
 * times the clipped residual. Nothing when the observation before is missing, or is newer than this one, which came late.
 */
export function carriedResidual(
  columns: SeriesColumns,
  row: number,
  windowsSince: number,
  cadence: number,
): number {
  if (columns.previousWindow[row]! < 0 || windowsSince > cadence || windowsSince < 1) return 0;
  const correlation = clamp(
    columns.lagProduct[row]! / Math.max(1e-6, columns.lagSquare[row]!),
    0,
    largestCorrelation,
  );
  return correlation * columns.previousResidual[row]!;
}

/** Learns a residual, in standard deviations. */
export function learnResidual(columns: SeriesColumns, row: number, residual: number): void {
  const clipped = clamp(residual, -largestResidual, largestResidual);
  const before = columns.previousResidual[row]!;
  columns.lagProduct[row] = stepToward(columns.lagProduct[row]!, clipped * before, rate);
  columns.lagSquare[row] = stepToward(columns.lagSquare[row]!, clipped * clipped, rate);
  columns.previousResidual[row] = clipped;
}

/** Carries a residual on, in standard deviations, and learns nothing of it. */
export function carryResidual(columns: SeriesColumns, row: number, residual: number): void {
  columns.previousResidual[row] = clamp(residual, -largestResidual, largestResidual);
}

/** Of a reading that is not learned nothing is carried into the next: what was learned last is no news of now. */
export function forgetResidual(columns: SeriesColumns, row: number): void {
  columns.previousResidual[row] = 0;
}
