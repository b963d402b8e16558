import type { Stream } from "@tocsin/core";
import { keepTrying, LogFault, type LogPlace } from "@tocsin/log";
import { absenceOf, absentReader } from "./absent-topic.ts";
import { holdPartition } from "./held-partition.ts";
import type { IntakeTaskOptions } from "./intake-options.ts";
import { timeOfOthers } from "./time-of-others.ts";

/**
 * Holds a partition until it is told to stop, also while its topic is not there: then time passes in it, and its frames say
 * that nothing of it was seen. Whatever fails in between, the identity is taken over again and the
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
    const sight = { log: options.log, hostMs: () => options.clock.hostMs() };
    const absence = await absenceOf(sight, of.place);
    options.instrumentation.absent(of.place, absence?.what ?? null);
    // The topic has come: the partition is taken up anew, from where it was.
    const come = new AbortController();
    const ending = AbortSignal.any([stop, come.signal]);
    const { elapsedMs } = options;
    const changed = (): void => come.abort();
    const absent =
      absence === null
        ? null
        : {
            what: absence.what,
            reader: absentReader({ ...sight, ...of, absence, elapsedMs, changed }),
            timeOfOthers: timeOfOthers(options, of),
          };
    const held = await holdPartition(options, { ...of, tight, absent }, ending);
    try {
      await held.run();
    } finally {
      await held.close();
    }
  });
}
