import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

export type Guarded = "pid" | "container" | "mount" | "folder";

let guard: ChildProcess | null = null;

function started(): ChildProcess {
  if (guard !== null) return guard;
  const script = fileURLToPath(new URL("guard-process.ts", import.meta.url));
  guard = spawn(process.execPath, [script], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  guard.stdin?.on("error", () => {});
  guard.unref();
  // A child's pipe is a socket, which can be told not to keep this process alive.
  const pipe = guard.stdin as unknown as { unref?: () => void };
  pipe.unref?.();
  return guard;
}

const tell = (line: string): void => {
  started().stdin?.write(`${line}\n`);
};

/** From here on the thing is ended or removed when this process ends, in whatever way. */
export const guarded = (kind: Guarded, name: string | number): void => tell(`+ ${kind} ${name}`);

/** It was ended or removed in order. */
export const unguarded = (kind: Guarded, name: string | number): void => tell(`- ${kind} ${name}`);
