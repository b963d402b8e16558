import type { NewLogRecord } from "@tocsin/log";
import fc from "fast-check";
import { CompressionTypes } from "kafkajs";
import { describe, expect, test } from "vitest";
import { messageOf, requestsOf } from "../../../src/kafka/writer/messages.ts";

const ofSize = (bytes: number): NewLogRecord => ({ key: null, value: "x".repeat(bytes) });

describe("requestsOf", () => {
  test("no record is lost, doubled or out of order, and no request is large unless one record is", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 300_000 }), { maxLength: 30 }), (sizes) => {
        const records = sizes.map(ofSize);
        const requests = requestsOf(records);
        expect(requests.flatMap((request) => request.records)).toEqual(records);
        for (const request of requests) {
          const bytes = request.records.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
          expect(bytes <= 512 * 1024 || request.records.length === 1).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("only requests with a large value are compressed", () => {
    const compressions = (records: readonly NewLogRecord[]) =>
      requestsOf(records).map(({ compression }) => compression);
    expect(compressions([ofSize(1000), ofSize(90_000)])).toEqual([CompressionTypes.None]);
    expect(compressions([ofSize(1000), ofSize(101_000)])).toEqual([CompressionTypes.GZIP]);
  });

  test("headers and keys count too", () => {
    const heavy = { key: "k".repeat(300_000), value: null, headers: { h: ["v".repeat(200_000), "w"] } };
    expect(requestsOf([heavy, heavy])).toHaveLength(2);
  });
});

describe("messageOf", () => {
  test("bytes stay bytes, whatever array they came in", () => {
    const bytes = new Uint8Array([9, 0, 255, 7]).subarray(1, 3);
    const message = messageOf({
      key: bytes,
      value: bytes,
      headers: { h: bytes, t: ["a", bytes] },
      timestampMs: 5,
    });
    const buffer = Buffer.from([0, 255]);
    expect(message).toEqual({
      key: buffer,
      value: buffer,
      headers: { h: [buffer], t: [Buffer.from("a"), buffer] },
      timestamp: "5",
    });
  });

  test("null stays null, and the partition is named only where it is given", () => {
    expect(messageOf({ key: null, value: null, timestampMs: 5 }, 3)).toEqual({
      key: null,
      value: null,
      partition: 3,
      timestamp: "5",
    });
  });
});
