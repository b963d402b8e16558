import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import {
  type ProcessEnd,
  type ProcessUnderTest,
  type WorkerLog,
} from "../../support/installation/process-under-test.ts";

/** A worker that is started again whenever it ends, as an operator's supervisor does. */
export interface Supervised {
  readonly name: string;
  /** Times that it ended although nobody ended it. */
  readonly crashes: number;
  /** JSON lines of all its runs. */
  readonly logs: readonly WorkerLog[];
  /** The most memory that a process of it held so far; null where the system does not tell. */
  peakMegabytes(): number | null;
  /** Resolves when its process of now is ready; rejects when it takes longer. */
  ready(withinMs: number): Promise<void>;
  /** SIGKILL, and at once another process. */
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** SIGTERM, and another process when it has ended. */
  restart(): Promise<ProcessEnd>;
  /** SIGTERM, for good. */
  stop(): Promise<ProcessEnd>;
  /** SIGKILL, for good. */
  abandon(): Promise<void>;
}

/** Linux tells it. */
function peakMegabytesOf(pid: number | undefined): number | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}

const crashPauseMs = 300;

export function supervised(worker: ProcessUnderTest): Supervised {
  let wanted = true;
  let isOurs = false;
  let crashes = 0;
  let startedAt = 0;
  let peak: number | null = null;
  const look = (): number | null => {
    const now = peakMegabytesOf(worker.pid);
    if (now !== null) peak = Math.max(peak ?? 0, now);
    return peak;
  };
  const again = async (): Promise<void> => {
    await worker.ended();
    if (!wanted) return;
    if (!isOurs) {
      crashes += 1;
      await pause(crashPauseMs);
      if (!wanted) return;
    }
    isOurs = false;
    start();
  };
  const start = (): void => {
    startedAt = worker.logged;
    worker.start();
    void again();
  };
  start();
  return {
    name: worker.name,
    get crashes() {
      return crashes;
    },
    logs: worker.logs,
    peakMegabytes: look,
    ready: async (withinMs) => {
      await worker.awaitEvent("worker.ready", { withinMs, since: startedAt });
    },
    kill: async () => {
      isOurs = true;
      look();
      await worker.kill();
    },
    freeze: () => worker.freeze(),
    thaw: () => worker.thaw(),
    restart: async () => {
      isOurs = true;
      look();
      return worker.terminate();
    },
    stop: async () => {
      wanted = false;
      return worker.terminate();
    },
    abandon: async () => {
      wanted = false;
      if (worker.running) await worker.kill();
    },
  };
}

const readyMs = 300_000;

/** A fault before a worker has begun would strike nothing. */
export async function awaitReady(workers: readonly Supervised[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker.ready(readyMs)));
}
