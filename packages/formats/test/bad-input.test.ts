import type { TelemetryMapping } from "@tocsin/contracts";
import fc from "fast-check";
import protobuf from "protobufjs";
import snappy from "snappyjs";
import { describe, expect, test, vi } from "vitest";
import { type Decoder, decoderFor, type Format, formatNames } from "@tocsin/formats";
import { json, sumMessage, text } from "./support/otlp-json.ts";
import { byStatus, minute, noon, readAll } from "./support/read-all.ts";

const at = (minutes: number): number => noon + minutes * minute;

test("a metric that no rule wants is counted by name, and is no fault", () => {
  const { leftOut, refused, values } = readAll([sumMessage([{ atMs: at(0), value: 1 }], "delta", "other")]);
  expect({ leftOut, refused, values }).toEqual({ leftOut: { other: 1 }, refused: {}, values: [] });
});

test.each([
  ["OTLP", sumMessage([{ atMs: at(0), value: 1 }], "delta")],
  ["an event with OTLP in it", json({ specversion: "1.0", data: { resourceMetrics: [] } })],
  ["telemetry", json([{ service: "shop", ts: noon, intervalMs: minute, requests: 1, errors: 0 }])],
])("a message of %s is parsed once where its format is recognised", (_, message) => {
  const parse = vi.spyOn(JSON, "parse");
  try {
    const { format } = decoderFor("auto", byStatus).take(message);
    expect({ known: format !== null, times: parse.mock.calls.length }).toEqual({ known: true, times: 1 });
  } finally {
    parse.mockRestore();
  }
});

test.each(["minute;app;total\n04.10.2021 17:40;shop;3", "time,service,reports", "hello world"])(
  "what is no format is not taken for metrics as text: %j",
  (words) => {
    expect(decoderFor("auto", byStatus).take(text(words)).format).toBeNull();
  },
);

test("names of unknown metrics are not kept without end", () => {
  const decoder = decoderFor("otlp-json", byStatus);
  for (let index = 0; index < 3000; index += 1) {
    decoder.take(sumMessage([{ atMs: at(0), value: 1 }], "delta", `metric-${index}`));
  }
  expect(decoder.leftOut().size).toBe(1000);
});

test("a sum that does not say its temporality is told", () => {
  const message = json({
    resourceMetrics: [
      { scopeMetrics: [{ metrics: [{ name: "requests", sum: { dataPoints: [{ asInt: "1" }] } }] }] },
    ],
  });
  expect(readAll([message]).refused).toEqual({ "sample-kind": 1 });
});

test("a message of ten megabytes is refused before it is read", () => {
  const { refused } = readAll([new Uint8Array(10 * 2 ** 20).fill(0x0a)]);
  expect(refused).toEqual({ "value-too-large": 1 });
});

test("a hundred thousand label combinations are counted and not kept, and other services go on", () => {
  const decoder = decoderFor("otlp-json", byStatus, { limits: { maxSeries: 100 } });
  decoder.take(sumMessage([{ startMs: at(0), atMs: at(1), value: 3, service: "calm" }], "delta"));
  let refused = 0;
  for (let batch = 0; batch < 100; batch += 1) {
    const points = Array.from({ length: 1000 }, (_, index) => ({
      startMs: at(0),
      atMs: at(1),
      value: 1,
      instance: `${batch}-${index}`,
    }));
    const taken = decoder.take(sumMessage(points, "delta"));
    expect(taken.refused.length).toBeLessThanOrEqual(1);
    for (const { code, count } of taken.refused) refused += code === "series-too-many" ? count : 0;
  }
  decoder.take(sumMessage([{ startMs: at(1), atMs: at(2), value: 4, service: "calm" }], "delta"));
  expect(refused).toBe(100_000 - 99);
  expect(decoder.state().series).toHaveLength(100);
  expect(decoder.close(Infinity).readings.filter(({ value }) => value.service === "calm")).toMatchObject([
    { value: { requests: 3 } },
    { value: { requests: 4 } },
  ]);
});

test("series that fell silent make room for others", () => {
  const decoder = decoderFor("otlp-json", byStatus, { limits: { maxSeries: 2, forgetMs: 10 * minute } });
  for (const [index, instance] of ["a", "b", "c"].entries()) {
    decoder.take(
      sumMessage([{ startMs: at(index * 20), atMs: at(index * 20 + 1), value: 1, instance }], "delta"),
    );
  }
  expect(decoder.close(Infinity).readings).toHaveLength(3);
});

test("a wrong time cannot open intervals without end", () => {
  const { refused } = readAll(
    [sumMessage([{ startMs: noon - 86_400_000 * 300, atMs: noon, value: 5 }], "delta")],
    byStatus,
    { limits: { maxIntervals: 50 } },
  );
  expect(refused).toEqual({ "sample-value": 1 });
});

test("the same points again change nothing, and other values for the same time are told", () => {
  const once = [0, 1, 2].map((index) => ({ atMs: at(index), value: index * 10 }));
  const { values, refused } = readAll([
    sumMessage([...once, ...once, { atMs: at(2), value: 99 }], "cumulative"),
  ]);
  expect(values).toMatchObject([{ requests: 10 }, { requests: 10 }]);
  expect(refused).toEqual({ duplicate: 3, conflict: 1 });
});

test.each(["delta", "rate"] as const)(
  "a %s whose interval is longer than a day is refused, whatever its message calls it, and never spread over years",
  (kind) => {
    const mapping: TelemetryMapping = { metrics: [{ metric: "requests", as: "requests", kind }] };
    const pointOf = (startMs: number) => ({
      attributes: [{ key: "service.instance.id", value: { stringValue: `since ${startMs}` } }],
      startTimeUnixNano: `${startMs}000000`,
      timeUnixNano: `${at(10)}000000`,
      asDouble: 5,
    });
    const forms = [
      (dataPoints: unknown) => ({ sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints } }),
      (dataPoints: unknown) => ({ sum: { aggregationTemporality: 2, dataPoints } }),
      (dataPoints: unknown) => ({ gauge: { dataPoints } }),
    ];
    for (const form of forms) {
      const take = (...starts: readonly number[]) => {
        const metric = { name: "requests", ...form(starts.map(pointOf)) };
        const resource = { attributes: [{ key: "service.name", value: { stringValue: "a" } }] };
        const decoder = decoderFor("otlp-json", mapping);
        const { refused } = decoder.take(
          json({ resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [metric] }] }] }),
        );
        return { refused, readings: decoder.close(Infinity).readings.length };
      };
      expect(take(1, 1e11, at(-1431))).toMatchObject({
        refused: [{ code: "sample-value", count: 3 }],
        readings: 0,
      });
      expect(take(at(-1430))).toEqual({ refused: [], readings: 1440 });
    }
  },
);

test("sums stay numbers however large what is added: more than any count is refused as `sample-value`", () => {
  const largest = fc.constantFrom(1e15, 1e30, 2e30, 1e300, 1.7e308);
  const samples = fc.array(fc.tuple(largest, fc.integer({ min: 1, max: 90 })), {
    minLength: 1,
    maxLength: 20,
  });
  const kinds = fc.constantFrom("delta", "rate", "counter" as const);
  fc.assert(
    fc.property(samples, kinds, (given, kind) => {
      const mapping: TelemetryMapping = { metrics: [{ metric: "hits", as: "requests", kind }] };
      const lines = given.map(([value, seconds]) => `hits{service="a"} ${value} ${at(0) / 1000 + seconds}\n`);
      const decoder = decoderFor("openmetrics", mapping);
      const { refused } = decoder.take(text(lines.join("")));
      const state = JSON.parse(JSON.stringify(decoder.state())) as ReturnType<Decoder["state"]>;
      const { readings } = decoder.close(Infinity);
      expect(decoderFor("openmetrics", mapping, { state }).close(Infinity).readings).toEqual(readings);
      for (const { value } of readings) {
        for (const [name, number] of Object.entries(value)) {
          if (typeof number === "number")
            expect({ name, is: Number.isFinite(number) }).toEqual({ name, is: true });
        }
      }
      if (given.every(([value]) => value > 1e30))
        expect(refused.map(({ code }) => code)).toEqual(["sample-value"]);
    }),
  );
});

test("a clock in seconds is told by its unit", () => {
  expect(readAll([sumMessage([{ atMs: Math.round(noon / 1000), value: 5 }], "delta")]).refused).toEqual({
    "time-unit": 1,
  });
});

test("a clock in any other unit is told with the moment that is meant, as far as it can be known", () => {
  const momentMs = fc.integer({ min: Date.UTC(2002, 0), max: Date.UTC(2090, 0) });
  const unit = fc.constantFrom(
    [1e-9, "a billion times more", 4],
    [1e-6, "a million times more", 10],
    [1e-3, "a thousand times more", 10],
    [1e3, "a thousand times less", 10],
    [1e6, "a million times less", 10],
  ) as fc.Arbitrary<[number, string, number]>;
  fc.assert(
    fc.property(momentMs, unit, (atMs, [factor, words, digits]) => {
      const written = Math.round(atMs * factor);
      const [fault] = decoderFor("otlp-json", byStatus).take(
        sumMessage([{ atMs: written, value: 5 }], "delta"),
      ).refused;
      const meant = new Date(written / factor).toISOString().slice(0, digits);
      expect(fault).toMatchObject({ code: "time-unit" });
      expect(fault?.reason).toContain(`with ${words} it is of ${meant}`);
    }),
  );
});

describe("a mapping", () => {
  test("that matches nothing leaves all out and says of what", () => {
    const mapping = { metrics: [{ metric: "http_requests", as: "requests" as const }] };
    const { values, leftOut } = readAll([sumMessage([{ atMs: at(1), value: 5 }], "delta")], mapping);
    expect({ values, leftOut }).toEqual({ values: [], leftOut: { requests: 1 } });
  });

  test("whose rules make one field twice of one series uses the first and says so", () => {
    const rule = { metric: "requests", as: "requests" as const };
    const { values, refused } = readAll([sumMessage([{ startMs: at(0), atMs: at(1), value: 5 }], "delta")], {
      metrics: [rule, rule],
    });
    expect(values).toMatchObject([{ requests: 5 }]);
    expect(refused).toEqual({ "mapping-twice": 1 });
  });

  test("of old and new names of one metric counts requests once", () => {
    const names = ["http.server.request.duration", "http.server.duration"];
    const messages = names.map((name) =>
      sumMessage([{ startMs: at(0), atMs: at(1), value: 5 }], "delta", name),
    );
    const { values, refused } = readAll(messages, null);
    expect(values).toMatchObject([{ requests: 5 }]);
    expect(refused).toEqual({ "mapping-twice": 1 });
  });

  test("without the service's attribute says which attributes it wanted", () => {
    const decoder = decoderFor("auto", {
      service: ["team"],
      metrics: [{ metric: "requests", as: "requests" }],
    });
    const { refused } = decoder.take(sumMessage([{ atMs: at(1), value: 5 }], "delta"));
    expect(refused).toMatchObject([{ code: "service-missing", reason: "requests: it has none of team" }]);
  });

  test("that gives errors without requests makes no reading and says so", () => {
    const mapping = { metrics: [{ metric: "requests", as: "errors" as const }] };
    const { values, refused } = readAll(
      [sumMessage([{ startMs: at(0), atMs: at(1), value: 5 }], "delta")],
      mapping,
    );
    expect({ values, refused }).toEqual({ values: [], refused: { "sample-incomplete": 1 } });
  });
});

describe("hostile bytes", () => {
  const deep = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

  test("a value that is nested without end, or has no text, is no number and no message", () => {
    for (const value of [deep(50_000), '{"toString":1}', '{"valueOf":null}']) {
      const samples = [
        `{"specversion":"1.0","data":${value}}`,
        `{"status":"success","data":{"result":[{"metric":{"__name__":"requests"},"values":[[1633348800,${value}]]}]}}`,
        `{"labels":{},"name":"requests","timestamp":1633348800000,"value":${value}}`,
      ];
      const read = samples.map((sample) => readAll([text(sample)], byStatus));
      expect(read.map(({ refused }) => refused)).toEqual([{ "format-unreadable": 1 }, {}, {}]);
      expect(read.flatMap(({ values }) => values)).toEqual([]);
    }
  });

  const nested = (levels: number): Uint8Array => {
    let bytes = new Uint8Array();
    for (let level = 0; level < levels; level += 1) {
      const writer = protobuf.Writer.create();
      // A group inside a group: an unknown field of this kind is passed over level by level.
      bytes = Uint8Array.from([0x0b, ...bytes, 0x0c]);
      writer.bytes(bytes);
    }
    return bytes;
  };

  test("a message that is nested deeper than any is refused, not followed", () => {
    expect(readAll([nested(5000)], byStatus, { format: "otlp" }).refused).toEqual({ "format-unreadable": 1 });
  });

  test("a length beyond the end is refused", () => {
    const message = Uint8Array.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x01]);
    expect(readAll([message], byStatus, { format: "otlp" }).refused).toEqual({ "format-unreadable": 1 });
  });

  test("a small block of Snappy that unpacks into much is refused by the length it tells", () => {
    const bomb = snappy.compress(new Uint8Array(64 * 2 ** 20));
    expect(bomb.length).toBeLessThan(4 * 2 ** 20);
    expect(readAll([bomb], byStatus, { format: "remote-write" }).refused).toEqual({ "format-unreadable": 1 });
  });

  test("what is of no format is told with the formats that there are", () => {
    const { refused } = decoderFor("auto", null).take(text("<!doctype html><title>login</title>"));
    expect(refused).toMatchObject([{ code: "format-unknown", count: 1 }]);
    expect(refused[0]?.reason).toContain("otlp");
  });

  const samples: readonly Uint8Array[] = [
    sumMessage([{ startMs: at(0), atMs: at(1), value: 5 }], "delta"),
    text(`# TYPE requests counter\nrequests{service="a"} 5 ${noon}\n# EOF`),
    text(`requests,service=a value=5i ${noon}`),
    json({ name: "requests", tags: { service: "a" }, fields: { value: 5 }, timestamp: noon }),
    json({
      status: "success",
      data: { result: [{ metric: { __name__: "requests" }, values: [[noon, "5"]] }] },
    }),
  ];

  test("never throws and never gives a number that is none, whatever the bytes are", () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 });
    const formats = fc.constantFrom<Format | "auto">("auto", ...formatNames);
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...samples));
    fc.assert(
      fc.property(bytes, damage, formats, fc.nat(), (whole, changes, format, length) => {
        const cut = whole.slice(0, changes.length === 0 ? whole.length : length % (whole.length + 1));
        for (const [where, byte] of changes) if (cut.length > 0) cut[where % cut.length] = byte;
        const { timed } = readAll([cut, whole], byStatus, { format });
        for (const { value } of timed) {
          for (const field of Object.values(value))
            if (typeof field === "number") expect(field).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("of JSON with any values in any place never throw", () => {
    const anywhere = fc.jsonValue({ maxDepth: 4 }).chain((value) =>
      fc.constantFrom(
        { resourceMetrics: value },
        { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: "requests", sum: value }] }] }] },
        {
          resourceMetrics: [
            { scopeMetrics: [{ metrics: [{ name: "requests", histogram: { dataPoints: [value] } }] }] },
          ],
        },
        { status: "success", data: { result: value } },
        { name: "requests", fields: value, timestamp: 1 },
        { specversion: "1.0", data: value },
        { labels: value, name: "requests", timestamp: value, value },
      ),
    );
    fc.assert(fc.property(anywhere, (value) => void readAll([json(value)])));
  });
});
