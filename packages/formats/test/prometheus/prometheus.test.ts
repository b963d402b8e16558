import protobuf from "protobufjs";
import snappy from "snappyjs";
import { describe, expect, test } from "vitest";
import { json, text } from "../support/otlp-json.ts";
import { minute, noon, readAll } from "../support/read-all.ts";

const at = (minutes: number): number => noon + minutes * minute;

const istioLabels = (response_code: string, instance = "10.0.0.1:15020") => ({
  __name__: "istio_requests_total",
  destination_canonical_service: "checkout",
  reporter: "destination",
  response_code,
  instance,
});

const matrix = (result: readonly unknown[]): Uint8Array =>
  json({ status: "success", data: { resultType: "matrix", result } });

const seconds = (ms: number): number => ms / 1000;

/** The same four scrapes of two counters, as each way of writing has them. */
const scraped = [
  { labels: istioLabels("200"), values: [1000, 1100, 1200, 1210] },
  { labels: istioLabels("503"), values: [5, 5, 5, 95] },
];

const expected = [
  { requests: 100, errors: 0 },
  { requests: 100, errors: 0 },
  { requests: 100, errors: 90 },
].map((counts, index) => ({
  service: "checkout",
  source: "destination",
  ts: at(index),
  intervalMs: minute,
  ...counts,
}));

function remoteWriteRequest(): Uint8Array {
  const root = protobuf.parse(`
    syntax = "proto3";
    message WriteRequest { repeated TimeSeries timeseries = 1; }
    message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; }
    message Label { string name = 1; string value = 2; }
    message Sample { double value = 1; int64 timestamp = 2; }`).root;
  const timeseries = scraped.map(({ labels, values }) => ({
    labels: Object.entries(labels)
      .map(([name, value]) => ({ name, value }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    samples: values.map((value, index) => ({ value, timestamp: at(index) })),
  }));
  const type = root.lookupType("WriteRequest");
  return snappy.compress(type.encode(type.fromObject({ timeseries })).finish());
}

const ways: Readonly<Record<string, readonly Uint8Array[]>> = {
  prometheus: [
    matrix(
      scraped.map(({ labels, values }) => ({
        metric: labels,
        values: values.map((value, index) => [seconds(at(index)), `${value}`]),
      })),
    ),
  ],
  openmetrics: [
    text(
      `# TYPE istio_requests counter\n${scraped
        .flatMap(({ labels: { __name__, ...labels }, values }) =>
          values.map((value, index) => {
            const inside = Object.entries(labels).map(([name, label]) => `${name}="${label}"`);
            return `${__name__}{${inside.join(",")}} ${value} ${seconds(at(index))}`;
          }),
        )
        .join("\n")}\n# EOF\n`,
    ),
  ],
  "remote-write": [remoteWriteRequest()],
  "prometheus-json": scraped.flatMap(({ labels, values }) =>
    values.map((value, index) =>
      json({
        labels,
        name: labels.__name__,
        timestamp: new Date(at(index)).toISOString(),
        value: `${value}`,
      }),
    ),
  ),
};

test.each(Object.keys(ways))(
  "scrapes written as %s give the same readings, whose ts is the start of the interval",
  (way) => {
    const { values, refused, formats } = readAll(ways[way]!, null);
    expect(values).toEqual(expected);
    expect(refused).toEqual({});
    expect(new Set(formats)).toEqual(new Set([way]));
  },
);

describe("a range query", () => {
  test("of increases by the documented queries needs no mapping, bears fractions and carries what is left", () => {
    const values = [10.4, 10.4, 10.4, 10.4, 10.4].map((value, index) => [seconds(at(index + 1)), `${value}`]);
    const { values: readings } = readAll(
      [matrix([{ metric: { __name__: "tocsin_requests", service: "a" }, values }])],
      null,
    );
    const requests = readings.map((value) => ("requests" in value ? value.requests : 0));
    expect(readings[0]).toMatchObject({ service: "a", ts: at(0) });
    expect(requests.reduce((sum, count) => sum + count, 0)).toBe(52);
  });

  test("of rates counts a rate times its interval", () => {
    const mapping = {
      metrics: [{ metric: "", as: "requests" as const, kind: "rate" as const, service: { is: "shop" } }],
    };
    const values = [1, 2, 3].map((value, index) => [seconds(at(index + 1)), `${value}`]);
    expect(readAll([matrix([{ metric: {}, values }])], mapping).values).toMatchObject([
      { service: "shop", requests: 60 },
      { requests: 120 },
      { requests: 180 },
    ]);
  });

  test("that failed says what the server answered", () => {
    const answer = json({
      status: "error",
      errorType: "bad_data",
      error: "parse error: unclosed left parenthesis",
    });
    const { refused, values } = readAll([answer], null);
    expect({ refused, values }).toEqual({ refused: { "format-unreadable": 1 }, values: [] });
  });
});

test("staleness markers and NaN end a series and are no fault", () => {
  const values = [
    [seconds(at(0)), "10"],
    [seconds(at(1)), "NaN"],
    [seconds(at(2)), "30"],
  ];
  const { refused, values: readings } = readAll([matrix([{ metric: istioLabels("200"), values }])], null);
  expect(refused).toEqual({});
  expect(readings).toMatchObject([{ requests: 10 }, { requests: 10 }]);
});

test("buckets of a histogram become buckets of latency in milliseconds", () => {
  const lines = [0, 1].flatMap((index) =>
    [
      ["0.1", 10],
      ["0.5", 30],
      ["+Inf", 40],
    ].map(
      ([le, count]) =>
        `delivery_seconds_bucket{job="mail",le="${le}"} ${Number(count) * index} ${seconds(at(index))}`,
    ),
  );
  const mapping = { metrics: [{ metric: "delivery_seconds_bucket", as: "latency" as const }] };
  expect(
    readAll([text(`# TYPE delivery_seconds histogram\n${lines.join("\n")}\n# EOF`)], mapping).values,
  ).toEqual([
    {
      service: "mail",
      ts: at(0),
      intervalMs: minute,
      delivered: 40,
      buckets: [
        { leMs: 100, count: 10 },
        { leMs: 500, count: 30 },
      ],
    },
  ]);
});

test("labels keep what is escaped in them, and exemplars are not read", () => {
  const line = String.raw`requests{service="a\"b\\c,}",x="y"} 5 ${seconds(at(0))} # {trace="1"} 1 2`;
  const later = String.raw`requests{service="a\"b\\c,}",x="y"} 8 ${seconds(at(1))}`;
  const mapping = { metrics: [{ metric: "requests", as: "requests" as const }] };
  expect(readAll([text(`${line}\n${later}\n# EOF`)], mapping).values).toMatchObject([
    { service: "a-b-c,", requests: 3 },
  ]);
});

test("a sample without a time is told, for it is what a scrape sees now", () => {
  const mapping = { metrics: [{ metric: "requests", as: "requests" as const }] };
  expect(readAll([text('# TYPE requests counter\nrequests{service="a"} 5\n')], mapping).refused).toEqual({
    "sample-time-missing": 1,
  });
});

test("what a gauge is cannot be counted, unless the rule says what its values are", () => {
  const gauge = (rest: object) => ({ metrics: [{ metric: "requests", as: "requests" as const, ...rest }] });
  const lines = [0, 1].map((index) => `requests{service="a"} ${index * 5} ${seconds(at(index))}`);
  const message = text(`# TYPE requests gauge\n${lines.join("\n")}\n# EOF`);
  expect(readAll([message], gauge({})).refused).toEqual({ "sample-kind": 2 });
  expect(readAll([message], gauge({ kind: "counter" })).values).toMatchObject([{ requests: 5 }]);
});
