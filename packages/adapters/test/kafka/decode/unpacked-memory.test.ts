import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { compressFrameSync } from "lz4-napi";
import { compressSync } from "snappy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { batchOf, packed, values } from "../support/batches.ts";

const limit = 8 * 1_048_576;
/** What a process takes by itself from one file to the next. */
const slackBytes = 12 * 1_048_576;

const codecs = [
  ["gzip", 1, (plain: Buffer) => gzipSync(plain, { level: 1 })],
  ["snappy", 2, (plain: Buffer) => compressSync(plain)],
  ["lz4", 3, (plain: Buffer) => compressFrameSync(plain)],
  ["zstd", 4, (plain: Buffer) => zstdCompressSync(plain)],
] as const;

const folder = mkdtempSync(join(tmpdir(), "tocsin-bombs-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Unpacked {
  readonly kind: string;
  readonly reason: string | null;
  readonly grownBytes: number;
}

/** In a process of its own, whose peak of memory is that of this batch: each with a small batch before it, to be warm. */
function unpack(name: string, batch: Buffer, small: Buffer): Unpacked {
  const files = [small, batch].map((bytes, at) => {
    const file = join(folder, `${name}-${at}`);
    writeFileSync(file, bytes);
    return file;
  });
  const program = fileURLToPath(new URL("unpack-process.ts", import.meta.url));
  const args = ["--conditions=source", "--no-warnings", program, String(limit), ...files];
  const lines = execFileSync(process.execPath, args, { encoding: "utf8" }).trim().split("\n");
  return JSON.parse(lines.at(-1)!) as Unpacked;
}

describe.each(codecs)("a batch by %s", (name, codec, pack) => {
  let batchOfBytes: (bytes: number) => Promise<Buffer>;
  beforeAll(() => {
    batchOfBytes = async (bytes) =>
      packed(await batchOf(values("a".repeat(bytes)), { firstOffset: 0 }), codec, pack);
  });

  test("of sixteen times the limit is refused by name before it takes the memory", async () => {
    const bomb = await batchOfBytes(16 * limit);
    expect(bomb.length).toBeLessThan(limit);
    const { kind, reason, grownBytes } = unpack(name, bomb, await batchOfBytes(1000));
    expect([kind, reason]).toEqual(["undecodable", expect.stringContaining("kafka.maxBatchBytes")]);
    expect(grownBytes).toBeLessThan(2 * limit + slackBytes);
  });

  test("within the limit takes twice of it at most", async () => {
    const { kind, grownBytes } = unpack(name, await batchOfBytes(limit / 2), await batchOfBytes(1000));
    expect(kind).toBe("records");
    expect(grownBytes).toBeLessThan(2 * limit + slackBytes);
  });
});
