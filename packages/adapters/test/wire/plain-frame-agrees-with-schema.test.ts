import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { WindowFrame } from "@tocsin/contracts";
import { expect, test } from "vitest";
import { isPlainFrame } from "../../src/wire/plain-frame.ts";
import { fittingFrame, mutatedFrame } from "../support/arbitrary-frames.ts";
import { sentAsJson } from "../support/sent-as-json.ts";

test("every frame that fits the schema is taken by the quick check", () => {
  fc.assert(
    fc.property(fittingFrame, (made) => {
      const value = sentAsJson(made);
      expect(WindowFrame.parse(value)).toEqual(value);
      expect(isPlainFrame(value)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("of mutated frames the quick check takes those that the schema takes without a change, and no others", () => {
  const met = { taken: 0, refused: 0, stripped: 0 };
  fc.assert(
    fc.property(mutatedFrame, (made) => {
      const value = sentAsJson(made);
      const checked = WindowFrame.safeParse(value);
      const isTaken = checked.success && isDeepStrictEqual(checked.data, value);
      if (isTaken) met.taken += 1;
      else if (checked.success) met.stripped += 1;
      else met.refused += 1;
      expect(isPlainFrame(value)).toBe(isTaken);
    }),
    { numRuns: 2500 },
  );
  expect(Math.min(met.taken, met.refused, met.stripped)).toBeGreaterThan(100);
});
