import { deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { compressFrameSync } from "lz4-napi";
import { compressSync } from "snappy";
import { describe, expect, test } from "vitest";
import { decompress } from "../../../src/kafka/decode/codecs.ts";

/** As snappy-java writes: a marker, two version numbers, then blocks behind their sizes. */
function javaSnappy(plain: Buffer, blockBytes: number): Buffer {
  const header = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00, 0, 0, 0, 1, 0, 0, 0, 1]);
  const parts: Buffer[] = [header];
  for (let at = 0; at < plain.length; at += blockBytes) {
    const block = compressSync(plain.subarray(at, at + blockBytes));
    const size = Buffer.alloc(4);
    size.writeInt32BE(block.length);
    parts.push(size, block);
  }
  return Buffer.concat(parts);
}

const codecs = [
  { name: "gzip", number: 1, pack: (plain: Buffer) => gzipSync(plain) },
  { name: "snappy", number: 2, pack: (plain: Buffer) => compressSync(plain) },
  { name: "snappy in Java's framing", number: 2, pack: (plain: Buffer) => javaSnappy(plain, 1024) },
  { name: "lz4", number: 3, pack: (plain: Buffer) => compressFrameSync(plain) },
  {
    name: "lz4 with checksums",
    number: 3,
    pack: (plain: Buffer) => compressFrameSync(plain, { contentChecksum: true, blockChecksums: true }),
  },
  { name: "zstd", number: 4, pack: (plain: Buffer) => zstdCompressSync(plain) },
] as const;

const limit = 1024 * 1024;

/** Java's framing may end behind any block: that records are missing then shows when they are counted. */
function sizeOrNothing(codec: number, bytes: Buffer): number {
  try {
    return decompress(codec, bytes, limit).length;
  } catch {
    return 0;
  }
}

describe.each(codecs)("$name", ({ number, pack }) => {
  test("unpacks to what was packed", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 3000 }), (bytes) => {
        const plain = Buffer.from(bytes);
        expect(decompress(number, pack(plain), limit).equals(plain)).toBe(true);
      }),
      { numRuns: 50 },
    );
    const large = Buffer.from("service error reports ".repeat(20_000));
    expect(decompress(number, pack(large), 8 * limit).equals(large)).toBe(true);
  });

  test("a few kB that would become more than the limit are refused before they do", () => {
    const bomb = pack(Buffer.alloc(16 * limit));
    expect(() => decompress(number, bomb, limit)).toThrow("more than 1048576 bytes (kafka.maxBatchBytes)");
  });

  test("cut off anywhere, it is refused or gives less", () => {
    const plain = Buffer.from("service error reports ".repeat(10));
    const whole = pack(plain);
    for (let length = 1; length < whole.length; length += 1) {
      expect(sizeOrNothing(number, whole.subarray(0, length))).toBeLessThan(plain.length);
    }
  });
});

test("a codec that is not known is refused", () => {
  expect(() => decompress(5, deflateRawSync("x"), limit)).toThrow("codec 5 is not known");
});
