import { float64, type Table } from "../../stats/table.ts";
import { heartbeatSpec } from "./heartbeat.ts";

/** What is remembered of a source that names itself. */
export const sourceSpec = {
  ...heartbeatSpec,
  /** Evidence that the source fell silent: ln(1 + R) of a Shiryaev-Roberts sum R, nats; 0 at rest. */
  logEvidence: float64(),
  /** Since when it is at fault by what it sees (rule 37), -1: it is not; the last window in which it saw failures. */
  faultSince: float64(-1),
  faultActive: float64(-1),
  /** Most evidence so far that it sees failures everywhere, nats, and windows between two readings of its entities. */
  faultEvidence: float64(),
  faultCadence: float64(1),
} as const;

export type SourceTable = Table<typeof sourceSpec>;
