import { gunzipSync, gzipSync } from "node:zlib";
import { RecordingHeader, RecordingLine, Reject } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import { runImport, workFolder } from "./run-import.ts";

const noon = Date.UTC(2021, 9, 4, 12);
const minute = 60_000;

const otlpMessage = (index: number, { service = "shop", failed = 0, ok = 100 } = {}): object => ({
  resourceMetrics: [
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: service } }] },
      scopeMetrics: [
        {
          metrics: [
            {
              name: "http.server.request.duration",
              unit: "s",
              histogram: {
                aggregationTemporality: 1,
                dataPoints: [
                  [200, ok],
                  [503, failed],
                ].map(([status, count]) => ({
                  attributes: [{ key: "http.response.status_code", value: { intValue: `${status}` } }],
                  startTimeUnixNano: `${noon + index * minute}000000`,
                  timeUnixNano: `${noon + (index + 1) * minute}000000`,
                  count: `${count}`,
                })),
              },
            },
          ],
        },
      ],
    },
  ],
});

const jsonLines = (messages: readonly object[]): string =>
  messages.map((each) => `${JSON.stringify(each)}\n`).join("");

function payloadsOf(recording: string): readonly unknown[] {
  const [header, ...lines] = recording.trimEnd().split("\n");
  expect(RecordingHeader.parse(JSON.parse(header!))).toMatchObject({ provenance: "recorded" });
  return lines.map((text, index) => {
    const line = RecordingLine.parse(JSON.parse(text));
    const payload = JSON.parse(line.payload as string) as { ts: number; intervalMs: number };
    expect(line).toMatchObject({ offset: index, ts: payload.ts + payload.intervalMs });
    return payload;
  });
}

const readings = [0, 1, 2].map((index) => ({
  service: "shop",
  ts: noon + index * minute,
  intervalMs: minute,
  requests: 100 + 10 * index,
  errors: 10 * index,
}));

const messages = [0, 1, 2].map((index) => otlpMessage(index, { failed: 10 * index }));

describe("tocsin import otlp", () => {
  test("reads the lines of a Collector's file, packed or not, and tells what it made of them", async () => {
    const folder = workFolder();
    const plain = await runImport(["otlp", folder.write("a.json", jsonLines(messages))]);
    expect(payloadsOf(plain.out)).toEqual(readings);
    expect(plain.err).toContain("readings  3 of error-rate; services: shop");
    const out = folder.path("b.jsonl.gz");
    const packed = await runImport([
      "otlp",
      folder.write("b.json.gz", gzipSync(jsonLines(messages))),
      "-o",
      out,
    ]);
    expect(packed.code).toBe(0);
    expect(payloadsOf(gunzipSync(folder.read("b.jsonl.gz")).toString())).toEqual(readings);
  });

  test("reads one message over many lines", async () => {
    const { out } = await runImport(["otlp", "-"], JSON.stringify(otlpMessage(0), null, 2));
    expect(payloadsOf(out)).toEqual(readings.slice(0, 1));
  });

  test("gives the same for several files, in whatever order they are named", async () => {
    const folder = workFolder();
    const files = messages.map((message, index) =>
      folder.write(`${9 - index}.json`, JSON.stringify(message)),
    );
    const [one, other] = await Promise.all([
      runImport(["otlp", ...files]),
      runImport(["otlp", ...files.toReversed()]),
    ]);
    expect(payloadsOf(one.out)).toEqual(readings);
    expect(other.out).toBe(one.out);
  });

  test("counts what it refuses, and writes it where a file is named", async () => {
    const folder = workFolder();
    const input = `${jsonLines(messages)}{"resourceMetrics": [\n<html>\n`;
    const { code, err } = await runImport(["otlp", "-", "--rejects", folder.path("rejects.jsonl")], input);
    expect(code).toBe(0);
    expect(err).toContain("refused   2 format-unknown");
    const lines = folder.read("rejects.jsonl").toString().trimEnd().split("\n");
    expect(lines.map((line) => Reject.parse(JSON.parse(line)).line)).toEqual([4, 5]);
  });
});

describe("tocsin import prometheus", () => {
  const answer = (metric: object, values: readonly number[]): string =>
    JSON.stringify({
      status: "success",
      data: {
        resultType: "matrix",
        result: [{ metric, values: values.map((value, index) => [noon / 1000 + index * 60, `${value}`]) }],
      },
    });

  test("says what is missing where an answer has no name, or holds errors without requests", async () => {
    const folder = workFolder();
    const nameless = folder.write("plain.json", answer({ service: "shop" }, [100, 101]));
    expect(await runImport(["prometheus", nameless])).toMatchObject({
      code: 3,
      err: expect.stringContaining('label_replace(…, "__name__", "tocsin_requests"') as unknown,
    });
    const errors = folder.write(
      "errors.json",
      answer({ __name__: "tocsin_errors", service: "shop" }, [0, 5]),
    );
    const { code, err } = await runImport(["prometheus", errors]);
    expect([code, err]).toEqual([3, expect.stringContaining("in the same command")]);
    expect(err).not.toContain("a counter needs two");
  });

  test("joins the answers of several queries", async () => {
    const folder = workFolder();
    const labels = { service: "shop" };
    const files = [
      folder.write("requests.json", answer({ __name__: "tocsin_requests", ...labels }, [100, 100.5, 99.5])),
      folder.write("errors.json", answer({ __name__: "tocsin_errors", ...labels }, [0, 50, 0])),
    ];
    const { out } = await runImport(["prometheus", ...files, "--preset", "promql"]);
    expect(payloadsOf(out)).toMatchObject([
      { ts: noon - minute, requests: 100, errors: 0 },
      { ts: noon, errors: 50 },
      { ts: noon + minute, errors: 0 },
    ]);
  });

  test("that fits no rule names what was left out and the presets", async () => {
    const { code, err, out } = await runImport(
      ["prometheus", "-"],
      answer({ __name__: "node_load1" }, [1, 2]),
    );
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toContain("left out  1 metric that no rule names: node_load1 2");
    expect(err).toContain("istio");
  });
});

test("types of families hold on over the pieces in which a long OpenMetrics file is read", async () => {
  const filler = Array.from({ length: 40_000 }, (_, index) => `other{x="${index}"} 1 ${noon / 1000}`).join(
    "\n",
  );
  const sample = (index: number): string => `shop{service="a"} ${index * 5} ${noon / 1000 + index * 60}`;
  const input = `# TYPE shop gauge\n${sample(0)}\n${filler}\n${sample(1)}\n# EOF\n`;
  expect(input.length).toBeGreaterThan(1_048_576);
  const folder = workFolder();
  const mapping = folder.write("m.yaml", "metrics:\n  - { metric: shop, as: requests }\n");
  const { code, err } = await runImport(["openmetrics", folder.write("a.om", input), "--mapping", mapping]);
  expect(code).toBe(3);
  expect(err).toContain("2 sample-kind");
});

test("line protocol and Telegraf are read by a mapping of one's own", async () => {
  const folder = workFolder();
  const mapping = folder.write(
    "m.yaml",
    "service: [app]\nmetrics:\n  - { metric: http_total, as: requests }\n",
  );
  const line = (index: number): string =>
    `http,app=shop total=${index * 10}i ${noon + index * minute}000000\n`;
  const influx = await runImport(["influx", "-", "--mapping", mapping], line(0) + line(1));
  expect(payloadsOf(influx.out)).toMatchObject([{ service: "shop", ts: noon, requests: 10 }]);
  const telegraf = (index: number): object => ({
    name: "http",
    tags: { app: "shop" },
    fields: { total: index * 10 },
    timestamp: noon / 1000 + index * 60,
  });
  const { out } = await runImport(
    ["telegraf", "-", "--mapping", mapping],
    jsonLines([telegraf(0), telegraf(1)]),
  );
  expect(out).toBe(influx.out);
});

test("annotated CSV of many megabytes is read in pieces, each with what was told of its columns", async () => {
  const mapping = workFolder().write(
    "m.yaml",
    "service: [app]\nmetrics:\n  - { metric: http_total, as: requests }\n",
  );
  const columns = `#group,false,false,false,false,true,true,true
#datatype,string,long,dateTime:RFC3339,long,string,string,string
#default,_result,,,,,,
,result,table,_time,_value,_field,_measurement,app
`;
  const count = 20_000;
  const rows = Array.from({ length: count }, (_none, index) => {
    const time = new Date(noon + index * minute).toISOString();
    return `,,0,${time},${index * 10},total,http,a name that is long enough for megabytes\n`;
  });
  const { code, out, err } = await runImport(["influx", "-", "--mapping", mapping], columns + rows.join(""));
  expect(code).toBe(0);
  expect(payloadsOf(out)).toHaveLength(count - 1);
  expect(err).not.toContain("refused");
});

describe("what cannot be meant", () => {
  test.each([
    [["otlp"], 2, "needs a file"],
    [["otlp", "a", "a"], 2, "given twice"],
    [["otlp", "-", "--preset", "istoi"], 2, "Did you mean istio?"],
    [["otlp", "-", "--preset", "istio", "--mapping", "m.yaml"], 2, "do not go together"],
    [["otlp", "a.json", "--out", "a.json"], 2, "would be overwritten"],
    [["prometheus", "/nowhere/a.json"], 3, "cannot read"],
    [["promtheus", "a.json"], 2, "Did you mean prometheus?"],
  ])("%j is refused", async (argv, code, words) => {
    const result = await runImport(argv);
    expect(result.code).toBe(code);
    expect(result.err).toContain(words);
  });

  test("faults of a mapping are told with their place", async () => {
    const folder = workFolder();
    const text = "preset: istoi\nmetrics:\n  - { metric: a, as: requests }\n";
    const { code, err } = await runImport(["otlp", "-", "--mapping", folder.write("m.yaml", text)]);
    expect(code).toBe(2);
    expect(err.replaceAll("\u00a0", " ")).toMatch(/m\.yaml:1:9 config-schema .*Did you mean istio\?/);
  });
});

test("a file without a sample is told as that, and not as one that needs a mapping", async () => {
  const { code, err } = await runImport(["openmetrics", "-"], "");
  expect([code, err]).toEqual([3, expect.stringContaining("There is no sample in it.")]);
});
