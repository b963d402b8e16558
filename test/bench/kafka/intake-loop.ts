import type { KafkaInstallation } from "../../support/installation/kafka-installation.ts";
import { startIntake } from "../../support/installation/workers-in-process.ts";
import { processorMs } from "../measure/sample.ts";
import { watchCommits } from "./all-committed.ts";
import type { LoopSample } from "./loop-sample.ts";

export interface Backlog {
  /** Input partitions. */
  readonly places: number;
  /** Messages in each of them. */
  readonly messagesEach: number;
}

export interface IntakeSample extends LoopSample {
  readonly transactions: number;
}

/** The intake, from its start until all of the backlog is committed. */
export async function intakeLoop(on: KafkaInstallation, backlog: Backlog): Promise<IntakeSample> {
  const watch = watchCommits(backlog.places, backlog.messagesEach);
  const processorBefore = processorMs();
  const startedMs = performance.now();
  const log = on.log();
  const worker = startIntake(on, log, { instrumentation: watch.instrumentation });
  const failed = worker.done.then(() => Promise.reject(new Error("the intake ended by itself")));
  failed.catch(() => undefined);
  const doneMs = await Promise.race([watch.done, failed]);
  const taken = processorMs() - processorBefore;
  const heldMs = await watch.acquired;
  await worker.stop();
  await log.close();
  return {
    wallMs: doneMs - startedMs,
    fromPartitionsMs: doneMs - heldMs,
    processorMs: taken,
    amount: backlog.places * backlog.messagesEach,
    transactions: watch.commits(),
  };
}
