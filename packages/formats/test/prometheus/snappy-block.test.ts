import fc from "fast-check";
import snappy from "snappyjs";
import { expect, test } from "vitest";
import { decoderFor } from "@tocsin/formats";
import { isWholeBlock } from "../../src/prometheus/snappy-block.ts";
import { byStatus } from "../support/read-all.ts";

const packed = (bytes: Uint8Array): Uint8Array => snappy.compress(bytes);

/** What repeats is packed as copies, what does not as literals of every size. */
const plain = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.constantFrom(1, 1, 2, 40, 700)), {
    maxLength: 6,
  })
  .map((parts) =>
    Uint8Array.from(
      parts.flatMap(([bytes, times]) => Array.from({ length: times }, () => [...bytes]).flat()),
    ),
  );

test("every block that is packed is a whole one", () => {
  fc.assert(
    fc.property(plain, (bytes) => {
      expect(isWholeBlock(packed(bytes))).toBe(true);
    }),
  );
  expect(isWholeBlock(packed(new Uint8Array(200_000).map((_, at) => (at * at) >>> 7)))).toBe(true);
});

test("a block that was cut off, or lengthened, is none", () => {
  fc.assert(
    fc.property(plain, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 9 }), (bytes, cut, more) => {
      const block = packed(bytes);
      expect(isWholeBlock(block.subarray(0, cut % block.length))).toBe(false);
      expect(isWholeBlock(Uint8Array.from([...block, ...more]))).toBe(false);
    }),
  );
});

test("whatever is taken for a whole block is unpacked to as many bytes as it says, or refused, and never for ever", () => {
  const tag = fc.oneof(fc.constantFrom(240, 244, 248, 252, 1, 2, 3), fc.nat(255));
  const block = fc
    .tuple(fc.nat(127), fc.array(fc.tuple(tag, fc.uint8Array({ maxLength: 6 })), { maxLength: 8 }))
    .map(([told, elements]) =>
      Uint8Array.from([told, ...elements.flatMap(([first, rest]) => [first, ...rest])]),
    );
  fc.assert(
    fc.property(block, (bytes) => {
      if (!isWholeBlock(bytes)) return;
      try {
        expect(snappy.uncompress(bytes, 128)).toHaveLength(bytes[0]!);
      } catch (error) {
        expect(error).toMatchObject({ message: expect.stringMatching(/snappy|Snappy/) as string });
      }
    }),
    { numRuns: 20_000 },
  );
});

/** The length of a literal as four bytes; from 2^31 on it is below zero for who reads it with a sign. */
const longLiterals = fc
  .tuple(
    fc.nat(127),
    fc.uint8Array({ minLength: 3, maxLength: 3 }),
    fc.integer({ min: 128, max: 255 }),
    fc.nat(3),
  )
  .map(([told, low, high, after]) => Uint8Array.from([told, 252, ...low, high, ...new Uint8Array(after)]));

test("no literal leads the reading backward, and a message of one is refused, or no format", () => {
  const first = Uint8Array.from([26, 252, 234, 56, 105, 213, 29, 80]);
  fc.assert(
    fc.property(longLiterals, (bytes) => {
      const asWritten = decoderFor("remote-write", byStatus).take(bytes);
      expect(asWritten.refused.map(({ code }) => code)).toEqual(["format-unreadable"]);
      expect(decoderFor("auto", byStatus).take(bytes).format).not.toBe("remote-write");
    }),
    { examples: [[first]] },
  );
});
