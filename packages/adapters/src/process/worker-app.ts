import type { Topology } from "@tocsin/contracts";
import type { GroupWorker, Log } from "@tocsin/log";
import type { ResolvedConfiguration } from "../config/resolved-configuration.ts";
import type { Instruments } from "../observe/instruments.ts";
import type { WorkerName } from "../observe/metrics.ts";
import type { ProcessFault } from "./process-fault.ts";

/** What a worker is given. All of it is the caller's: to close the log, to serve the metrics. */
export interface WorkerContext {
  readonly configuration: ResolvedConfiguration;
  readonly topology: Topology | null;
  readonly log: Log;
  readonly instruments: Instruments;
  /** Whether no other worker runs in this process: what keeps this one from its work then ends the process. */
  readonly isAlone: boolean;
}

/** A worker as a process runs it: alone, or beside others on the same log. */
export interface WorkerApp {
  readonly name: WorkerName;
  /** Why there is nothing to do under such a configuration; null where there is. An idle worker is not started. */
  readonly idle?: (configuration: ResolvedConfiguration) => ProcessFault | null;
  /** Asked before any worker starts: rejects with a `ProcessFault` for what waiting cannot mend. */
  readonly check?: (context: WorkerContext) => Promise<void>;
  /** At work, or joining its group, when this returns. */
  readonly start: (context: WorkerContext) => RunningWorker;
}

export interface RunningWorker extends GroupWorker {
  /** The topology as it is from the next window on; a worker that does not use it has none. */
  readonly changeTopology?: (topology: Topology) => void;
}
