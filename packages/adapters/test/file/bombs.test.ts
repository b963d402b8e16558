import process from "node:process";
import { createGzip, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { inflater, type Packing } from "../../src/file/inflater.ts";

const mebibyte = 1_048_576;

/** So much of nothing, packed: a thousandth of it as gzip, and less than that as zstd. */
async function bomb(packing: Packing, mebibytes: number): Promise<Buffer> {
  if (packing === "zstd") return zstdCompressSync(Buffer.alloc(mebibytes * mebibyte));
  const packer = createGzip({ level: 1 });
  for (let at = 0; at < mebibytes; at += 1) packer.write(Buffer.alloc(mebibyte));
  packer.end();
  const pieces: Buffer[] = [];
  for await (const piece of packer) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

describe.each(["gzip", "zstd"] as const)("a %s bomb", (packing) => {
  test("is unpacked no further than it is asked for", async () => {
    const packed = await bomb(packing, 256);
    expect(packed.length).toBeLessThan(2 * mebibyte);
    const unpacker = inflater(packing);
    let [unpackedBytes, largestPiece] = [0, 0];
    for (const pieces of [unpacker.write(packed), unpacker.end()]) {
      for await (const piece of pieces) {
        unpackedBytes += piece.length;
        largestPiece = Math.max(largestPiece, piece.length);
      }
    }
    expect(unpackedBytes).toBe(256 * mebibyte);
    expect(unpacker.failure()).toBeNull();
    expect(largestPiece).toBeLessThanOrEqual(mebibyte);
    unpacker.close();
  });

  test("that nobody reads on from stays packed", async () => {
    const unpacker = inflater(packing);
    const pieces = unpacker.write(await bomb(packing, 256))[Symbol.asyncIterator]();
    await pieces.next();
    const before = process.memoryUsage().arrayBuffers;
    // Long enough for the unpacker to go on by itself, if it did.
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * mebibyte);
    unpacker.close();
  });
});
