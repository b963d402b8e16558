import protobuf from "protobufjs";
import snappy from "snappyjs";
import { expect, test } from "vitest";
import { minute, noon, readAll } from "../support/read-all.ts";

/** As Prometheus publishes it, as far as it is read here. */
const root = protobuf.parse(`
  syntax = "proto3";
  message Request { reserved 1 to 3; repeated string symbols = 4; repeated TimeSeries timeseries = 5; }
  message TimeSeries {
    repeated uint32 labels_refs = 1; repeated Sample samples = 2; repeated Histogram histograms = 3; Metadata metadata = 5;
  }
  message Sample { double value = 1; int64 timestamp = 2; }
  message Metadata {
    enum MetricType { UNSPECIFIED = 0; COUNTER = 1; GAUGE = 2; HISTOGRAM = 3; }
    MetricType type = 1; uint32 help_ref = 3; uint32 unit_ref = 4;
  }
  message Histogram {
    oneof count { uint64 count_int = 1; double count_float = 2; }
    double sum = 3; sint32 schema = 4; double zero_threshold = 5;
    oneof zero_count { uint64 zero_count_int = 6; double zero_count_float = 7; }
    repeated BucketSpan negative_spans = 8; repeated sint64 negative_deltas = 9; repeated double negative_counts = 10;
    repeated BucketSpan positive_spans = 11; repeated sint64 positive_deltas = 12; repeated double positive_counts = 13;
    int32 reset_hint = 14; int64 timestamp = 15; repeated double custom_values = 16;
  }
  message BucketSpan { sint32 offset = 1; uint32 length = 2; }
  message WriteRequest { repeated TimeSeries1 timeseries = 1; }
  message TimeSeries1 { repeated Label labels = 1; repeated Sample samples = 2; repeated Histogram histograms = 4; }
  message Label { string name = 1; string value = 2; }`).root;

const written = (type: string, value: object): Uint8Array => {
  const message = root.lookupType(type);
  return snappy.compress(message.encode(message.fromObject(value)).finish());
};

const at = (minutes: number): number => noon + minutes * minute;

const mapping = {
  metrics: [
    { metric: "shop_requests_total", as: "requests" as const },
    { metric: "shop_latency_seconds", as: "latency" as const },
  ],
};

const symbols = ["", "__name__", "shop_requests_total", "job", "shop", "shop_latency_seconds"];

test("version 2.0 is recognised and its labels come from its table", () => {
  const timeseries = [
    {
      labelsRefs: [1, 2, 3, 4],
      samples: [0, 1, 2].map((index) => ({ value: 100 * index, timestamp: at(index) })),
      metadata: { type: 1 },
    },
  ];
  const { values, refused, formats } = readAll([written("Request", { symbols, timeseries })], mapping);
  expect(formats).toEqual(["remote-write"]);
  expect(refused).toEqual({});
  expect(values).toMatchObject([0, 1].map((index) => ({ service: "shop", ts: at(index), requests: 100 })));
});

test.each([[[1, 2, 3]], [[1, 2, 3, 99]]])(
  "labels that are not in the table are refused (%j)",
  (labelsRefs) => {
    const timeseries = [{ labelsRefs, samples: [{ value: 1, timestamp: at(0) }] }];
    const { values, refused } = readAll([written("Request", { symbols, timeseries })], mapping);
    expect(values).toEqual([]);
    expect(refused).toEqual({ "format-unreadable": 1 });
  },
);

/** Fast and slow deliveries: buckets that end at 0.5 and 1 second, and one at 4 seconds two buckets further. */
const native = (fast: number, slow: number, timestamp: number) => ({
  countInt: fast + slow + 1,
  sum: fast + slow,
  schema: 0,
  zeroCountInt: 1,
  positiveSpans: [
    { offset: -1, length: 2 },
    { offset: 1, length: 1 },
  ],
  positiveDeltas: [fast - 10, 20 - fast, slow - 10],
  timestamp,
});

const buckets = [
  { leMs: 500, count: 30 },
  { leMs: 1000, count: 30 },
  { leMs: 4000, count: 40 },
];

test.each(["Request", "WriteRequest"])("native histograms of %s become buckets", (type) => {
  const histograms = [native(10, 10, at(0)), { ...native(40, 20, at(1)), positiveDeltas: [30, -20, 10] }];
  const labels = { labelsRefs: [1, 5, 3, 4] };
  const own = {
    labels: [
      { name: "__name__", value: "shop_latency_seconds" },
      { name: "job", value: "shop" },
    ],
  };
  const series = { ...(type === "Request" ? labels : own), histograms };
  const request = type === "Request" ? { symbols, timeseries: [series] } : { timeseries: [series] };
  const { values, refused } = readAll([written(type, request)], mapping);
  expect(refused).toEqual({});
  const [first] = values;
  expect(first).toMatchObject({ service: "shop", ts: at(0), delivered: 40 });
  // The first bucket grew by thirty, the last by ten; between them lies one that did not grow.
  const grown = (first as { buckets: readonly { readonly count: number }[] }).buckets;
  expect(grown.filter(({ count }) => count > 0)).toEqual(buckets);
});

test("a native histogram with bounds of its own, and one that ends", () => {
  const custom = (counts: readonly number[], timestamp: number) => ({
    countFloat: counts.reduce((sum, count) => sum + count, 0),
    sum: 1,
    schema: -53,
    positiveSpans: [{ offset: 0, length: 3 }],
    positiveCounts: counts,
    customValues: [0.1, 0.5],
    timestamp,
  });
  const histograms = [
    custom([1, 1, 1], at(0)),
    custom([5, 4, 2], at(1)),
    { ...custom([0, 0, 0], at(2)), sum: Number.NaN },
  ];
  const request = { symbols, timeseries: [{ labelsRefs: [1, 5, 3, 4], histograms }] };
  const { values, refused } = readAll([written("Request", request)], mapping);
  expect(refused).toEqual({});
  expect(values).toEqual([
    {
      service: "shop",
      ts: at(0),
      intervalMs: minute,
      delivered: 8,
      buckets: [
        { leMs: 100, count: 4 },
        { leMs: 500, count: 7 },
      ],
    },
  ]);
});

test("a native histogram that contradicts itself is refused, with what it is of", () => {
  const broken = { ...native(1, 1, at(0)), positiveDeltas: [-5, 0, 0] };
  const request = { symbols, timeseries: [{ labelsRefs: [1, 5, 3, 4], histograms: [broken] }] };
  expect(readAll([written("Request", request)], mapping).refused).toEqual({ "sample-value": 1 });
});
