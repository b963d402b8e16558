import fc from "fast-check";
import { expect, test } from "vitest";
import { identityKey, sameValues } from "../../src/reading/identity.ts";
import type { Reading } from "../../src/reading/reading.ts";
import { readingOf } from "../../src/reading/reading-of.ts";
import { arbitraryReading } from "../support/arbitrary-readings.ts";

const span = { windowStart: 60_000, windowMs: 60_000 };

/** The identity as the interface describes it, spelled out. */
function spelledOut(reading: Reading): string {
  const { service, operation, region, source, ts, intervalMs } = reading;
  const category = reading.stream === "report-volume" ? reading.category : null;
  return JSON.stringify([service, operation, region, source, category, ts, intervalMs]);
}

/** Takes each part of who and when from one reading or the other, so that equal identities are common. */
function mixed(one: Reading, other: Reading, fromOther: number): Reading {
  const parts = ["service", "operation", "region", "source", "ts", "intervalMs", "category"] as const;
  const entries = parts.map((part, at) => [
    part,
    ((fromOther >> at) & 1) === 1 ? take(other, part) : take(one, part),
  ]);
  return { ...other, ...Object.fromEntries(entries) } as Reading;
}

function take(reading: Reading, part: string): unknown {
  return (reading as unknown as Readonly<Record<string, unknown>>)[part];
}

test("two readings of one topic have one key exactly when their identities are equal", () => {
  const reading = arbitraryReading("report-volume", 60_000, 120_000);
  let equal = 0;
  fc.assert(
    fc.property(
      reading,
      reading,
      fc.constantFrom(0, 1, 2, 4, 8, 16, 32, 64, 127),
      (one, drawn, fromOther) => {
        const other = mixed(one, drawn, fromOther);
        const same = spelledOut(one) === spelledOut(other);
        if (same) equal += 1;
        expect(identityKey(one, span) === identityKey(other, span)).toBe(same);
      },
    ),
    { numRuns: 2000 },
  );
  expect(equal).toBeGreaterThan(200);
});

test("names made of digits cannot pass for times", () => {
  const base = { stream: "report-volume", service: "a", reports: 1, intervalMs: 60_000 } as const;
  const named = readingOf({ ...base, operation: "x", source: "120000", category: "5", ts: 60_000 });
  const timed = readingOf({ ...base, source: "x", ts: 120_000, intervalMs: 5 });
  expect(identityKey(named, span)).not.toBe(identityKey(timed, span));
});

test("values are the same when every one of them is, names and times apart", () => {
  const reading = fc.oneof(
    arbitraryReading("error-rate", 60_000, 120_000),
    arbitraryReading("delivery-latency", 60_000, 120_000),
    arbitraryReading("report-volume", 60_000, 120_000),
  );
  fc.assert(
    fc.property(reading, reading, (one, other) => {
      expect(sameValues(one, { ...one })).toBe(true);
      const { service, operation, region, source, ts, intervalMs } = one;
      const disguised = { ...other, service, operation, region, source, ts, intervalMs };
      expect(sameValues(one, other)).toBe(JSON.stringify(sorted(one)) === JSON.stringify(sorted(disguised)));
    }),
  );
});

function sorted(reading: Reading): unknown {
  return Object.entries(reading).sort(([one], [other]) => (one < other ? -1 : 1));
}

test("histograms are compared number by number", () => {
  const base = readingOf({
    stream: "delivery-latency",
    service: "a",
    ts: 60_000,
    intervalMs: 60_000,
    delivered: 10,
    buckets: [100, 5, 200, 10],
  });
  expect(sameValues(base, { ...base, buckets: [100, 5, 200, 10] })).toBe(true);
  expect(sameValues(base, { ...base, buckets: [100, 5, 200, 9] })).toBe(false);
  expect(sameValues(base, { ...base, buckets: [100, 5] })).toBe(false);
  expect(sameValues(base, { ...base, buckets: null })).toBe(false);
});
