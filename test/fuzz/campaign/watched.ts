import { Worker } from "node:worker_threads";
import type { CoverageFigures } from "./coverage.ts";
import type { Fault } from "./fault.ts";

export interface WorkerTask {
  readonly parser: string;
  readonly seed: number;
  readonly done: number;
  readonly inputs: number;
  /** After so long no further batch is begun. */
  readonly longestMs: number;
  readonly corpus: readonly Uint8Array[];
  /** Two numbers, how many inputs were begun and how long the present one is, and the present one. */
  readonly watched: SharedArrayBuffer;
}

export interface FromWorker {
  readonly inputs: number;
  readonly kept: readonly Uint8Array[];
  readonly faults: readonly Fault[];
  /** With the last message. */
  readonly figures: CoverageFigures | null;
}

const shownBytes = 2 * 1_048_576;
const heapMiB = 1024;
/** A thread that begins no other input for so long never will. */
const hangMs = 60_000;
const lookEveryMs = 2000;

/**
 * Runs a parser's inputs on a thread of its own, which can be ended when it hangs, and ends by itself when its heap is full:
 * both are faults of the input that it was at.
 */
export async function watchedRun(
  task: Omit<WorkerTask, "watched">,
  take: (message: FromWorker) => void,
): Promise<void> {
  const watched = new SharedArrayBuffer(8 + shownBytes);
  const counter = new Int32Array(watched, 0, 2);
  const present = (): Uint8Array => Uint8Array.from(new Uint8Array(watched, 8, Atomics.load(counter, 1)));
  const worker = new Worker(new URL("worker.ts", import.meta.url), {
    workerData: { ...task, watched } satisfies WorkerTask,
    execArgv: ["--conditions=source", "--no-warnings"],
    resourceLimits: { maxOldGenerationSizeMb: heapMiB },
  });
  const fault = (what: string): void =>
    take({ inputs: 0, kept: [], faults: [{ what, input: present() }], figures: null });
  let seen = 0;
  let seenAtMs = Date.now();
  const look = setInterval(() => {
    const begun = Atomics.load(counter, 0);
    if (begun !== seen) [seen, seenAtMs] = [begun, Date.now()];
    else if (begun > 0 && Date.now() - seenAtMs > hangMs) {
      fault("it never comes back");
      void worker.terminate();
    }
  }, lookEveryMs);
  await new Promise<void>((resolve) => {
    worker.on("message", take);
    worker.on("error", (error: NodeJS.ErrnoException) => {
      fault(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "its memory is full" : `it ended: ${error.message}`);
    });
    worker.on("exit", () => resolve());
  });
  clearInterval(look);
}
