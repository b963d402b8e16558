import fc from "fast-check";
import { type Field, valuesOf } from "../../src/reading/fields.ts";
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
  const all = { stream: fc.constant(stream), ...common, ...valuesOfStream(stream) };
  return fc.record(all).map((made) => ({ ...made, ...possible(made) }) as Reading);
}

/** Of each kind of value, so that a field which is added is drawn too. */
const drawn: Readonly<Record<Field["holds"], fc.Arbitrary<unknown>>> = {
  name: fc.constantFrom("x", "y"),
  time: fc.nat(),
  interval: fc.nat(),
  count,
  duration: fc.integer({ min: 1, max: 5000 }),
  histogram: fc.constant(null),
};

function valuesOfStream(stream: Stream): Readonly<Record<string, fc.Arbitrary<unknown>>> {
  const values = valuesOf[stream].map(({ name, holds, optional }) => {
    const cell = optional ? fc.option(drawn[holds], { nil: null }) : drawn[holds];
    return [name, cell] as const;
  });
  return Object.fromEntries(values);
}

/** Quantiles that fall and more errors than requests are no readings. */
function possible(made: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (made["stream"] === "delivery-latency") return { p50Ms: null, p99Ms: null };
  if (made["stream"] !== "error-rate") return {};
  const [errors, requests] = [made["errors"] as number, made["requests"] as number].toSorted((a, b) => a - b);
  return { errors, requests };
}
