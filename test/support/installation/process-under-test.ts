import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { awaitCondition, guarded, unguarded } from "../servers/own.ts";

/** A line of a worker's JSON log. */
export interface WorkerLog {
  readonly event?: string;
  readonly [field: string]: unknown;
}

export interface ProcessEnd {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly tookMs: number;
}

export interface ProcessUnderTest {
  readonly name: string;
  readonly running: boolean;
  readonly pid: number | undefined;
  /** Everything that it printed, the newest part of it. */
  readonly text: string;
  /** JSON lines of all its runs, the newest thousands of them. */
  readonly logs: readonly WorkerLog[];
  start(): void;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
  /** SIGTERM; SIGKILL when it is still there after the time, which the end then shows. */
  terminate(withinMs?: number): Promise<ProcessEnd>;
  /** Resolves when it has ended by itself. */
  ended(): Promise<ProcessEnd>;
  /** The first line with this event that came at or after the mark. */
  awaitEvent(
    event: string,
    options: { readonly withinMs: number; readonly since?: number },
  ): Promise<WorkerLog>;
  /** How many lines there were so far: a mark for `awaitEvent`. */
  readonly logged: number;
}

export interface ProcessOptions {
  readonly name: string;
  /** Arguments behind `node`. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Takes everything that it prints. */
  readonly logFile: string;
}

const keptLogs = 20_000;
const keptCharacters = 1_000_000;
const repository = fileURLToPath(new URL("../../../", import.meta.url));

function logLine(line: string): WorkerLog | null {
  if (!line.startsWith("{")) return null;
  try {
    return JSON.parse(line) as WorkerLog;
  } catch {
    return null;
  }
}

const over = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** A process of the repository that is killed, frozen, ended and started again; it is ended at the latest with this one. */
export function processUnderTest({ name, args, env = {}, logFile }: ProcessOptions): ProcessUnderTest {
  const printed = createWriteStream(logFile, { flags: "a" });
  const logs: WorkerLog[] = [];
  let text = "";
  let logged = 0;
  let child: ChildProcess | null = null;
  const read = (stream: Readable): void => {
    createInterface({ input: stream }).on("line", (line) => {
      printed.write(`${line}\n`);
      text = `${text}${line}\n`.slice(-keptCharacters);
      const log = logLine(line);
      if (log === null) return;
      logged += 1;
      logs.push(log);
      if (logs.length > keptLogs) logs.splice(0, keptLogs / 2);
    });
  };
  const ended = (): Promise<ProcessEnd> => {
    const ending = child;
    if (ending === null) throw new Error(`${name} was never started`);
    const startMs = performance.now();
    const end = (): ProcessEnd => ({
      code: ending.exitCode,
      signal: ending.signalCode,
      tookMs: Math.round(performance.now() - startMs),
    });
    if (over(ending)) return Promise.resolve(end());
    return new Promise((resolve) => ending.once("exit", () => resolve(end())));
  };
  const signal = (which: NodeJS.Signals): void => {
    if (child !== null && !over(child)) child.kill(which);
  };
  return {
    name,
    logs,
    get text() {
      return text;
    },
    get running() {
      return child !== null && !over(child);
    },
    get pid() {
      return child?.pid;
    },
    get logged() {
      return logged;
    },
    start: () => {
      if (child !== null && !over(child)) throw new Error(`${name} is running already`);
      const started = spawn(process.execPath, [...args], {
        cwd: repository,
        env: { ...process.env, ...env },
        stdio: ["ignore", "pipe", "pipe"],
      });
      child = started;
      const { pid } = started;
      if (pid !== undefined) {
        guarded("pid", pid);
        started.once("exit", () => unguarded("pid", pid));
      }
      read(started.stdout);
      read(started.stderr);
    },
    kill: async () => {
      signal("SIGKILL");
      await ended();
    },
    freeze: () => signal("SIGSTOP"),
    thaw: () => signal("SIGCONT"),
    terminate: async (withinMs = 30_000) => {
      const end = ended();
      signal("SIGCONT");
      signal("SIGTERM");
      const harder = setTimeout(() => signal("SIGKILL"), withinMs);
      try {
        return await end;
      } finally {
        clearTimeout(harder);
      }
    },
    ended,
    awaitEvent: (event, { withinMs, since = 0 }) =>
      awaitCondition(
        () => logs.slice(Math.max(0, since - (logged - logs.length))).find((log) => log.event === event),
        {
          withinMs,
          what: `${name} to log ${event} (see ${logFile})`,
        },
      ),
  };
}
