import fc from "fast-check";
import type { Reading, Stream } from "../../src/reading/reading.ts";

const optionalName = fc.option(fc.constantFrom("x", "y"), { nil: null });
const count = fc.nat(1000);

/** Who a reading is about: few names, so that identities meet. */
const who = {
  service: fc.constantFrom("a", "b", "c-1", "d.2"),
  operation: optionalName,
  region: optionalName,
  source: optionalName,
};

const counts = fc.tuple(count, count).map((pair) => pair.toSorted((one, other) => one - other));

/**
 * Valid readings of a stream whose intervals begin in [from, to) at a multiple of ten seconds and are shorter, as long
 * or longer than a minute.
 */
export function arbitraryReading(stream: Stream, from: number, to: number): fc.Arbitrary<Reading> {
  const steps = fc.integer({ min: Math.ceil(from / 10_000), max: Math.ceil(to / 10_000) - 1 });
  const common = {
    ...who,
    ts: steps.map((step) => step * 10_000),
    intervalMs: fc.constantFrom(10_000, 30_000, 60_000, 60_000, 180_000),
  };
  if (stream === "error-rate") {
    return fc
      .tuple(fc.record(common), counts)
      .map(([named, [errors = 0, requests = 0]]) => ({ stream, ...named, requests, errors }));
  }
  if (stream === "report-volume") {
    return fc.record({ stream: fc.constant(stream), ...common, reports: count, category: optionalName });
  }
  return fc.record({ stream: fc.constant(stream), ...common, ...delivery });
}

const optionalDuration = fc.option(fc.integer({ min: 1, max: 5000 }), { nil: null });

const delivery = {
  delivered: count,
  undelivered: fc.option(count, { nil: null }),
  oldestUndeliveredMs: optionalDuration,
  p50Ms: fc.constant(null),
  p95Ms: optionalDuration,
  p99Ms: fc.constant(null),
  buckets: fc.constant(null),
};
