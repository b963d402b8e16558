import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

/** Level 1 packs a detector's tables to a third; higher levels cost several times as much for a tenth more. */
const packed = promisify(gzip);
const unpacked = promisify(gunzip);
const level = 1;
/** Large, so that a snapshot of many series does not come in thousands of pieces. */
const chunkSize = 1024 * 1024;

/** Below the size that any topic takes. */
const chunkBytes = 900_000;

export interface SnapshotChunks {
  readonly chunks: readonly Uint8Array[];
  readonly sha256: string;
  readonly sizeBytes: number;
}

/**
 * Plain data as bytes. V8's structured clone format: exact for every number (NaN, -0 and infinities too, which JSON
 * loses), compact for columns of numbers, and readable by later versions of Node.
 */
export async function snapshotChunks(snapshot: unknown): Promise<SnapshotChunks> {
  const bytes = await packed(serialize(snapshot), { level, chunkSize });
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    chunks.push(bytes.subarray(from, from + chunkBytes));
  }
  return { chunks, sha256: digestOf(bytes), sizeBytes: bytes.length };
}

/** Null where the chunks are not those of which the digest was taken, or were written by a Node that is too new for this. */
export async function snapshotOf(chunks: readonly Uint8Array[], sha256: string): Promise<unknown> {
  const bytes = Buffer.concat(chunks);
  if (digestOf(bytes) !== sha256) return null;
  try {
    return deserialize(await unpacked(bytes, { chunkSize })) as unknown;
  } catch {
    return null;
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
