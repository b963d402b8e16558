import fc from "fast-check";
import { expect, test } from "vitest";
import { seenOffsets } from "../../src/file/order/seen-offsets.ts";

test("what was seen is told as a set would tell it", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { maxLength: 200 }), (offsets) => {
      const seen = seenOffsets();
      const set = new Set<number>();
      for (const offset of offsets) {
        expect(seen.add(offset)).toBe(set.has(offset));
        set.add(offset);
      }
    }),
  );
});

test("of very many gaps the oldest are forgotten, and no seen offset ever is", () => {
  const seen = seenOffsets();
  const offsets = Array.from({ length: 5000 }, (_, at) => at * 2);
  for (const offset of offsets) expect(seen.add(offset)).toBe(false);
  for (const offset of offsets) expect(seen.add(offset)).toBe(true);
  expect(seen.add(1)).toBe(true);
  expect(seen.add(9997)).toBe(false);
});
