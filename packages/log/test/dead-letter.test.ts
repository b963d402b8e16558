import type { LogRecord } from "../src/index.ts";
import { expect, test } from "vitest";
import { deadLetter, undecodableLetter } from "../src/dead-letter.ts";

const record = (value: Uint8Array | null): LogRecord => ({
  topic: "telemetry.error-rate.v1",
  partition: 3,
  offset: 17,
  timestampMs: 1_633_361_940_000,
  key: Buffer.from("chat"),
  value,
  headers: { trace: Buffer.from("a"), tocsin_code: Buffer.from("a producer's own") },
});
const why = { code: "value-schema", reason: "requests: expected a number" } as const;

test("a dead letter is the message as it came, and says why and where it stood", () => {
  const letter = deadLetter(record(Buffer.from("{}")), why, false);
  expect(letter.key).toEqual(Buffer.from("chat"));
  expect(letter.value).toEqual(Buffer.from("{}"));
  expect(letter.headers).toEqual({
    trace: Buffer.from("a"),
    tocsin_code: "value-schema",
    tocsin_reason: "requests: expected a number",
    tocsin_topic: "telemetry.error-rate.v1",
    tocsin_partition: "3",
    tocsin_offset: "17",
    tocsin_timestamp: "1633361940000",
  });
});

test("where the topic has refused large letters they go without their value, and say how large it was", () => {
  const large = record(Buffer.alloc(600_000));
  expect(deadLetter(large, why, false).value).toHaveLength(600_000);
  const tight = deadLetter(large, why, true);
  expect(tight.value).toBeNull();
  expect(tight.headers?.["tocsin_value_bytes"]).toBe("600000");
  expect(deadLetter(record(Buffer.from("{}")), why, true).value).toEqual(Buffer.from("{}"));
});

test("a long reason is cut", () => {
  const letter = deadLetter(record(null), { ...why, reason: "x".repeat(5000) }, false);
  expect(letter.headers?.["tocsin_reason"]).toHaveLength(1000);
});

test("of a batch that cannot be decoded the range of offsets is kept", () => {
  const place = { topic: "telemetry.report-volume.v1", partition: 0 };
  const reason = "snappy: corrupt input";
  const letter = undecodableLetter({ kind: "undecodable", place, firstOffset: 5, nextOffset: 12, reason });
  expect(letter).toMatchObject({
    key: null,
    value: null,
    headers: { tocsin_code: "batch-undecodable", tocsin_offset: "5", tocsin_last_offset: "11" },
  });
});
