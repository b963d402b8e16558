import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Break, ChunkReader } from "./chunk-reader.ts";

/** Unpacked bytes of an input that flows by once or is packed, on disk, so that any part of them can be read. */
export interface Spool {
  readonly handle: FileHandle;
  readonly sizeBytes: number;
  /** Why the input could not be read to its end; null where it could. */
  readonly broken: Break | null;
  /** Takes it away again. */
  close(): Promise<void>;
}

/** Whoever reads this named an input and no place to write to. */
function refused(error: unknown): never {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code !== "ENOSPC" && code !== "EDQUOT") throw error;
  throw new Error(
    `it has to be unpacked or put in order, and the disk of the folder for temporary files, ${tmpdir()}, is full (TMPDIR names another)`,
    { cause: error },
  );
}

/**
 * Copies what the reader gives to a file in the system's folder for temporary files. The file loses its name at once
 * where the system allows that, so that nothing is left behind however the program ends. Gives the control back after
 * every piece; `see` is shown each. Rejects where the disk takes no more.
 */
export async function* spooled(
  chunks: ChunkReader,
  see: (bytes: Uint8Array) => void,
): AsyncGenerator<void, Spool> {
  const folder = await mkdtemp(join(tmpdir(), "tocsin-spool-"));
  let handle: FileHandle | null = null;
  let isKept = false;
  const close = async (): Promise<void> => {
    await handle?.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    handle = await open(join(folder, "lines"), "w+", 0o600);
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    let sizeBytes = 0;
    let chunk = await chunks.next();
    for (; chunk.kind === "bytes"; chunk = await chunks.next()) {
      see(chunk.bytes);
      await handle.writeFile(chunk.bytes).catch(refused);
      sizeBytes += chunk.bytes.length;
      yield;
    }
    isKept = true;
    return { handle, sizeBytes, broken: chunk.kind === "broken" ? chunk : null, close };
  } finally {
    if (!isKept) await close();
  }
}
