import fc from "fast-check";
import { RecordingLine } from "@tocsin/contracts";
import { expect, test } from "vitest";
import { isPlainLine } from "../../src/file/plain-line.ts";

const text = fc.oneof(fc.string(), fc.constantFrom("", "x".repeat(249), "x".repeat(250), "\ud800"));
const odd = fc.oneof(
  fc.constantFrom(null, true, "1", -1, 0.5, 2 ** 53, 8.64e15, 8.64e15 + 1, [], ["a"], [1], {}),
  fc.jsonValue(),
);
const whole = fc.nat(1e6);

/** Lines with all sorts of fields, good and odd ones. */
const line = fc
  .tuple(
    fc.record(
      {
        topic: text,
        partition: whole,
        offset: whole,
        ts: whole,
        payload: fc.option(text, { nil: null }),
        tstype: fc.constantFrom("create", "logappend", "unknown"),
        broker: fc.integer(),
        key: fc.option(text, { nil: null }),
        headers: fc.array(text, { maxLength: 2 }),
      },
      { requiredKeys: ["topic", "partition", "offset", "ts", "payload"] },
    ),
    fc.array(
      fc.tuple(
        fc.constantFrom(
          "topic",
          "partition",
          "offset",
          "ts",
          "payload",
          "tstype",
          "broker",
          "key",
          "headers",
          "keyBase64",
          "extra",
        ),
        odd,
      ),
      { maxLength: 2 },
    ),
  )
  .map(([good, changes]): Record<string, unknown> => ({ ...good, ...Object.fromEntries(changes) }));

test("the quick check of a line takes exactly the lines with text or nothing as value that fit the schema", () => {
  let accepted = 0;
  let refused = 0;
  fc.assert(
    fc.property(line, (made) => {
      const value = JSON.parse(JSON.stringify(made)) as Record<string, unknown>;
      const isText = value["payload"] !== undefined;
      const fits = RecordingLine.safeParse(value).success && isText;
      if (fits) accepted += 1;
      else refused += 1;
      expect(isPlainLine(value)).toBe(fits);
    }),
    { numRuns: 3000 },
  );
  expect(Math.min(accepted, refused)).toBeGreaterThan(500);
});

test("what is no object is no line", () => {
  for (const value of [null, 1, "x", [], undefined]) expect(isPlainLine(value)).toBe(false);
});
