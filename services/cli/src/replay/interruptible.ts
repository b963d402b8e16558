import { addAbortSignal, type Readable } from "node:stream";
import type { CliIo } from "../io.ts";

/** Standard input, whose end an interruption does not wait for. */
export function interruptible({ stdin, interrupted }: CliIo): AsyncIterable<Uint8Array> {
  if (interrupted !== undefined) addAbortSignal(interrupted, stdin as Readable);
  return stdin as AsyncIterable<Uint8Array>;
}
