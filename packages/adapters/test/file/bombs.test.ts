import process from "node:process";
import { createGzip, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { inflater, type Packing } from "../../src/file/inflater.ts";
import { keyAndHeaders } from "../../src/file/key-and-headers.ts";
import { parseLine } from "../../src/file/parse-line.ts";

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

describe("a line", () => {
  const place = { file: "f", line: 1 };
  const lineWith = (rest: string): string =>
    `{"topic":"telemetry.error-rate.v1","partition":0,"offset":1,"ts":1633362000000,${rest}}`;
  const nested = (levels: number): string => lineWith(`"payload":${"[".repeat(levels)}${"]".repeat(levels)}`);

  test("whose payload is nested without end is refused, and the rest is read on", () => {
    for (const levels of [101, 5000, 500_000]) {
      expect(parseLine(nested(levels), place)).toMatchObject({
        kind: "rejected",
        code: "line-schema",
        reason: "payload: is nested more than 100 levels deep",
      });
    }
    expect(parseLine(nested(100), place)).toMatchObject({ kind: "message" });
  });

  test("with two hundred thousand headers of one name is read in the time of its length", () => {
    const headers = JSON.stringify(Array.from({ length: 200_000 }, () => ["a", "b"]).flat());
    const item = parseLine(lineWith(`"headers":${headers},"payload":"x"`), place);
    if (item?.kind !== "message") throw new Error("the line was not read");
    const before = process.cpuUsage();
    expect(keyAndHeaders(item).headers["a"]).toHaveLength(200_000);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(5);
  });
});
