import { zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AbortedTransaction,
  CommittedRecords,
  endOf,
  type Piece,
} from "../../../src/kafka/decode/committed-records.ts";
import { batchOf, marker, packed, type RecordToEncode, values } from "../support/batches.ts";

const place = { topic: "telemetry", partition: 3 };

interface Reading {
  readonly from?: number;
  readonly aborted?: readonly AbortedTransaction[];
}

function pieces(batches: readonly Buffer[], { from = 0, aborted = [] }: Reading = {}): readonly Piece[] {
  const chunk = { place, fetchOffset: from, batches: Buffer.concat(batches), aborted };
  const reader = new CommittedRecords(chunk, 67_108_864);
  const all: Piece[] = [];
  for (let piece = reader.next(); piece !== null; piece = reader.next()) all.push(piece);
  return all;
}

const records = (all: readonly Piece[]) =>
  all.flatMap((piece) => (piece.kind === "records" ? piece.records : []));
const texts = (all: readonly Piece[]) => records(all).map(({ value }) => Buffer.from(value ?? []).toString());

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
const record = fc.record({
  timestampDelta: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc.dictionary(fc.string({ maxLength: 5 }), bytes, { maxKeys: 3 }),
});

describe("CommittedRecords", () => {
  test("what kafkajs encodes is decoded as it was: key, value, headers, offset and time", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 2 ** 50 }),
        async (given, firstOffset) => {
          const sent: readonly RecordToEncode[] = given.map((each, offsetDelta) => ({
            ...each,
            offsetDelta,
          }));
          const firstTimestamp = 1_633_361_940_000;
          const batch = await batchOf(sent, { firstOffset, firstTimestamp });
          const all = pieces([batch], { from: firstOffset });
          expect(records(all)).toEqual(
            sent.map((each) => ({
              ...place,
              offset: firstOffset + each.offsetDelta,
              timestampMs: firstTimestamp + each.timestampDelta,
              key: each.key,
              value: each.value,
              headers: { ...each.headers },
            })),
          );
          expect(all.at(-1)?.nextOffset).toBe(firstOffset + sent.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("a header that stands several times has all its values in order", async () => {
    const header = [Buffer.from("one"), Buffer.from("two")];
    const [sent] = values("x");
    const batch = await batchOf([{ ...(sent as RecordToEncode), headers: { h: header } }], {
      firstOffset: 0,
    });
    expect(records(pieces([batch]))[0]?.headers).toEqual({ h: header });
  });

  test("records before the asked offset, which stand in the same batch, are not given", async () => {
    const all = pieces([await batchOf(values("a", "b", "c"), { firstOffset: 10 })], { from: 12 });
    expect(texts(all)).toEqual(["c"]);
    expect(all.at(-1)?.nextOffset).toBe(13);
  });

  test("a batch that is cut off at the end of the answer is left for the next", async () => {
    const [whole, cut] = [
      await batchOf(values("a"), { firstOffset: 0 }),
      await batchOf(values("b"), { firstOffset: 1 }),
    ];
    for (let length = 0; length < cut.length; length += 1) {
      const batches = [whole, cut.subarray(0, length)];
      expect(texts(pieces(batches))).toEqual(["a"]);
      expect(endOf(Buffer.concat(batches), 0).offset).toBe(1);
    }
  });

  test("aborted transactions of two producers that overlap are not given, in whatever order they are listed", async () => {
    const batches = [
      await batchOf(values("a1"), { firstOffset: 0, producerId: 1, transactional: true }),
      await batchOf(values("b1"), { firstOffset: 1, producerId: 2, transactional: true }),
      await batchOf(values("plain"), { firstOffset: 2 }),
      await batchOf(values("a2"), { firstOffset: 3, producerId: 1, transactional: true }),
      await marker("abort", { firstOffset: 4, producerId: 2 }),
      await batchOf(values("b kept"), { firstOffset: 5, producerId: 2, transactional: true }),
      await marker("abort", { firstOffset: 6, producerId: 1 }),
      await marker("commit", { firstOffset: 7, producerId: 2 }),
      await batchOf(values("a kept"), { firstOffset: 8, producerId: 1, transactional: true }),
      await marker("commit", { firstOffset: 9, producerId: 1 }),
    ];
    // As the broker lists them: by where they ended.
    const aborted = [
      { producerId: 2, firstOffset: 1 },
      { producerId: 1, firstOffset: 0 },
    ];
    for (const listed of [aborted, [...aborted].reverse()]) {
      const all = pieces(batches, { aborted: listed });
      expect(texts(all)).toEqual(["plain", "b kept", "a kept"]);
      expect(all.at(-1)?.nextOffset).toBe(10);
    }
  });

  test("a producer that aborts twice and commits in between is seen once", async () => {
    const producerId = 7;
    const batches = [
      await batchOf(values("x"), { firstOffset: 0, producerId, transactional: true }),
      await marker("abort", { firstOffset: 1, producerId }),
      await batchOf(values("kept"), { firstOffset: 2, producerId, transactional: true }),
      await marker("commit", { firstOffset: 3, producerId }),
      await batchOf(values("y"), { firstOffset: 4, producerId, transactional: true }),
      await marker("abort", { firstOffset: 5, producerId }),
    ];
    const aborted = [
      { producerId, firstOffset: 0 },
      { producerId, firstOffset: 4 },
    ];
    expect(texts(pieces(batches, { aborted }))).toEqual(["kept"]);
  });

  test("where only markers were passed, a piece without records says how far", async () => {
    const batches = [await marker("commit", { firstOffset: 5, producerId: 1 })];
    expect(pieces(batches, { from: 5 })).toEqual([{ kind: "records", records: [], nextOffset: 6 }]);
  });

  test("a user's record that has the key of an abort marker is a record", async () => {
    const key = Buffer.from([0, 0, 0, 0]);
    const sent = { offsetDelta: 0, timestampDelta: 0, key, value: Buffer.from("v"), headers: {} };
    expect(texts(pieces([await batchOf([sent], { firstOffset: 0 })]))).toEqual(["v"]);
  });

  test("a batch that cannot be decoded is told with its offsets, and its neighbours come", async () => {
    const broken = packed(await batchOf(values("x", "y"), { firstOffset: 2 }), 1, () =>
      Buffer.from("no gzip"),
    );
    const all = pieces([
      await batchOf(values("a", "b"), { firstOffset: 0 }),
      broken,
      await batchOf(values("c"), { firstOffset: 4 }),
    ]);
    expect(all.map(({ kind, nextOffset }) => [kind, nextOffset])).toEqual([
      ["records", 2],
      ["undecodable", 4],
      ["records", 5],
    ]);
    expect(all[1]).toMatchObject({ firstOffset: 2, reason: "incorrect header check" });
    expect(texts(all)).toEqual(["a", "b", "c"]);
  });

  test("whatever stands in place of the records, reading goes on behind the batch", async () => {
    const sound = await batchOf(values("a", "b", "c"), { firstOffset: 0 });
    const after = await batchOf(values("after"), { firstOffset: 3 });
    fc.assert(
      fc.property(fc.nat({ max: 7 }), fc.uint8Array({ maxLength: 60 }), (codec, garbage) => {
        const all = pieces([packed(sound, codec, () => Buffer.from(garbage)), after]);
        expect(texts(all).at(-1)).toBe("after");
        expect(all.at(-1)?.nextOffset).toBe(4);
        expect(all[0]?.nextOffset).toBe(all[0]?.kind === "undecodable" ? 3 : 4);
      }),
      { numRuns: 1000 },
    );
  });

  test("a batch of very many records comes in pieces, each of them where it can be gone on from", async () => {
    const many = 25_003;
    const empty = Array.from({ length: many }, (_, offsetDelta) => ({
      ...values("")[0]!,
      offsetDelta,
      value: null,
    }));
    const batches = [
      await batchOf(values("a", "b"), { firstOffset: 5 }),
      packed(await batchOf(empty, { firstOffset: 7 }), 4, zstdCompressSync),
      await batchOf(values("c"), { firstOffset: 7 + many }),
    ];
    const all = pieces(batches);
    const offsets = (given: readonly Piece[]) => records(given).map(({ offset }) => offset);
    expect(offsets(all)).toEqual(Array.from({ length: many + 3 }, (_, at) => at + 5));
    for (const piece of all) {
      if (piece.kind !== "records") throw new Error(piece.reason);
      expect(piece.records.length).toBeLessThanOrEqual(10_000);
      expect(piece.nextOffset).toBe(piece.records.at(-1)!.offset + 1);
      expect(offsets(pieces(batches, { from: piece.nextOffset }))).toEqual(
        offsets(all).filter((offset) => offset >= piece.nextOffset),
      );
    }
    expect(all.length).toBeGreaterThan(2);
  });

  test("of a batch of very many records none is given where one of them is damaged", async () => {
    const many = 12_000;
    const sent = Array.from({ length: many }, (_, offsetDelta) => ({ ...values("x")[0]!, offsetDelta }));
    const damaged = Buffer.from(await batchOf(sent, { firstOffset: 0 }));
    damaged[damaged.length - 1]! ^= 0xff;
    const all = pieces([damaged, await batchOf(values("after"), { firstOffset: many })]);
    expect(all[0]).toMatchObject({ kind: "undecodable", firstOffset: 0, nextOffset: many });
    expect(texts(all)).toEqual(["after"]);
  });

  test("of an aborted batch that cannot be decoded nothing is told", async () => {
    const options = { firstOffset: 0, producerId: 1, transactional: true };
    const broken = packed(await batchOf(values("x"), options), 4, () => Buffer.from("no zstd"));
    const batches = [broken, await marker("abort", { firstOffset: 1, producerId: 1 })];
    expect(pieces(batches, { aborted: [{ producerId: 1, firstOffset: 0 }] })).toEqual([
      { kind: "records", records: [], nextOffset: 2 },
    ]);
  });
});
