import fc from "fast-check";
import { DeliveryLatencyTelemetry, ErrorRateTelemetry, ReportVolumeTelemetry } from "@tocsin/contracts";
import type { Reading, Stream } from "@tocsin/core";
import { describe, expect, test } from "vitest";
import { fastReading } from "../../src/wire/fast-reading.ts";
import { readingBySchema } from "../../src/wire/schema-reading.ts";
import { fittingValue, mutatedValue, streams } from "../support/arbitrary-telemetry.ts";
import { sentAsJson } from "../support/sent-as-json.ts";

const schemas = {
  "error-rate": ErrorRateTelemetry,
  "delivery-latency": DeliveryLatencyTelemetry,
  "report-volume": ReportVolumeTelemetry,
};

/** The schema's word alone, and its parsed value as a reading; null also where it counts without a field. */
function bySchema(stream: Stream, value: Record<string, unknown>): Reading | null {
  const verdict = readingBySchema(stream, value);
  const isWhole = verdict.kind === "reading" && verdict.dropped.length === 0;
  expect(isWhole).toBe(schemas[stream].safeParse(value).success);
  return isWhole ? verdict.reading : null;
}

/** More digits of a second than the quick reader takes, or a leap second; the schema decides on those. */
function isLeftToSchema(value: Record<string, unknown>): boolean {
  return typeof value["ts"] === "string" && /\.\d{10}|:60[.Z+-]/.test(value["ts"]);
}

describe.each(streams)("%s", (stream) => {
  test("what fits the schema is taken by the quick check, with the same reading", () => {
    fc.assert(
      fc.property(fittingValue(stream), (made) => {
        const value = sentAsJson(made);
        const expected = bySchema(stream, value);
        expect(expected).not.toBeNull();
        expect(fastReading(stream, value)).toEqual(isLeftToSchema(value) ? null : expected);
      }),
      { numRuns: 500 },
    );
  });

  test("of mutated values the quick check and the schema accept the same ones, with equal readings", () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(mutatedValue(stream), (made) => {
        const value = sentAsJson(made);
        const expected = bySchema(stream, value);
        if (expected === null) refused += 1;
        else accepted += 1;
        expect(fastReading(stream, value)).toEqual(isLeftToSchema(value) ? null : expected);
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(accepted, refused)).toBeGreaterThan(300);
  });
});
