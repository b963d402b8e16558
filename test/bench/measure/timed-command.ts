import { spawn } from "node:child_process";
import process from "node:process";
import { text } from "node:stream/consumers";

export interface TimedCommand {
  readonly wallMs: number;
  /** User and system time of the command and of all that it started and waited for. */
  readonly processorMs: number;
  readonly printed: string;
}

/**
 * Runs a command of a shell as somebody types it, and times it with all its children: the shell's own `times` counts
 * those too, on every system that has a POSIX shell. Rejects when it fails.
 */
export async function timedCommand(command: string, folder: string): Promise<TimedCommand> {
  const startedMs = performance.now();
  // What the command prints goes to the second output, so that the first holds the times alone.
  const shell = spawn("sh", ["-c", 'eval "$1" >&2; code=$?; times; exit $code', "sh", command], {
    cwd: folder,
    env: typedEnvironment(process.env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    shell.once("error", reject);
    shell.once("close", resolve);
  });
  const [times, printed, code] = await Promise.all([text(shell.stdout), text(shell.stderr), ended]);
  const wallMs = performance.now() - startedMs;
  if (code !== 0) throw new Error(`"${command}" ended with ${code}:\n${printed.slice(-2000)}`);
  return { wallMs, processorMs: millisecondsOf(times), printed };
}

/** Of `0m1.25s 0m0.5s`, a line for the shell and one for its children: user and system time. */
export function millisecondsOf(times: string): number {
  const parts = [...times.matchAll(/(\d+)m([\d.,]+)s/g)];
  if (parts.length !== 4) throw new Error(`the shell tells no four times: ${times}`);
  const seconds = parts.map(([, minutes, rest]) => 60 * Number(minutes) + Number(rest!.replace(",", ".")));
  return 1000 * seconds.reduce((sum, one) => sum + one, 0);
}

/** What npm and pnpm tell a script that they run, and options of Node: nobody who types a command has them. */
const ofScripts =
  /^(npm_(lifecycle|package|command|execpath|node_execpath|config_local_prefix|config_user_agent)|pnpm_config_verify_deps|pnpm_script|init_cwd$|node$|node_(options|path)$)/i;

/**
 * The environment of whoever types a command, as `pnpm bench` got it before pnpm added to it: without that, the clone would be
 * run with this checkout's Node, and not be installed.
 */
export function typedEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !ofScripts.test(name));
  const path = (environment["PATH"] ?? "")
    .split(":")
    .filter((folder) => !/\/node_modules\/\.bin$|\/node-gyp-bin$/.test(folder))
    .join(":");
  return { ...Object.fromEntries(kept), PATH: path };
}
