import { gzipSync, zstdCompressSync } from "node:zlib";
import { createRequire } from "node:module";
import { batchOf, marker, packed, values } from "../../../packages/adapters/test/kafka/support/batches.ts";
import { decompress, MalformedBytes } from "../../../packages/adapters/src/kafka/decode/codecs.ts";
import {
  CommittedRecords,
  fetchAnswer,
  endOf,
} from "../../../packages/adapters/src/kafka/decode/committed-records.ts";
import type { RandomSource } from "@tocsin/worlds/random";
import { below, type Breed, chance, pick } from "../inputs/breed.ts";
import { breedBytes, joined } from "../inputs/breed-bytes.ts";
import { allFinite, type Parser, promise } from "./parser.ts";

// The codecs are dependencies of the adapters alone.
const ofAdapters = createRequire(new URL("../../../packages/adapters/package.json", import.meta.url));
const { compressFrameSync } = ofAdapters("lz4-napi") as {
  readonly compressFrameSync: (plain: Buffer) => Buffer;
};
const { compressSync } = ofAdapters("snappy") as { readonly compressSync: (plain: Buffer) => Buffer };

/** By Kafka's numbers. */
const packers = [
  (plain: Buffer) => plain,
  (plain: Buffer) => gzipSync(plain, { level: 1 }),
  (plain: Buffer) => compressSync(plain),
  (plain: Buffer) => compressFrameSync(plain),
  (plain: Buffer) => zstdCompressSync(plain),
] as const;

const plainBatches = [
  await batchOf(values("a", "b", "c"), { firstOffset: 5 }),
  await batchOf(
    [
      {
        offsetDelta: 0,
        timestampDelta: -5,
        key: Buffer.from("key"),
        value: null,
        headers: {
          a: Buffer.from("1"),
          b: [Buffer.from("2"), Buffer.from("3")],
          __proto__x: Buffer.alloc(0),
        },
      },
    ],
    { firstOffset: 8, transactional: true, producerId: 7 },
  ),
];
const seeds: readonly Buffer[] = [
  ...plainBatches,
  ...plainBatches.flatMap((batch) =>
    packers.map((pack, codec) => (codec === 0 ? batch : packed(batch, codec, pack))),
  ),
  await marker("abort", { firstOffset: 9, producerId: 7 }),
  await marker("commit", { firstOffset: 9, producerId: 7 }),
];

const headerBytes = 61;
const attributesAt = 21;

/** A batch whose packed part is unpacked, changed and packed again, with a length that fits: what no chance would find. */
const breedBatch: Breed = (parent, other, random) => {
  const batch = Buffer.from(parent);
  if (batch.length < headerBytes) return breedBytes(parent, other, random);
  const header = Buffer.from(batch.subarray(0, headerBytes));
  const records = unpackedRecords(batch, random);
  const changed = Buffer.from(breedBytes(records, recordsOf(other), random)).subarray(0, 65_536);
  if (chance(random, 0.3)) header[below(random, headerBytes)] = below(random, 256);
  const codec = below(random, packers.length);
  header.writeInt16BE((header.readInt16BE(attributesAt) & ~7) | codec, attributesAt);
  header[16] = chance(random, 0.02) ? below(random, 256) : 2;
  const whole = joined(header, packers[codec]!(changed)) as Buffer;
  if (!chance(random, 0.05)) whole.writeInt32BE(whole.length - 12, 8);
  const more = chance(random, 0.2) ? pick(random, seeds) : Buffer.alloc(0);
  return joined(whole, more);
};

function unpackedRecords(batch: Buffer, random: RandomSource): Buffer {
  const end = 12 + batch.readInt32BE(8);
  const records = batch.subarray(headerBytes, end > headerBytes ? end : batch.length);
  if (chance(random, 0.1)) return records;
  try {
    return decompress(batch.readInt16BE(attributesAt) & 7, records, 1_048_576);
  } catch {
    return records;
  }
}

const recordsOf = (bytes: Uint8Array): Uint8Array => bytes.subarray(Math.min(headerBytes, bytes.length));

/** Batches of another length than they say are the broker's fault, and a reader has nothing to go on by. */
function within(read: () => readonly string[]): readonly string[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedBytes) return [];
    throw error;
  }
}

const place = { topic: "t", partition: 0 };

const batches: Parser = {
  name: "record-batches",
  seeds,
  breeds: [breedBatch, breedBatch, breedBytes],
  parse: (input) =>
    within(() => {
      const bytes = Buffer.from(input);
      const { offset: behind } = endOf(bytes, 5);
      const aborted = [{ producerId: 7, firstOffset: 8 }];
      const records = new CommittedRecords({ place, fetchOffset: 5, batches: bytes, aborted }, 16_777_216);
      let pieces = 0;
      for (let piece = records.next(); piece !== null; piece = records.next()) {
        pieces += 1;
        promise(pieces < 100_000, "a chunk has an end");
        promise(piece.nextOffset <= Math.max(behind, 5) || behind <= 5, "no piece ends behind its chunk");
        if (piece.kind === "records")
          for (const { offset, timestampMs } of piece.records) allFinite([offset, timestampMs], "a record");
      }
      return [];
    }),
};

const answer = (batch: Buffer): Buffer => {
  const head = Buffer.alloc(4 + 2 + 4 + 4 + 2 + 1 + 4 + 4 + 2 + 8 * 3 + 4 + 16 + 4 + 4);
  let at = 10;
  at = head.writeInt32BE(1, at);
  at = head.writeInt16BE(1, at);
  at += head.write("t", at);
  at = head.writeInt32BE(1, at);
  at += 4 + 2 + 24;
  at = head.writeInt32BE(1, at);
  at += 16 + 4;
  head.writeInt32BE(batch.length, at);
  return joined(head, batch) as Buffer;
};

const answers: Parser = {
  name: "fetch-answers",
  seeds: seeds.map(answer),
  breeds: [breedBytes],
  parse: (input) =>
    within(() => {
      for (const { partition, highWatermark } of fetchAnswer(Buffer.from(input)).partitions)
        allFinite([partition, highWatermark], "an answer");
      return [];
    }),
};

export const kafkaParsers: readonly Parser[] = [batches, answers];
