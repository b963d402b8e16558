import { float64, type Columns, createTable, type Table, uint8 } from "../stats/table.ts";

/**
 * What is expected of each series in the window at hand: filled by the first pass over the observations, completed
 * when the common factor is known. Rows are series; only rows observed in this window hold anything.
 */
const expectationSpec = {
  /** Exposure times seasonal rate, or seasonal log latency. */
  seasonal: float64(),
  /** Short-term level: a factor for counts, a sum for latency. */
  level: float64(),
  /** Seasonal and level, before the common factor. */
  base: float64(),
  /** With the common factor. */
  mean: float64(),
  /** With what the residual before says: what the observation is held against. */
  predicted: float64(),
  /** Standard deviation of a count, scale of a log latency. */
  deviation: float64(),
  /** The observation: a count, or a log latency. */
  value: float64(),
  exposure: float64(),
  /** How far the observation is from `base`, in nats: what the common factor is the median of. */
  residual: float64(),
  slotClass: uint8(),
  /** Mean over the effect sizes of this window's e-values, after the toll; 1 where nothing was weighed. */
  evidenceMean: float64(1),
  /** The same held against the level before the incident, while an outage outlasts its release. */
  referenceMean: float64(1),
} as const;

export type ExpectationTable = Table<typeof expectationSpec>;
export type ExpectationColumns = Columns<typeof expectationSpec>;

export const expectationTable = (): ExpectationTable => createTable(expectationSpec);
