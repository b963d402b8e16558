import process from "node:process";
import { exitCodes } from "./exit-codes.ts";
import { runCli } from "./run-cli.ts";

const interruption = new AbortController();

/** The first Ctrl-C lets the command tidy up; the second does not wait for it. */
process.on("SIGINT", () => {
  if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
  interruption.abort();
});
process.on("SIGTERM", () => {
  interruption.abort();
});

/** Whoever read our output (`head`, a closed pager) has enough: end without a word. */
const readerLeft = Symbol("the reader of standard output left");
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  interruption.abort(readerLeft);
});
process.stderr.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

const { stdout, stderr, stdin, env } = process;
const code = await runCli(process.argv.slice(2), {
  stdout,
  stderr,
  stdin,
  env,
  interrupted: interruption.signal,
  onReload: (listener) => {
    process.on("SIGHUP", listener);
    return () => process.off("SIGHUP", listener);
  },
});
process.exitCode = interruption.signal.reason === readerLeft ? exitCodes.done : code;
// Everything is said and done. A connection that does not come to its end must not keep the process.
setTimeout(() => process.exit(), 2000).unref();
