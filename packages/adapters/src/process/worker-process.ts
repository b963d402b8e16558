import process from "node:process";
import { parseArgs } from "node:util";
import { faultMessage } from "../config/fault-message.ts";
import { loadLiveSettings } from "../config/live-settings.ts";
import type { ConfigFault } from "../config/config-fault.ts";
import type { Environment } from "../config/environment.ts";
import { printableText } from "../config/printable.ts";
import { exitCodes, ProcessFault, usageFault } from "./process-fault.ts";
import { type Outside, runWorkers } from "./run-workers.ts";
import { exitSoon, listenToSignals } from "./signals.ts";
import { versionOf } from "./version-of.ts";
import type { WorkerApp } from "./worker-app.ts";

/** A worker that is a program of its own. */
export interface WorkerProcess {
  readonly app: WorkerApp;
  readonly version: string;
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly outside: Outside;
  /** Takes what is for people, whole lines. */
  readonly tell: (text: string) => void;
}

/** Runs a worker as this process, as the system started it: arguments, environment, signals. `manifest` is its package's. */
export async function runThisProcess(app: WorkerApp, manifest: URL): Promise<void> {
  const { stop, onReload, readerLeft } = listenToSignals();
  const code = await workerProcess({
    app,
    version: versionOf(manifest),
    argv: process.argv.slice(2),
    env: process.env,
    outside: { write: (line) => void process.stdout.write(line), stop, onReload },
    tell: (text) => void process.stderr.write(text),
  });
  exitSoon(readerLeft() ? exitCodes.done : code);
}

/**
 * As `tocsin run` with this one worker: the same files, the same variables, the same log but for its name. Resolves with
 * the exit code. To learn from history before it speaks (`--warm-from`) is a matter of that command.
 */
export async function workerProcess(worker: WorkerProcess): Promise<number> {
  const { app, env, outside } = worker;
  const tell = (text: string): void => worker.tell(printableText(text));
  const name = `tocsin-${app.name}`;
  try {
    const files = filesOf(worker.argv);
    const settings = await loadLiveSettings(files, env);
    if (settings.kind === "faulty") {
      for (const fault of settings.faults) tell(`${lineOf(fault)}\n`);
      throw new ProcessFault(exitCodes.usage, "nothing was started, because of these faults");
    }
    const program = { name, version: worker.version };
    await runWorkers({ apps: [app], settings: settings.value, program, outside });
    return exitCodes.done;
  } catch (error) {
    if (outside.stop?.aborted === true) return exitCodes.interrupted;
    return told(error, name, tell);
  }
}

const options = { config: { type: "string" }, topology: { type: "string" } } as const;

function filesOf(argv: readonly string[]) {
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true, allowPositionals: false });
    return { configFile: values.config ?? null, topologyFile: values.topology ?? null };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw usageFault(
      why,
      "There is --config FILE and --topology FILE; TOCSIN_… variables override the file.",
    );
  }
}

const lineOf = ({ file, line, column, code, ...fault }: ConfigFault): string =>
  `${file}:${line}:${column} ${code} ${faultMessage(fault)}`;

function told(error: unknown, name: string, tell: (text: string) => void): number {
  if (error instanceof ProcessFault) {
    const hint = error.hint === null ? "" : `${error.hint}\n`;
    tell(`${name}: ${error.message}\n${hint}`);
    return error.exitCode;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  tell(`${trace}\n${name}: this is a bug, not a fault of your input. Please report the lines above.\n`);
  return exitCodes.bug;
}
