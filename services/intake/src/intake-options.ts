import type { Configuration } from "@tocsin/contracts";
import type { Log } from "@tocsin/log";
import type { IntakeInstrumentation } from "./instrumentation.ts";

export interface IntakeConfiguration extends Pick<
  Configuration,
  "windowMs" | "allowedLatenessMs" | "topics" | "clock"
> {
  readonly kafka: Pick<Configuration["kafka"], "namePrefix" | "sessionTimeoutMs">;
}

export interface IntakeOptions {
  readonly log: Log;
  readonly configuration: IntakeConfiguration;
  readonly instrumentation: IntakeInstrumentation;
  /** Wall clock, epoch ms. Decides when windows close with `clock: wall`; else only when to commit. */
  readonly nowMs: () => number;
  /** Where a partition that was never read is begun: at what arrived from then on. Null: at the oldest message. */
  readonly startAtMs: number | null;
}

/** The group whose members share the telemetry partitions; its offsets are for lag monitors alone. */
export function intakeGroup({ kafka }: Pick<IntakeConfiguration, "kafka">): string {
  return `${kafka.namePrefix}.intake`;
}
