import type { TopicFormats } from "@tocsin/adapters/config";
import type { SchemaReader } from "@tocsin/adapters/registry";
import type { Configuration } from "@tocsin/contracts";
import type { Log } from "@tocsin/log";
import { type HostClock, hostClock, type HostClockDoubt } from "./host-clock.ts";
import type { IntakeInstrumentation } from "./instrumentation.ts";

export interface IntakeConfiguration extends Pick<
  Configuration,
  "windowMs" | "allowedLatenessMs" | "reviseMs" | "topics" | "clock"
> {
  /** How topics with messages of other tools are read; none unless given. */
  readonly topicFormats?: TopicFormats;
  readonly kafka: Pick<Configuration["kafka"], "namePrefix" | "sessionTimeoutMs" | "openTransactionMs">;
}

export interface IntakeOptions {
  readonly log: Log;
  readonly configuration: IntakeConfiguration;
  readonly instrumentation: IntakeInstrumentation;
  /** The host's wall clock, epoch ms. Decides when windows close with `clock: wall`, as long as it is believed. */
  readonly nowMs: () => number;
  /** A clock that never goes back, ms; the process's unless given. */
  readonly elapsedMs?: () => number;
  /** Where a partition that was never read is begun: at what arrived from then on. Null: at the oldest message. */
  readonly startAtMs: number | null;
  /** Reads what stands in the framing of a schema registry; JSON alone unless given. */
  readonly schemas?: SchemaReader;
}

/** What the partitions of one intake share. */
export interface IntakeTaskOptions extends Omit<IntakeOptions, "nowMs"> {
  readonly clock: HostClock;
  readonly elapsedMs: () => number;
}

export function taskOptions(options: IntakeOptions): IntakeTaskOptions {
  const { nowMs, elapsedMs = () => performance.now(), instrumentation } = options;
  const told = (doubt: HostClockDoubt | null): void => instrumentation.hostClock(doubt);
  return { ...options, elapsedMs, clock: hostClock({ wallMs: nowMs, elapsedMs, told }) };
}

/** The group whose members share the telemetry partitions; its offsets are for lag monitors alone. */
export function intakeGroup({ kafka }: Pick<IntakeConfiguration, "kafka">): string {
  return `${kafka.namePrefix}.intake`;
}
