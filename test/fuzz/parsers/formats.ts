import { createRequire } from "node:module";
import { isDeepStrictEqual } from "node:util";
import { decoderFor, type DecoderState, type Format, formatNames } from "@tocsin/formats";
import type { TelemetryMapping } from "@tocsin/contracts";
import { isWholeBlock } from "../../../packages/formats/src/prometheus/snappy-block.ts";
import { metricsDefinitions } from "../../../packages/formats/src/otlp/definitions.ts";
import { minute, noon } from "../../../packages/formats/test/support/read-all.ts";
import { sumMessage } from "../../../packages/formats/test/support/otlp-json.ts";
import { type Breed } from "../inputs/breed.ts";
import { breedBytes } from "../inputs/breed-bytes.ts";
import { breedJson, breedJsonLines } from "../inputs/breed-json.ts";
import { breedProtobuf } from "../inputs/breed-protobuf.ts";
import { breedSnappy } from "../inputs/breed-snappy.ts";
import { breedText } from "../inputs/breed-text.ts";
import { allFinite, bytesOf, json, type Parser, promise } from "./parser.ts";

// Both are dependencies of the formats alone.
const ofFormats = createRequire(new URL("../../../packages/formats/package.json", import.meta.url));
interface MessageType {
  encode(message: unknown): { finish(): Uint8Array };
  fromObject(value: unknown): unknown;
}
const protobuf = ofFormats("protobufjs/light.js") as {
  readonly Root: { fromJSON(definitions: unknown): { lookupType(name: string): MessageType } };
};
const snappy = ofFormats("snappyjs") as {
  compress(plain: Uint8Array): Uint8Array;
  uncompress(packed: Uint8Array, most?: number): Uint8Array;
};

/** One rule for each kind of measure, so that every way through the counting is open. */
const mapping: TelemetryMapping = {
  intervalMs: minute,
  service: ["service.name", "service", "job"],
  operation: ["route"],
  region: ["region"],
  source: ["instance"],
  metrics: [
    { metric: "requests", as: "requests" },
    { metric: "requests", as: "errors", where: { status: ["5*", "500"] } },
    { metric: "requests_total", as: "requests" },
    { metric: "requests_value", as: "requests" },
    { metric: "errors_total", as: "errors" },
    { metric: "up", as: "up" },
    { metric: "duration", as: "latency", unit: "s" },
    { metric: "duration_bucket", as: "latency", unit: "s" },
    { metric: "delivered", as: "delivered" },
    { metric: "oldest", as: "oldestUndelivered", unit: "s" },
    { metric: "reports", as: "reports", kind: "delta", everyMs: 15 * minute },
  ],
};

const words = [
  "requests",
  "requests_total",
  "up",
  "duration",
  "duration_bucket",
  "delivered",
  "oldest",
  "reports",
  "service.name",
  "service",
  "job",
  "le",
  "status",
  "500",
  "route",
  "region",
  "instance",
  "__name__",
  String(noon),
  `${noon}000000`,
  String(noon / 1000),
  "+Inf",
  "NaN",
  "# TYPE duration histogram",
  "# EOF",
];

const at = (minutes: number): number => noon + minutes * minute;
const nano = (minutes: number): string => `${at(minutes)}000000`;
const attributes = [{ key: "service.name", value: { stringValue: "checkout" } }];
const points = (more: object) => [
  { attributes: [], startTimeUnixNano: nano(0), timeUnixNano: nano(1), ...more },
  { attributes, startTimeUnixNano: nano(0), timeUnixNano: nano(2), ...more },
];
const buckets = { bucketCounts: ["3", "2", "1"], explicitBounds: [0.1, 1], count: "6" };
const exponential = {
  scale: 2,
  zeroCount: "1",
  count: "6",
  positive: { offset: -3, bucketCounts: ["1", "2"] },
  negative: { offset: 0, bucketCounts: ["2"] },
};
const otlp = {
  resourceMetrics: [
    {
      resource: { attributes },
      scopeMetrics: [
        {
          metrics: [
            {
              name: "requests",
              sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: points({ asInt: "5" }) },
            },
            { name: "up", gauge: { dataPoints: points({ asDouble: 1 }) } },
            { name: "duration", histogram: { aggregationTemporality: 1, dataPoints: points(buckets) } },
            {
              name: "duration",
              exponentialHistogram: { aggregationTemporality: 1, dataPoints: points(exponential) },
            },
            {
              name: "oldest",
              summary: { dataPoints: points({ count: "2", quantileValues: [{ quantile: 0.5, value: 2 }] }) },
            },
          ],
        },
      ],
    },
  ],
};

const request = protobuf.Root.fromJSON(metricsDefinitions).lookupType("MetricsData");
const writeRequest = protobuf.Root.fromJSON({
  nested: {
    WriteRequest: { fields: { timeseries: { id: 1, type: "TimeSeries", rule: "repeated" } } },
    TimeSeries: {
      fields: {
        labels: { id: 1, type: "Label", rule: "repeated" },
        samples: { id: 2, type: "Sample", rule: "repeated" },
      },
    },
    Label: { fields: { name: { id: 1, type: "string" }, value: { id: 2, type: "string" } } },
    Sample: { fields: { value: { id: 1, type: "double" }, timestamp: { id: 2, type: "int64" } } },
  },
}).lookupType("WriteRequest");

const encoded = (type: MessageType, value: unknown): Uint8Array =>
  type.encode(type.fromObject(value)).finish();

const written = encoded(writeRequest, {
  timeseries: ["requests_total", "up"].map((name) => ({
    labels: [
      { name: "__name__", value: name },
      { name: "job", value: "checkout" },
    ],
    samples: [0, 1, 2].map((minutes) => ({ value: minutes + 1, timestamp: at(minutes) })),
  })),
});

const openMetrics = `# TYPE requests counter
# HELP requests all of them
requests_total{service="a",status="500"} 5 ${noon / 1000}
requests_total{service="a",status="500"} 9 ${at(1) / 1000} # {trace_id="x"} 1
# TYPE duration histogram
duration_bucket{service="a",le="0.1"} 1 ${at(1)}
duration_bucket{service="a",le="+Inf"} 2 ${at(1)}
up{service="a\\"b\\\\c\\nd"} 1 ${at(1)}
# EOF
`;
const sample = (value: string) => ({
  labels: { __name__: "requests_total", job: "a" },
  name: "requests_total",
  timestamp: "2021-10-04T12:00:00Z",
  value,
});
const telegraf = {
  name: "requests",
  tags: { service: "a" },
  fields: { value: 5, up: true },
  timestamp: noon / 1000,
};
const own = { service: "a", ts: noon, intervalMs: minute, requests: 5, errors: 1 };

/** Another message well packed, or the same one packed in another way, of which some are wrong. */
const bySnappy = (isWellPacked: boolean): Breed => {
  return (parent, other, random) => {
    if (!isWholeBlock(parent)) return breedBytes(parent, other, random);
    try {
      const plain = snappy.uncompress(new Uint8Array(parent), 1_048_576);
      if (!isWellPacked) return breedSnappy(plain, other, random);
      return snappy.compress(new Uint8Array(breedProtobuf(plain, other, random)));
    } catch {
      return breedBytes(parent, other, random);
    }
  };
};

const ofJson = [breedJson(words), breedJson(words), breedText(words), breedBytes];
const ofText = [breedText(words), breedText(words), breedBytes];

const ways: Readonly<Record<Format, Pick<Parser, "seeds" | "breeds">>> = {
  otlp: { seeds: [encoded(request, otlp)], breeds: [breedProtobuf] },
  "otlp-json": {
    seeds: [json(otlp), sumMessage([{ startMs: at(0), atMs: at(1), value: 5 }], "delta")],
    breeds: ofJson,
  },
  prometheus: {
    seeds: [
      json({
        status: "success",
        data: {
          resultType: "matrix",
          result: [
            {
              metric: { __name__: "requests_total", job: "a" },
              values: [
                [noon / 1000, "1"],
                [at(1) / 1000, "5"],
              ],
            },
          ],
        },
      }),
      json({ status: "error", error: "too much" }),
    ],
    breeds: ofJson,
  },
  openmetrics: { seeds: [bytesOf(openMetrics)], breeds: ofText },
  "remote-write": {
    seeds: [snappy.compress(new Uint8Array(written))],
    breeds: [bySnappy(true), bySnappy(true), bySnappy(false), breedBytes],
  },
  "prometheus-json": { seeds: [json(sample("5")), json(sample("+Inf"))], breeds: ofJson },
  telegraf: { seeds: [json(telegraf), json({ metrics: [telegraf, telegraf] })], breeds: ofJson },
  influx: {
    seeds: [
      bytesOf(
        `requests,service=a,status=500 value=5i ${noon}000000\nrequests,service=a\\ b value=9i,up=t ${at(1)}\n# x\n`,
      ),
      bytesOf(`up,service=a value=1,text="a \\"b\\", c=d" ${noon / 1000}`),
    ],
    breeds: ofText,
  },
  cloudevents: {
    seeds: [
      json({ specversion: "1.0", type: "t", source: "s", id: "1", data: own }),
      json({ specversion: "1.0", data_base64: Buffer.from(JSON.stringify([own])).toString("base64") }),
      json({ specversion: "1.0", data: openMetrics }),
    ],
    breeds: ofJson,
  },
  tocsin: { seeds: [json(own), json([own, { ...own, ts: "2021-10-04T12:00:00Z" }])], breeds: ofJson },
};

/** What a decoder remembers goes through JSON, and the one that goes on from there gives the same. */
function read(format: Format | "auto", input: Uint8Array): readonly string[] {
  const limits = { maxSeries: 50, maxIntervals: 200 };
  const decoder = decoderFor(format, mapping, { limits });
  const half = decoder.take(input);
  const state = JSON.parse(JSON.stringify(decoder.state())) as DecoderState;
  const restored = decoderFor(format, mapping, { limits, state });
  const taken = [half, decoder.take(input)];
  restored.take(input);
  const closed = decoder.close(Infinity);
  promise(isDeepStrictEqual(closed, restored.close(Infinity)), "a decoder goes on from what it remembers");
  promise(decoder.state().series.length <= limits.maxSeries, "no more series than the limit are kept");
  for (const { value, arrivalMs } of [...taken.flatMap(({ readings }) => readings), ...closed.readings]) {
    allFinite(value, "a reading");
    allFinite(arrivalMs, "an arrival");
  }
  for (const { reason } of [...taken.flatMap(({ refused }) => refused), ...closed.refused])
    promise(reason.length < 10_000, "a reason is short");
  return [...taken.flatMap(({ refused }) => refused), ...closed.refused].map(({ code }) => code);
}

const parserOf = (format: Format): Parser => ({
  name: format,
  ...ways[format],
  parse: (input) => read(format, input),
});

const auto: Parser = {
  name: "any-format",
  seeds: formatNames.flatMap((format) => ways[format].seeds),
  breeds: [breedJsonLines(words), breedText(words), breedProtobuf, breedBytes],
  parse: (input) => read("auto", input),
};

export const formatParsers: readonly Parser[] = [...formatNames.map(parserOf), auto];
