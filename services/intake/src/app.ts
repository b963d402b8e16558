import type { WorkerApp } from "@tocsin/adapters/process";
import { schemaReader } from "@tocsin/adapters/registry";
import { intakeInstrumentation } from "./instrumentation.ts";
import { intakeWorker } from "./intake-worker.ts";

export interface IntakeAppOptions {
  /** Where a partition that was never read is begun, epoch ms; at the oldest message unless given. */
  readonly startAtMs?: number | null;
}

/** An intake with its log events, metrics and health. */
export function intakeApp({ startAtMs = null }: IntakeAppOptions = {}): WorkerApp {
  return {
    name: "intake",
    start: ({ configuration, log, instruments }) =>
      intakeWorker({
        ...(configuration.schemaSource === null ? {} : { schemas: schemaReader(configuration.schemaSource) }),
        log,
        configuration,
        instrumentation: intakeInstrumentation(instruments),
        nowMs: instruments.nowMs,
        elapsedMs: instruments.elapsedMs,
        startAtMs,
      }),
  };
}
