import { createReadStream } from "node:fs";
import { inputFault } from "../exit-codes.ts";
import type { CliIo } from "../io.ts";

/** The bytes of a file, or of standard input for `-`. A `ProcessFault` of code 3 where it cannot be read. */
export async function* fileBytes(file: string, io: CliIo): AsyncGenerator<Uint8Array> {
  const stream = file === "-" ? io.stdin : createReadStream(file);
  try {
    for await (const chunk of stream) {
      io.interrupted?.throwIfAborted();
      yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    }
  } catch (error) {
    if (io.interrupted?.aborted === true) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw inputFault(`cannot read ${file}: ${reason}`, "Check the path and the permissions.");
  }
}
