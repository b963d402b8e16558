import process from "node:process";
import { zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { CommittedRecords, type Piece } from "../../../src/kafka/decode/committed-records.ts";
import { batchOf, packed, values } from "../support/batches.ts";

const mebibyte = 1_048_576;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value * 2; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

/** A batch of one record whose headers have no name and no value: two bytes each. */
async function batchWithHeaders(count: number): Promise<Buffer> {
  const batch = await batchOf(values("x"), { firstOffset: 0 });
  const body = Buffer.concat([
    Buffer.from([0, 0, 0, 1, 2, 0x78]),
    varint(count),
    Buffer.alloc(2 * count, Buffer.from([0, 1])),
  ]);
  const records = Buffer.concat([varint(body.length), body]);
  return packed(Buffer.concat([batch.subarray(0, 61), records]), 4, (plain) => zstdCompressSync(plain));
}

const read = (batches: Buffer): Piece | null =>
  new CommittedRecords(
    { place: { topic: "t", partition: 0 }, fetchOffset: 0, batches, aborted: [] },
    67_108_864,
  ).next();

test("a record of a few kB with twenty million headers takes seconds and little memory, and keeps the first hundred", async () => {
  const batch = await batchWithHeaders(20_000_000);
  expect(batch.length).toBeLessThan(mebibyte);
  const before = process.memoryUsage().heapUsed;
  const started = process.cpuUsage();
  const piece = read(batch);
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1e6).toBeLessThan(20);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * mebibyte);
  expect(piece).toMatchObject({ kind: "records", nextOffset: 1 });
  const headers = piece?.kind === "records" ? piece.records[0]?.headers[""] : undefined;
  expect(headers).toHaveLength(100);
});
