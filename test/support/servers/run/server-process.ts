import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { guarded, unguarded } from "./guard.ts";

export interface ServerCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Takes what the process prints, of all its runs. */
  readonly logFile: string;
  /** Waits until it serves; is asked again after each start. */
  readonly ready: () => Promise<void>;
}

/** A server that can be killed, frozen and started again. */
export interface ServerProcess {
  /** Starts it and waits until it serves. */
  start(): Promise<void>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it keeps its connections and answers nothing. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
  /** SIGTERM, and SIGKILL when it is still there after half a minute. */
  stop(): Promise<void>;
  /** A clean stop and a start. */
  restart(): Promise<void>;
  readonly running: boolean;
  readonly pid: number | undefined;
}

const stopMs = 30_000;
const tailLines = 30;

const gone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const ended = (child: ChildProcess): Promise<void> =>
  gone(child) ? Promise.resolve() : new Promise((resolve) => child.once("exit", () => resolve()));

function tail(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-tailLines).join("\n");
}

/** Rejects, with the end of the log, when the process ends before `ready` resolves. */
async function readyOrEnded(child: ChildProcess, { name, logFile, ready }: ServerCommand): Promise<void> {
  let onExit: (() => void) | undefined;
  const failed = new Promise<never>((_, reject) => {
    onExit = () => reject(new Error(`${name} ended before it served:\n${tail(logFile)}`));
    child.once("exit", onExit);
    child.once("error", (error) => reject(new Error(`${name} could not be started: ${error.message}`)));
  });
  failed.catch(() => {});
  await Promise.race([ready(), failed]);
  if (onExit !== undefined) child.off("exit", onExit);
}

/** Does not start it yet. */
export function serverProcess(server: ServerCommand): ServerProcess {
  let child: ChildProcess | null = null;
  const signal = (name: NodeJS.Signals): void => {
    if (child !== null && !gone(child)) child.kill(name);
  };
  const end = async (name: NodeJS.Signals): Promise<void> => {
    if (child === null) return;
    const ending = child;
    const { pid } = ending;
    signal(name);
    const harder = setTimeout(() => ending.kill("SIGKILL"), stopMs);
    await ended(ending);
    clearTimeout(harder);
    if (pid !== undefined) unguarded("pid", pid);
    child = null;
  };
  const start = async (): Promise<void> => {
    if (child !== null && !gone(child)) throw new Error(`${server.name} is running already`);
    const log = openSync(server.logFile, "a");
    // A group of its own, so that Ctrl-C in a terminal does not take it from under the tests that are ending.
    child = spawn(server.command, server.args, {
      detached: true,
      stdio: ["ignore", log, log],
      env: { ...process.env, ...server.env },
    });
    closeSync(log);
    if (child.pid !== undefined) guarded("pid", child.pid);
    child.unref();
    try {
      await readyOrEnded(child, server);
    } catch (error) {
      await end("SIGKILL");
      throw error;
    }
  };
  return {
    start,
    kill: () => end("SIGKILL"),
    freeze: () => signal("SIGSTOP"),
    thaw: () => signal("SIGCONT"),
    stop: async () => {
      // A frozen process would not see the SIGTERM.
      signal("SIGCONT");
      await end("SIGTERM");
    },
    restart: async () => {
      signal("SIGCONT");
      await end("SIGTERM");
      await start();
    },
    get running() {
      return child !== null && !gone(child);
    },
    get pid() {
      return child?.pid;
    },
  };
}
