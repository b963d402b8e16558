import process from "node:process";
import { exitSoon, listenToSignals } from "@tocsin/adapters/process";
import { exitCodes } from "./exit-codes.ts";
import { interruptedWords, runCli } from "./run-cli.ts";

/** Runs the command line of this process and ends it with its exit code. */
export async function runProgram(): Promise<void> {
  const { stdout, stderr, stdin, env } = process;
  const { stop, onReload, readerLeft } = listenToSignals();
  const argv = process.argv.slice(2);
  const code = await runCli(argv, {
    stdout,
    stderr,
    stdin,
    env,
    interrupted: stop,
    onReload,
  });
  if (readerLeft()) return exitSoon(exitCodes.done);
  if (code === exitCodes.interrupted) stderr.write(`tocsin: ${interruptedWords(argv)}\n`);
  exitSoon(code);
}
