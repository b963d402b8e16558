import { intakeWorker } from "@tocsin/intake";
import { processorMs } from "../measure/sample.ts";
import { watchCommits } from "./all-committed.ts";
import type { BenchInstallation } from "./bench-installation.ts";
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

const nowMs = (): number => Date.now();

/** The intake, from its start until all of the backlog is committed. */
export async function intakeLoop(on: BenchInstallation, backlog: Backlog): Promise<IntakeSample> {
  const watch = watchCommits(backlog.places, backlog.messagesEach);
  const processorBefore = processorMs();
  const startedMs = performance.now();
  const log = on.log();
  const { configuration } = on;
  const worker = intakeWorker({
    log,
    configuration,
    instrumentation: watch.instrumentation,
    nowMs,
    startAtMs: null,
  });
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
