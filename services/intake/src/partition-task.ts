import type { Stream } from "@tocsin/core";
import { keepTrying, LogFault, type LogPlace } from "@tocsin/log";
import { holdPartition } from "./held-partition.ts";
import type { IntakeTaskOptions } from "./intake-options.ts";

/**
 * Holds a partition until it is told to stop. Whatever fails in between, the identity is taken over again and the
 * partition taken up from its committed state. Rejects for what trying again cannot mend.
 */
export async function partitionTask(
  options: IntakeTaskOptions,
  of: { readonly place: LogPlace; readonly stream: Stream },
  stop: AbortSignal,
): Promise<void> {
  let tight = false;
  const failed = (error: unknown): void => {
    options.instrumentation.failed(of.place, error);
    tight ||= error instanceof LogFault && error.kind === "too-large";
  };
  const fencedPauseMs = options.configuration.kafka.sessionTimeoutMs;
  await keepTrying({ stop, fencedPauseMs, failed }, async () => {
    const held = await holdPartition(options, { ...of, tight }, stop);
    try {
      await held.run();
    } finally {
      await held.close();
    }
  });
}
