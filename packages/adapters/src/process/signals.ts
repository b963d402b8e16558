import process from "node:process";
import { exitCodes } from "./process-fault.ts";

/** What the system asks of this process. */
export interface Signals {
  /** Aborted by SIGTERM, by the first Ctrl-C, and when whoever read our output has left. */
  readonly stop: AbortSignal;
  /** Calls the listener at every SIGHUP; gives what ends that. */
  readonly onReload: (listener: () => void) => () => void;
  /** Whether the end is that of whoever read our output (`head`, a closed pager): they have enough, and no word is said. */
  readonly readerLeft: () => boolean;
}

const readerLeft = Symbol("the reader of standard output left");

/** Listens from now on. The second Ctrl-C does not wait for what the first one asked. */
export function listenToSignals(): Signals {
  const stopping = new AbortController();
  process.on("SIGINT", () => {
    if (stopping.signal.aborted) process.exit(exitCodes.interrupted);
    stopping.abort();
  });
  process.on("SIGTERM", () => stopping.abort());
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    stopping.abort(readerLeft);
  });
  process.stderr.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    stop: stopping.signal,
    onReload: (listener) => {
      process.on("SIGHUP", listener);
      return () => process.off("SIGHUP", listener);
    },
    readerLeft: () => stopping.signal.reason === readerLeft,
  };
}

/** Everything is said and done. A connection that does not come to its end must not keep the process. */
export function exitSoon(code: number): void {
  process.exitCode = code;
  setTimeout(() => process.exit(), 2000).unref();
}
