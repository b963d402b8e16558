import type { Broker } from "./broker.ts";
import type { Wait } from "./patience.ts";
import type { ProcessLife } from "./process-life.ts";
import type { BeforeMarker } from "./transactions.ts";

/** What the parts of one process' handle share. */
export interface ClientContext {
  readonly broker: Broker;
  readonly life: ProcessLife;
  readonly wait: Wait;
  readonly beforeMarker: BeforeMarker;
  /** How far the process' own clock is ahead of the brokers'. */
  readonly aheadMs: () => number;
  /** How many records a delivery holds at most. */
  readonly maxBatchRecords: number;
}
