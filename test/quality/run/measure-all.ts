import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { measureWorld, type WorldTask } from "../measure/measured-world.ts";
import type { WorldResults } from "../results.ts";
import type { KeptResults } from "./kept-results.ts";

export interface MeasureOptions {
  /** Threads beside this one; 0 measures in it. */
  readonly threads: number;
  readonly kept: KeptResults | null;
  readonly onDone: (done: number, all: number, task: WorldTask) => void;
}

/** Measures all worlds; the results are in the order of the tasks, however many threads there are. */
export async function measureAll(
  tasks: readonly WorldTask[],
  { threads, kept, onDone }: MeasureOptions,
): Promise<readonly WorldResults[]> {
  const results: (WorldResults | null)[] = tasks.map((task) => kept?.of(task) ?? null);
  const left = tasks.map((task, index) => ({ task, index })).filter(({ index }) => results[index] === null);
  let done = tasks.length - left.length;
  const note = (task: WorldTask, index: number, measured: WorldResults): void => {
    results[index] = measured;
    kept?.keep(task, measured);
    done += 1;
    onDone(done, tasks.length, task);
  };
  if (threads === 0) for (const { task, index } of left) note(task, index, measureWorld(task));
  else await Promise.all(Array.from({ length: Math.min(threads, left.length) }, () => workOff(left, note)));
  return results as readonly WorldResults[];
}

type Waiting = { readonly task: WorldTask; readonly index: number }[];

async function workOff(
  waiting: Waiting,
  note: (task: WorldTask, index: number, measured: WorldResults) => void,
): Promise<void> {
  const worker = new Worker(join(import.meta.dirname, "measure-child.ts"));
  try {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      note(next.task, next.index, await answerOf(worker, next.task));
    }
  } finally {
    await worker.terminate();
  }
}

const answerOf = async (worker: Worker, task: WorldTask): Promise<WorldResults> =>
  await new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", (results: WorldResults) => {
      worker.off("error", reject);
      resolve(results);
    });
    worker.postMessage(task);
  });
