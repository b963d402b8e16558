import { type CliIo, write } from "../io.ts";
import { outputFile } from "../replay/output-file.ts";

/** Where text goes. A file is there only once `close` has resolved. */
export interface TextOut {
  /** Waits where the reader is slower. */
  readonly write: (text: string) => Promise<void>;
  readonly close: () => Promise<void>;
  /** Instead of `close`: takes away what was written to a file. */
  readonly discard: () => Promise<void>;
}

/**
 * Standard output for `-`, else a file, packed where its name ends in `.gz`; what stood there is replaced.
 * What cannot be written is a `ProcessFault` of code 2.
 */
export async function textOut(file: string, io: CliIo): Promise<TextOut> {
  if (file === "-")
    return { write: (text) => write(io.stdout, text), close: async () => {}, discard: async () => {} };
  const out = await outputFile(file, file.endsWith(".gz") ? "gzip" : "plain");
  return {
    write: async (text) => {
      await out.write(text);
    },
    close: async () => {
      await out.close();
      await out.publish();
    },
    discard: () => out.discard(),
  };
}
