import fc from "fast-check";
import { RecordingHeader } from "@tocsin/contracts";
import type { LogRecord } from "@tocsin/log";
import { expect, test } from "vitest";
import { keyAndHeaders, recordingHeader, recordingLine } from "../../src/file/index.ts";
import { parseLine } from "../../src/file/parse-line.ts";

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.string({ unit: "binary" }).map((text) => new Uint8Array(Buffer.from(text))),
);
const record: fc.Arbitrary<LogRecord> = fc.record({
  topic: fc.constantFrom("telemetry.error-rate.v1", "a"),
  partition: fc.nat(100),
  offset: fc.nat(2 ** 40),
  timestampMs: fc.nat(2 ** 42),
  key: fc.option(bytes, { nil: null }),
  value: fc.option(bytes, { nil: null }),
  headers: fc.dictionary(
    fc.string({ minLength: 1 }).filter((name) => name !== "__proto__"),
    fc.string().map((text) => new Uint8Array(Buffer.from(text))),
    { maxKeys: 3 },
  ),
});

const asBytes = (part: Uint8Array | string | null): readonly number[] | null =>
  part === null ? null : [...Buffer.from(part)];

test("what is recorded is read again, bit for bit, whatever bytes keys and values hold", () => {
  fc.assert(
    fc.property(record, (made) => {
      const item = parseLine(recordingLine(made), { file: "a.jsonl", line: 1 });
      if (item?.kind !== "message") throw new Error(`not a message: ${JSON.stringify(item)}`);
      const { key, headers } = keyAndHeaders(item);
      expect([item.topic, item.partition, item.offset, item.arrivalMs]).toEqual([
        made.topic,
        made.partition,
        made.offset,
        made.timestampMs,
      ]);
      expect(asBytes(item.payload)).toEqual(asBytes(made.value));
      expect(asBytes(key)).toEqual(asBytes(made.key));
      expect(headers).toEqual(
        Object.fromEntries(
          Object.entries(made.headers).map(([name, value]) => [
            name,
            [Buffer.from(value as Uint8Array).toString("utf8")],
          ]),
        ),
      );
    }),
  );
});

test("a line is what kcat prints, in its order", () => {
  const line = recordingLine({
    topic: "t",
    partition: 1,
    offset: 7,
    timestampMs: 1_633_361_940_000,
    key: Buffer.from("chat"),
    value: Buffer.from("{}"),
    headers: { a: Buffer.from("1"), b: [Buffer.from("2"), Buffer.from("3")] },
  });
  expect(line).toBe(
    '{"topic":"t","partition":1,"offset":7,"tstype":"create","ts":1633361940000,"headers":["a","1","b","2","b","3"],"key":"chat","payload":"{}"}',
  );
});

test("the header is one", () => {
  expect(RecordingHeader.safeParse(JSON.parse(recordingHeader({ name: "x" }))).success).toBe(true);
});

test("a line counts whatever its headers and key are, and its headers are those with a name", () => {
  const line = { topic: "t", partition: 0, offset: 1, ts: 5, payload: "{}" };
  const odd = [
    { headers: ["trace-id", null, "origin", "edge", 5, "x", "left"], key: 5 },
    { headers: { origin: "edge" }, key: ["a"] },
    { headers: null, key: null, broker: "b", tstype: null, keyBase64: 1, unknown: [] },
  ];
  const read = odd.map((more) => {
    const item = parseLine(JSON.stringify({ ...line, ...more }), { file: "a.jsonl", line: 1 });
    if (item?.kind !== "message") throw new Error(`not a message: ${JSON.stringify(item)}`);
    return keyAndHeaders(item);
  });
  expect(read).toEqual([
    { key: null, headers: { "trace-id": [""], origin: ["edge"] } },
    { key: null, headers: {} },
    { key: null, headers: {} },
  ]);
});
