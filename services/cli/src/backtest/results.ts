import type { PairDrawing } from "@tocsin/report";
import type { PairScore } from "./pair-score.ts";

/** One recording under one configuration, after the fact. */
export interface BacktestPair {
  readonly name: string;
  readonly configuration: string;
  readonly provenance: string | null;
  readonly configHash: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly readings: number;
  readonly alerts: number;
  /** Null where the recording could not be read at all. */
  readonly score: PairScore | null;
  /** Why it could not be read to its end. */
  readonly problem: string | null;
  readonly drawing: PairDrawing | null;
}

/** `backtest.json`: all pairs without their pictures, and what differs from what was expected. */
export interface BacktestFile {
  readonly tocsinBacktest: 1;
  readonly detectorVersion: string;
  readonly pairs: readonly Omit<BacktestPair, "drawing">[];
  /** Null where nothing was expected. */
  readonly differences: readonly object[] | null;
}
