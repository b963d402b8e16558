import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { measureWorld, type WorldTask } from "../measure/measured-world.ts";
import type { WorldResults } from "../results.ts";
import type { KeptResults } from "./kept-results.ts";

export interface MeasureOptions {
  /** Processes beside this one; 0 measures in it. */
  readonly processes: number;
  readonly kept: KeptResults | null;
  readonly onDone: (done: number, all: number, task: WorldTask) => void;
}

/** Measures all worlds; the results are in the order of the tasks, however many processes there are. */
export async function measureAll(
  tasks: readonly WorldTask[],
  { processes, kept, onDone }: MeasureOptions,
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
  if (processes === 0) for (const { task, index } of left) note(task, index, measureWorld(task));
  else await Promise.all(Array.from({ length: Math.min(processes, left.length) }, () => workOff(left, note)));
  return results as readonly WorldResults[];
}

type Waiting = { readonly task: WorldTask; readonly index: number }[];

async function workOff(
  waiting: Waiting,
  note: (task: WorldTask, index: number, measured: WorldResults) => void,
): Promise<void> {
  const child = fork(join(import.meta.dirname, "measure-child.ts"), { execArgv: ["--conditions=source"] });
  try {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      note(next.task, next.index, await answerOf(child, next.task));
    }
  } finally {
    child.kill();
  }
}

const answerOf = async (child: ChildProcess, task: WorldTask): Promise<WorldResults> =>
  await new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error(`measuring ${task.family} ${task.seed} broke off`));
    child.once("exit", fail);
    child.once("message", (results) => {
      child.off("exit", fail);
      resolve(results as WorldResults);
    });
    child.send(task);
  });
