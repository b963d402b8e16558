import process from "node:process";
import { exitSoon, listenToSignals } from "@tocsin/adapters/process";
import { exitCodes } from "./exit-codes.ts";
import { runCli } from "./run-cli.ts";

/** Runs the command line of this process and ends it with its exit code. */
export async function runProgram(): Promise<void> {
  const { stdout, stderr, stdin, env } = process;
  const { stop, onReload, readerLeft } = listenToSignals();
  const code = await runCli(process.argv.slice(2), {
    stdout,
    stderr,
    stdin,
    env,
    interrupted: stop,
    onReload,
  });
  exitSoon(readerLeft() ? exitCodes.done : code);
}
