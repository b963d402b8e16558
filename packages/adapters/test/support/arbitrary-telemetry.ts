import fc from "fast-check";
import { type Field, fieldsOf, type Stream, valuesOf } from "@tocsin/core";

export const arrivalMs = 1_633_362_060_000;
export const streams = [
  "error-rate",
  "delivery-latency",
  "report-volume",
] as const satisfies readonly Stream[];

const name = fc.oneof(
  fc.constantFrom(
    "whatsapp",
    "a",
    "A.b_c-d 9",
    "0",
    "чат",
    "支付",
    "cafe\u0301",
    "a\u2215b",
    "é".repeat(128),
  ),
  fc.stringMatching(/^[A-Za-z0-9._:@+()&'#,=-]([A-Za-z0-9._:@+()&'#,= -]{0,254}[A-Za-z0-9._:@+()&'#,=-])?$/),
);
const ts = fc.oneof(
  fc.integer({ min: arrivalMs - 6 * 86_400_000, max: arrivalMs + 300_000 }),
  fc.constantFrom(
    "2021-10-04T15:40:00Z",
    "2021-10-04T17:40:00.123456+02:00",
    "2021-10-04T15:39:00.1234567891011Z",
    "2021-10-04T15:39:60Z",
  ),
);
const count = fc.oneof(fc.nat(1_000_000), fc.constantFrom(0, Number.MAX_SAFE_INTEGER));
const duration = fc.oneof(fc.nat(10_000), fc.double({ min: 0, max: 1e12, noNaN: true }));
const bucket = fc.record({ leMs: duration, count });

const sent: Readonly<Record<Field["holds"], fc.Arbitrary<unknown>>> = {
  name,
  time: ts,
  interval: fc.integer({ min: 1, max: 86_400_000 }),
  count,
  duration,
  histogram: fc.array(bucket, { minLength: 1, maxLength: 6 }),
};

type Value = Record<string, unknown>;

/** Values that fit the schema of a stream; their numbers may still contradict each other. */
export function fittingValue(stream: Stream): fc.Arbitrary<Value> {
  const fields = fieldsOf[stream].map((field) => [field.name, sent[field.holds]] as const);
  const required = fieldsOf[stream].filter(({ optional }) => !optional);
  return fc.record(Object.fromEntries(fields), { requiredKeys: required.map((field) => field.name) });
}

/** What may stand in the place of a good value, as far as JSON can say it. */
export const oddity: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    "",
    "a/b",
    " a",
    "a\n",
    "a".repeat(256),
    "a".repeat(257),
    "\ud800",
    "\ufffd",
    "5",
  ),
  fc.constantFrom("é".repeat(128), "é".repeat(129), "a\\b", "a\u202eb", "=\u0338", "N/A", "NaN"),
  fc.constantFrom(
    0,
    -0,
    -1,
    0.5,
    Infinity,
    -Infinity,
    2 ** 53,
    1e12,
    1e12 + 1,
    8.64e15,
    8.64e15 + 1,
    86_400_001,
  ),
  fc.constantFrom(
    "2021-10-04",
    "2021-10-04T15:40Z",
    "2021-02-30T00:00:00Z",
    "2021-10-04T15:40:00",
    "0000-01-01T00:00:00+23:59",
  ),
  fc.constantFrom([], {}, [1], [null], [{ leMs: 1 }], [{ leMs: -1, count: 1 }], [[1, 2]], {
    leMs: 1,
    count: 1,
  }),
  fc.array(bucket, { minLength: 250, maxLength: 260 }),
  fc.jsonValue(),
);

/** Fitting values in which some fields were dropped, replaced or added. */
export function mutatedValue(stream: Stream): fc.Arbitrary<Value> {
  const key = fc.oneof(
    fc.constantFrom("service", "ts", "intervalMs", "operation", "region", "source", "unknown"),
    fc.constantFrom(...valuesOf[stream].map((field) => field.name)),
  );
  const change = fc.record({ key, value: oddity, drop: fc.boolean() });
  return fc.tuple(fittingValue(stream), fc.array(change, { maxLength: 3 })).map(([value, changes]) => {
    const mutated: Value = { ...value };
    for (const { key: changed, value: odd, drop } of changes) {
      if (drop) delete mutated[changed];
      else mutated[changed] = odd;
    }
    return mutated;
  });
}
