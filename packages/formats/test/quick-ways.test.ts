import fc from "fast-check";
import protobuf from "protobufjs";
import { expect, test, vi } from "vitest";
import { decoderFor, type Format } from "@tocsin/formats";
import { text } from "./support/otlp-json.ts";
import { minute, noon, outcome } from "./support/read-all.ts";

/*
 * What is written as its tools write it is read in a quicker way. The same message with a sign more, which changes nothing
 * of what it says, is read in the general way: both must give the same, whatever stands in it.
 */

const mapping = {
  maxGapMs: 200_000,
  metrics: [
    { metric: "requests", as: "requests" as const },
    { metric: "requests", as: "errors" as const, where: { status: "5*" } },
    { metric: "wait_bucket", as: "latency" as const },
    { metric: "up", as: "up" as const },
  ],
};

function readBy(format: Format, messages: readonly Uint8Array[]) {
  const decoder = decoderFor(format, mapping, { limits: { maxSeries: 5, maxIntervals: 30 } });
  const read = outcome(decoder, messages);
  return { ...read, state: decoder.state(), leftOut: [...decoder.leftOut()] };
}

const times = fc.oneof(
  { weight: 9, arbitrary: fc.nat(40).map((quarters) => noon + quarters * 15_000) },
  fc.constantFrom(0, noon / 1000, noon - 1),
);
const counts = fc.oneof({ weight: 6, arbitrary: fc.nat(500) }, fc.constantFrom(-1, 0.5, 1e10, 2 ** 60));

const seconds = times.chain((at) =>
  fc.constantFrom(`${at / 1000}`, (at / 1000).toFixed(3), `0${at}`, `${at / 1000}e0`, `${at / 1000}.`),
);
const numbers = counts.chain((value) =>
  fc.constantFrom(
    `${value}`,
    value.toFixed(2),
    value.toExponential(),
    `00${value}`,
    "+Inf",
    "NaN",
    "",
    "1\\u0030",
    "é",
    ".5",
    "0.1234567890123456789",
  ),
);
const growing = fc.array(fc.nat(40), { minLength: 1, maxLength: 30 }).map((steps) => {
  let total = 0;
  return steps.map((step, index) => `[${noon / 1000 + index * 30},"${(total += step)}"]`);
});
const pairs = fc.array(
  fc.tuple(seconds, numbers).map(([at, value]) => `[${at},"${value}"]`),
  { maxLength: 12 },
);
const answers = fc
  .tuple(
    fc.array(
      fc.tuple(
        fc.constantFrom("requests", "requests", "wait_bucket", "up", "other"),
        fc.constantFrom("a", "b", "c", "é", ""),
        fc.oneof(growing, pairs),
        fc.constantFrom("", "", ',"x":"\\"}{["', ',"status":"503"', ',"le":"0.5"', ',"n":{}', ',"x"'),
      ),
      { maxLength: 4 },
    ),
    fc.constantFrom("", "", "\n", ",", '{"data":null}'),
  )
  .map(([series, end]) => {
    const result = series.map(
      ([metric, service, values, more]) =>
        `{"metric":{"__name__":"${metric}","service":"${service}"${more}},"values":[${values.join(",")}]}`,
    );
    return `{"status":"success","data":{"resultType":"matrix","result":[${result.join(",")}]}}${end}`;
  });

test("an answer of Prometheus gives the same as when it is written with a space, whatever stands in it", () => {
  fc.assert(
    fc.property(fc.array(answers, { maxLength: 4 }), (all) => {
      const usual = readBy("prometheus", all.map(text));
      const general = readBy(
        "prometheus",
        all.map((answer) => text(` ${answer}`)),
      );
      expect(usual).toEqual(general);
    }),
    { numRuns: 300 },
  );
});

const answerOf = (values: readonly string[]): Uint8Array =>
  text(
    `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"requests","service":"a"},"values":[${values.join(",")}]}]}}`,
  );

test("samples of a series give the same in one answer as in an answer each", () => {
  fc.assert(
    fc.property(fc.oneof(growing, pairs), fc.oneof(growing, pairs), (first, second) => {
      const together = readBy("prometheus", [answerOf(first), answerOf(second)]);
      const each = [...first, ...second].map((pair) => answerOf([pair]));
      // A pair that is no JSON spoils the answer in which it stands.
      fc.pre(![together, readBy("prometheus", each)].some(({ refused }) => "format-unreadable" in refused));
      const { formats: _, ...alone } = readBy("prometheus", each);
      expect(together).toMatchObject(alone);
    }),
    { numRuns: 300 },
  );
});

test("of an answer that is written as usual only the labels are read as JSON", () => {
  const parse = vi.spyOn(JSON, "parse");
  try {
    const { values } = readBy("prometheus", [
      answerOf([`[${noon / 1000},"7"]`, `[${noon / 1000 + 60}.5,"+Inf"]`, `[${noon / 1000 + 120},"9.5"]`]),
    ]);
    expect({ parsed: parse.mock.calls.map(([json]) => json), values: values.length }).toEqual({
      parsed: ['{"__name__":"requests","service":"a"}'],
      values: 2,
    });
  } finally {
    parse.mockRestore();
  }
});

const messages = protobuf.parse(`
  syntax = "proto3";
  message Metrics { repeated ResourceMetrics resource_metrics = 1; }
  message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeMetrics { repeated Metric metrics = 2; }
  message Metric { string name = 1; string unit = 3; Points gauge = 5; Points sum = 7; Histogram histogram = 9; Exponential exponential_histogram = 10; }
  message Points { repeated Point data_points = 1; int32 aggregation_temporality = 2; bool is_monotonic = 3; string later = 99; }
  message Point { repeated KeyValue attributes = 7; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3; optional double as_double = 4; optional sfixed64 as_int = 6; uint32 flags = 8; }
  message Histogram { repeated HistogramPoint data_points = 1; int32 aggregation_temporality = 2; string later = 99; }
  message HistogramPoint { repeated KeyValue attributes = 9; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3; fixed64 count = 4; double sum = 5; repeated fixed64 bucket_counts = 6; repeated double explicit_bounds = 7; uint32 flags = 10; double max = 12; }
  message Exponential { repeated ExponentialPoint data_points = 1; int32 aggregation_temporality = 2; string later = 99; }
  message ExponentialPoint { repeated KeyValue attributes = 1; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3; fixed64 count = 4; double sum = 5; sint32 scale = 6; uint32 flags = 10; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { optional string string_value = 1; optional bool bool_value = 2; optional int64 int_value = 3; optional double double_value = 4; bytes bytes_value = 7; }
`);
const message = messages.root.lookupType("Metrics");
const encoded = (value: object): Uint8Array => message.encode(message.fromObject(value)).finish();

const attributes = fc.array(
  fc.record({
    key: fc.constantFrom("service.name", "status", "ü", ""),
    value: fc.constantFrom<object>(
      { stringValue: "a" },
      { stringValue: "ö" },
      { stringValue: "" },
      { intValue: 503 },
      { intValue: -5 },
      { intValue: 2 ** 40 },
      { doubleValue: 1.5 },
      { boolValue: true },
      { bytesValue: [1, 2] },
      {},
    ),
  }),
  { maxLength: 3 },
);
const told = {
  attributes,
  startTimeUnixNano: fc.oneof(
    fc.constant(0),
    times.map((at) => at * 1e6),
  ),
  timeUnixNano: times.map((at) => at * 1e6),
  flags: fc.constantFrom(0, 0, 0, 1, 2 ** 31),
};
const valued = fc.oneof(
  counts.map((value): object => ({ asInt: Math.round(value) })),
  counts.map((value): object => ({ asDouble: value })),
  fc.constantFrom<object>({}, { asDouble: Number.NaN }, { asInt: 1, asDouble: 2 }),
);
const points = fc.tuple(fc.record(told), valued).map(([point, value]) => ({ ...point, ...value }));
const histograms = fc.record({
  ...told,
  count: fc.nat(500),
  sum: fc.constant(3),
  bucketCounts: fc.constant([1, 2]),
  explicitBounds: fc.constant([0.1]),
  max: fc.nat(),
});
const exponentials = fc.record({ ...told, count: fc.nat(500), scale: fc.integer() });

const many = <Of>(of: fc.Arbitrary<Of>): fc.Arbitrary<object> =>
  fc.record({
    dataPoints: fc.array(of, { minLength: 1, maxLength: 5 }),
    aggregationTemporality: fc.constantFrom(0, 1, 2, 2, -1),
    isMonotonic: fc.boolean(),
  });
const metrics = fc
  .tuple(
    fc.constantFrom("requests", "requests", "up", "other"),
    fc.oneof(
      many(points).map((sum) => ["sum", sum] as const),
      many(points).map((gauge) => ["gauge", gauge] as const),
      many(histograms).map((histogram) => ["histogram", histogram] as const),
      many(exponentials).map((exponential) => ["exponentialHistogram", exponential] as const),
    ),
  )
  .map(([name, [shape, data]]) => ({ name, shape, data }));

const otlp = (all: readonly { name: string; shape: string; data: object }[], more: object): Uint8Array =>
  encoded({
    resourceMetrics: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] },
        scopeMetrics: [
          { metrics: all.map(({ name, shape, data }) => ({ name, [shape]: { ...data, ...more } })) },
        ],
      },
    ],
  });

test("points of OTLP give the same as when their metric has a field of a later version, whatever they are", () => {
  const exports = fc.array(fc.array(metrics, { maxLength: 3 }), { minLength: 1, maxLength: 4 });
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 1 });
  fc.assert(
    fc.property(exports, (all) => {
      const usual = all.map((one) => otlp(one, {}));
      const general = all.map((one) => otlp(one, { later: "x" }));
      expect(readBy("otlp", usual)).toEqual(readBy("otlp", general));
    }),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(exports, damage, fc.nat(3), ([first = []], changes, cut) => {
      const bytes = Uint8Array.from(otlp(first, {}));
      for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      const whole = otlp(first, {});
      const { values } = readBy("otlp", [bytes.subarray(0, bytes.length - cut), whole]);
      for (const value of values) expect(JSON.stringify(value)).not.toContain("null");
    }),
  );
});

test("counters that grow, fall and come again are counted alike, in order or not", () => {
  const samples = fc.uniqueArray(fc.tuple(fc.nat(6), fc.nat(50)), {
    minLength: 2,
    maxLength: 7,
    selector: ([at]) => at,
  });
  fc.assert(
    fc.property(samples, fc.boolean(), (all, isDelta) => {
      const one = ([at, value]: readonly [number, number]): Uint8Array =>
        otlp(
          [
            {
              name: "requests",
              shape: "sum",
              data: {
                aggregationTemporality: isDelta ? 1 : 2,
                isMonotonic: true,
                dataPoints: [{ timeUnixNano: (noon + at * minute) * 1e6, asInt: value }],
              },
            },
          ],
          {},
        );
      const inOrder = all.toSorted(([a], [b]) => a - b);
      expect(readBy("otlp", all.map(one)).values).toEqual(readBy("otlp", inOrder.map(one)).values);
    }),
  );
});
