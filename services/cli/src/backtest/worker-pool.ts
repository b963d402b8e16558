import { Worker } from "node:worker_threads";
import type { PairOutcome, PairTask } from "./judged-pair.ts";
import { type Step, stepOrder } from "./step-order.ts";

export type WorkerTask =
  | { readonly kind: "make"; readonly path: string; readonly folder: string }
  | { readonly kind: "judge"; readonly pair: PairTask };

/** `code` is the exit code that the failure asks for; null for a fault of the program. */
export type WorkerAnswer =
  | { readonly kind: "made" }
  | { readonly kind: "judged"; readonly outcome: PairOutcome }
  | { readonly kind: "failed"; readonly message: string; readonly code: number | null };

export interface WorkerStep extends Step {
  readonly task: WorkerTask;
}

export interface WorkerPool {
  /** Resolves when all steps are done. `done` is called as each is, in whatever order; what it throws ends the run. */
  readonly run: (
    steps: readonly WorkerStep[],
    done: (answer: WorkerAnswer, place: number) => void,
  ) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** As many threads as asked for, each with one task at a time. Rejects when interrupted, or where a thread dies. */
export function workerPool(jobs: number, interrupted: AbortSignal | undefined): WorkerPool {
  const workers: Worker[] = [];
  const run: WorkerPool["run"] = async (steps, done) => {
    const order = stepOrder(steps);
    let wakeIdle = (): void => {};
    let nextDone = new Promise<void>((resolve) => (wakeIdle = resolve));
    const drain = async (worker: Worker): Promise<void> => {
      while (!order.isEmpty()) {
        const place = order.take();
        const step = place === null ? undefined : steps[place];
        if (place === null || step === undefined) {
          await nextDone;
          continue;
        }
        done(await asked(worker, step.task, interrupted), place);
        order.finish(place);
        wakeIdle();
        nextDone = new Promise((resolve) => (wakeIdle = resolve));
      }
    };
    while (workers.length < Math.min(jobs, steps.length)) workers.push(newWorker());
    await Promise.all(workers.slice(0, steps.length).map(drain));
  };
  return {
    run,
    close: async () => {
      await Promise.all(workers.map(async (worker) => await worker.terminate()));
    },
  };
}

/** Sources run as they are, with the condition that finds them; what is built needs none. */
function newWorker(): Worker {
  const isSource = import.meta.url.endsWith(".ts");
  const file = new URL(isSource ? "./pair-worker.ts" : "./pair-worker.js", import.meta.url);
  return new Worker(file, isSource ? { execArgv: ["--conditions=source"] } : {});
}

async function asked(
  worker: Worker,
  task: WorkerTask,
  interrupted: AbortSignal | undefined,
): Promise<WorkerAnswer> {
  return await new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off("message", onMessage);
      worker.off("error", onError);
      worker.off("exit", onExit);
      interrupted?.removeEventListener("abort", onAbort);
    };
    const onMessage = (answer: WorkerAnswer): void => {
      settle();
      resolve(answer);
    };
    const onError = (error: unknown): void => {
      settle();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const onExit = (): void => onError(new Error("a thread of the backtest ended before its task"));
    const onAbort = (): void => onError(new Error("interrupted"));
    worker.on("message", onMessage);
    worker.on("error", onError);
    worker.on("exit", onExit);
    interrupted?.addEventListener("abort", onAbort);
    if (interrupted?.aborted === true) onAbort();
    else worker.postMessage(task, []);
  });
}
