import { float64, type Table } from "../../stats/table.ts";
import { heartbeatSpec } from "./heartbeat.ts";

/** What is remembered of a source that names itself. */
export const sourceSpec = {
  ...heartbeatSpec,
  /** Evidence that the source fell silent: ln(1 + R) of a Shiryaev-Roberts sum R, nats; 0 at rest. */
  logEvidence: float64(),
} as const;

export type SourceTable = Table<typeof sourceSpec>;
