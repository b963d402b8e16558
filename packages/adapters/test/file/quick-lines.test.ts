import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { copyOf, type RecordingItem } from "../../src/file/index.ts";
import { lineReader } from "../../src/file/line-reader.ts";
import { parseLine } from "../../src/file/parse-line.ts";
import { quickLines } from "../../src/file/quick/quick-lines.ts";
import { decodeTelemetry, telemetryDecoder } from "../../src/wire/index.ts";

const file = "a.jsonl";

const plain = (item: RecordingItem | null): RecordingItem | null =>
  item?.kind === "message" ? copyOf(item) : item;

const itemsIn = (bytes: Uint8Array): readonly RecordingItem[] => {
  const reader = lineReader({ file, shape: "lines", firstLine: 1, isWhole: false });
  reader.push(bytes);
  return reader.take();
};

const text = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom("whatsapp", "a b", "чат", 'quoted "so"', "back\\slash", "two\nlines"),
  },
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.constantFrom(
    "",
    "x".repeat(249),
    "x".repeat(250),
    'a"b\\c\n\t\u0001',
    "\ud800",
    "чат",
    "\ufffd",
    "\u007f",
  ),
);
const whole = fc.oneof(
  { weight: 8, arbitrary: fc.nat(1e6) },
  fc.constantFrom(0, 2 ** 53 - 1, 1_633_362_060_123, 8.64e15, 8.64e15 + 1),
);
const value = fc.oneof(
  text,
  fc.constant(null),
  fc
    .record({
      service: text,
      ts: whole,
      intervalMs: fc.constant(60_000),
      requests: whole,
      errors: fc.nat(10),
    })
    .map((made) => JSON.stringify(made)),
);

/** Lines as kcat and `tocsin record` print them, all their parts or some. */
const usual: fc.Arbitrary<Record<string, unknown>> = fc
  .record(
    {
      topic: fc.oneof({ weight: 6, arbitrary: fc.constant("telemetry.error-rate.v1") }, text),
      partition: whole,
      offset: whole,
      tstype: fc.constantFrom("create", "logappend", "unknown"),
      ts: whole,
      broker: fc.nat(5),
      headers: fc.array(fc.option(text, { nil: null }), { maxLength: 3 }),
      key: fc.option(text, { nil: null }),
      payload: value,
    },
    { requiredKeys: ["topic", "partition", "offset", "ts"] },
  )
  .map(({ topic, partition, offset, tstype, ts, broker, headers, key, payload }) => ({
    topic,
    partition,
    offset,
    tstype,
    ts,
    broker,
    headers,
    key,
    payload,
  }));

const odd = fc.oneof(
  fc.constantFrom<unknown>(true, -1, 0.5, "1", 2 ** 53, [], {}, "W3siYSI6MX1d"),
  fc.jsonValue(),
);
const changed = fc
  .tuple(
    usual,
    fc.array(
      fc.tuple(
        fc.constantFrom(
          "topic",
          "partition",
          "offset",
          "tstype",
          "ts",
          "headers",
          "payload",
          "payloadBase64",
          "x",
        ),
        odd,
      ),
      { maxLength: 2 },
    ),
  )
  .map(([line, changes]): Record<string, unknown> => ({ ...line, ...Object.fromEntries(changes) }));

/** Bytes of a line, some of them damaged; never a line feed, which would make two lines of one. */
const bytesOf = (line: fc.Arbitrary<Record<string, unknown>>): fc.Arbitrary<Buffer> =>
  fc
    .tuple(
      line,
      fc.array(fc.tuple(fc.nat(500), fc.integer({ min: 0, max: 255 })), { maxLength: 2 }),
      fc.boolean(),
    )
    .map(([made, flips, isDamaged]) => {
      const bytes = Buffer.from(JSON.stringify(made));
      if (isDamaged) for (const [at, byte] of flips) bytes[at % bytes.length] = byte === 10 ? 13 : byte;
      return bytes;
    });

describe("a line that is read from its bytes", () => {
  test("gives what parsing it gives: the same message, or nothing where it is written otherwise", () => {
    const quick = quickLines();
    let taken = 0;
    fc.assert(
      fc.property(bytesOf(fc.oneof(usual, changed)), (line) => {
        const bytes = Buffer.concat([Buffer.from("before\n"), line, Buffer.from('\n{"topic":"behind')]);
        const read = quick.read(bytes, 7, { file, line: 3 });
        if (read === null) return;
        taken += 1;
        expect(copyOf(read)).toEqual(parseLine(line.toString("utf8"), { file, line: 3 }));
        expect(quick.endOfLine()).toBe(7 + line.length);
      }),
      { numRuns: 5000 },
    );
    expect(taken).toBeGreaterThan(400);
  });

  test("whatever is done to lines, the reader gives what parsing each of them gives", () => {
    fc.assert(
      fc.property(fc.array(bytesOf(fc.oneof(usual, changed)), { minLength: 1, maxLength: 6 }), (lines) => {
        const whole = Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")]));
        // Of what is no UTF-8 no line is read from bytes.
        const expected = lines.map((line, at) => parseLine(line.toString("utf8"), { file, line: at + 1 }));
        const found = itemsIn(whole).map(plain);
        if (lines.every((line) => !line.toString("utf8").includes("\ufffd")))
          expect(found).toEqual(expected.filter((item) => item !== null));
        expect(found.length).toBe(expected.filter((item) => item !== null).length);
      }),
      { numRuns: 1000 },
    );
  });

  test("decodes as its text does", () => {
    const decode = telemetryDecoder();
    fc.assert(
      fc.property(bytesOf(usual), (line) => {
        for (const item of itemsIn(Buffer.concat([line, Buffer.from("\n")]))) {
          if (item.kind !== "message") continue;
          const decoded = decode("error-rate", item.inLine ?? item.payload, item.arrivalMs);
          expect(decoded).toEqual(decodeTelemetry("error-rate", item.payload, item.arrivalMs));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

test("a message outlives the bytes of its piece, and is whole where its line lay in two", () => {
  const lineOf = (at: number): string =>
    `${JSON.stringify({ topic: "t", partition: 0, offset: at, tstype: "create", ts: at, payload: `v${at}` })}\n`;
  const bytes = Buffer.from([1, 2, 3, 4].map(lineOf).join(""));
  const reader = lineReader({ file, shape: "lines", firstLine: 1, isWhole: true });
  const piece = Buffer.alloc(100);
  for (let from = 0; from < bytes.length; from += piece.length) {
    bytes.copy(piece, 0, from);
    reader.push(piece.subarray(0, Math.min(piece.length, bytes.length - from)));
    piece.fill(0x20);
  }
  const items = reader.take();
  expect(items.map((item) => (item.kind === "message" ? [item.payload, item.line] : item))).toEqual([
    ["v1", 1],
    ["v2", 2],
    ["v3", 3],
    ["v4", 4],
  ]);
});
