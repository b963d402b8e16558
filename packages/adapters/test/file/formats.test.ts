import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { valueSplitter } from "../../src/file/value-splitter.ts";
import { decodeTelemetry } from "../../src/wire/index.ts";
import { fileWith, lineOf, readAll, stdinOf, summary } from "../support/recordings.ts";

const ts = 1_633_361_940_000;
const error = { service: "whatsapp", ts, intervalMs: 60_000, requests: 10, errors: 1 };
const latency = { service: "whatsapp", ts, intervalMs: 60_000, delivered: 9, undelivered: 1 };
const reports = { service: "signal", ts: new Date(ts).toISOString(), intervalMs: 60_000, reports: 4 };

test("a recording of another format is not read as far as it can be guessed, but refused with what to do", async () => {
  for (const format of [0, 2, 17]) {
    const text = `{"tocsinRecording":${format},"name":"later"}\n${lineOf(ts)}\n`;
    for (const bytes of [Buffer.from(text), gzipSync(text), zstdCompressSync(text)]) {
      expect(await readAll([fileWith("later.jsonl", bytes)])).toMatchObject([
        {
          kind: "failed",
          code: "other-format",
          reason: `it is a recording of format ${format}; this version reads format 1: read it with the version that wrote it, or with a newer one`,
        },
      ]);
    }
  }
  expect(summary(await readAll([fileWith("now.jsonl", `{"tocsinRecording":1}\n${lineOf(ts)}\n`)]))).toContain(
    `${ts}@2`,
  );
});

describe("bare telemetry", () => {
  test("is read by its fields, and arrived when its interval ended", async () => {
    const lines = [error, latency, reports].map((one) => JSON.stringify(one));
    const items = await readAll([fileWith("bare.jsonl", lines.join("\n"))]);
    expect(items).toMatchObject(
      ["error-rate", "delivery-latency", "report-volume"].map((stream, at) => ({
        kind: "message",
        topic: `telemetry.${stream}.v1`,
        partition: 0,
        offset: at,
        arrivalMs: ts + 60_000,
        payload: lines[at],
        line: at + 1,
      })),
    );
  });

  test("may stand among recording lines", async () => {
    expect(summary(await readAll([fileWith("mixed", `${lineOf(ts)}\n${JSON.stringify(error)}\n`)]))).toEqual([
      `${ts}@1`,
      `${ts + 60_000}@2`,
    ]);
  });

  test("one service after another is put in the order of time, to the minute", async () => {
    const services = ["a", "b", "c"];
    const lines = services.flatMap((service) =>
      Array.from({ length: 90 }, (_, minute) =>
        JSON.stringify({ ...error, service, ts: ts + minute * 60_000 }),
      ),
    );
    const items = await readAll([fileWith("services", lines.join("\n"))]);
    const arrivals = items.map((item) => (item.kind === "message" ? item.arrivalMs : 0));
    expect(arrivals).toHaveLength(270);
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
  });

  test("is refused where its time or its interval cannot be used, in words that name them", async () => {
    const bad = [
      { ...error, ts: undefined },
      { ...error, intervalMs: "1m" },
      { ...error, ts: ts / 1000 },
      { ...error, ts: ts * 1000 },
    ];
    const items = await readAll([fileWith("bad", bad.map((one) => JSON.stringify(one)).join("\n"))]);
    expect(items).toMatchObject([
      { code: "value-schema", reason: "ts: is missing or no time" },
      { code: "interval-invalid" },
      { code: "time-unit", reason: `ts: ${ts / 1000} is in seconds; times are epoch milliseconds` },
      { code: "time-unit", reason: `ts: ${ts * 1000} is in microseconds; times are epoch milliseconds` },
    ]);
  });
});

describe("one JSON array", () => {
  const all = [error, latency, { ...JSON.parse(lineOf(ts + 60_000)) } as object];
  const words = [`${ts + 60_000}@1`, `${ts + 60_000}@2`, `${ts + 60_000}@3`];

  test.each([
    ["on one line", JSON.stringify(all)],
    ["pretty-printed", JSON.stringify(all, null, 2)],
    ["an object a line", `[\n${all.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`],
    ["pretty-printed objects one after another", all.map((one) => JSON.stringify(one, null, 2)).join("\n")],
  ])("%s is read object by object", async (_name, text) => {
    expect(summary(await readAll([fileWith("array.json", text)]))).toEqual(words);
    expect(summary(await readAll([fileWith("array.json.gz", gzipSync(text))]))).toEqual(words);
    const pieces = [...Buffer.from(text)].map((byte) => Uint8Array.of(byte));
    expect(summary(await readAll(["-"], stdinOf(...pieces)))).toEqual(words);
  });

  test("that was cut says so, and an object that is none costs itself alone", async () => {
    const text = `[${JSON.stringify(error)},{"service":},${JSON.stringify(error)},{"serv`;
    expect(summary(await readAll([fileWith("cut.json", text)]))).toEqual([
      `${ts + 60_000}@1`,
      "line-not-json@2",
      `${ts + 60_000}@3`,
      "line-truncated@4",
    ]);
  });

  test("whose objects lie in blocks is put in order, too", async () => {
    const lines = ["a", "b"].flatMap((service) =>
      Array.from({ length: 90 }, (_, minute) => ({ ...error, service, ts: ts + minute * 60_000 })),
    );
    const items = await readAll([fileWith("blocks.json", JSON.stringify(lines, null, 1))]);
    const arrivals = items.map((item) => (item.kind === "message" ? item.arrivalMs : 0));
    expect(arrivals).toHaveLength(180);
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
  });
});

test("objects are cut out of any JSON text, wherever the pieces are cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
      fc.nat(3),
      fc.integer({ min: 1, max: 40 }),
      (objects, indent, size) => {
        const bytes = Buffer.from(JSON.stringify(objects, null, indent));
        const found: string[] = [];
        const starts: number[] = [];
        const splitter = valueSplitter(1e6, (text, kind, _bytes, at) => {
          expect(kind).toBe("text");
          found.push(text);
          starts.push(at);
        });
        for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size));
        splitter.end(() => expect.unreachable());
        expect(found.map((text): unknown => JSON.parse(text))).toEqual(
          objects.map((one): unknown => JSON.parse(JSON.stringify(one))),
        );
        for (const [at, start] of starts.entries()) {
          expect(bytes.toString("utf8", start, start + Buffer.byteLength(found[at]!))).toBe(found[at]);
        }
      },
    ),
  );
});

describe("a zstd file", () => {
  const [one, two] = [zstdCompressSync(`${lineOf(1)}\n`), zstdCompressSync(`${lineOf(2)}\n${lineOf(3)}\n`)];
  const skipped = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

  test("is known by its bytes and read; frames may follow one another, and frames to be skipped", async () => {
    const bytes = Buffer.concat([one, skipped, two, Buffer.alloc(16)]);
    expect(summary(await readAll([fileWith("packed", bytes)]))).toEqual(["1@1", "2@2", "3@3"]);
    const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
    expect(summary(await readAll(["-"], stdinOf(...pieces)))).toEqual(["1@1", "2@2", "3@3"]);
  });

  test("that ends early, or with something else behind it, gives its lines and one refusal", async () => {
    expect(summary(await readAll([fileWith("cut.zst", Buffer.concat([one, two.subarray(0, -4)]))]))).toEqual([
      "1@1",
      "zstd-truncated@1",
    ]);
    expect(
      summary(await readAll([fileWith("tail.zst", Buffer.concat([one, Buffer.from("words")]))])),
    ).toEqual(["1@1", "packed-trailing@1"]);
  });
});

test("damage behind the first member of a gzip file costs nothing before it, and is told", async () => {
  const lines = Array.from({ length: 3000 }, (_, at) => lineOf(at * 7919));
  const second = gzipSync(`${lines.slice(1500).join("\n")}\n`);
  second.fill(0xff, second.length >> 1, (second.length >> 1) + 64);
  const items = await readAll([
    fileWith("second.gz", Buffer.concat([gzipSync(`${lines.slice(0, 1500).join("\n")}\n`), second])),
  ]);
  expect(items.at(-1)).toMatchObject({ kind: "rejected", code: "gzip-truncated" });
  expect(items.length).toBeGreaterThan(1700);
  expect(summary(items).slice(0, 1500)).toEqual(
    lines.slice(0, 1500).map((_, at) => `${at * 7919}@${at + 1}`),
  );
});

const otlp = { resourceMetrics: [{ scopeMetrics: [] }] };
const prometheus = {
  status: "success",
  data: { resultType: "matrix", result: [{ metric: {}, values: [[1.6e9, "1"]] }] },
};
const telegraf = { name: "http", tags: { a: "b" }, fields: { up: 1 }, timestamp: 1_633_361_940 };

describe("another format is refused as a whole and by its name", () => {
  test.each([
    ["OpenTelemetry (OTLP JSON)", JSON.stringify(otlp)],
    ["OpenTelemetry (OTLP JSON)", JSON.stringify(otlp, null, 2)],
    ["a Prometheus query result", JSON.stringify(prometheus)],
    ["a Prometheus query result", JSON.stringify(prometheus, null, 2)],
    ["Telegraf JSON", `${JSON.stringify(telegraf)}\n${JSON.stringify(telegraf)}\n`],
    ["Telegraf JSON", JSON.stringify({ metrics: [telegraf] })],
    ["InfluxDB line protocol", "errors,service=whatsapp requests=10i,errors=1i 1633361940000000000\n"],
    [
      "Prometheus or OpenMetrics text",
      "# HELP http_requests_total Requests\n# TYPE http_requests_total counter\n",
    ],
    ["a table (CSV)", "timestamp,service,up\n2021-10-04T15:00:00Z,whatsapp,1\n"],
    ["a table (CSV)", '"timestamp";"service"\n"2021-10-04T15:00:00Z";"whatsapp"\n'],
    ["a web page (HTML or XML)", "<!DOCTYPE html>\n<html></html>\n"],
    ["UTF-16 text", Buffer.from(`\u{feff}${lineOf(1)}\r\n`, "utf16le")],
    ["UTF-16 text", Buffer.from(lineOf(1), "utf16le")],
  ])("%s", async (name, content) => {
    for (const path of [fileWith("other", content), fileWith("other.gz", gzipSync(content))]) {
      const items = await readAll([path]);
      expect(items).toMatchObject([{ kind: "failed", code: "other-format" }]);
      expect(items).toMatchObject([{ reason: expect.stringContaining(`it is ${name};`) as string }]);
    }
  });

  test("but a recording among whose lines it stands loses that line alone", async () => {
    const text = [
      "% Reached end of topic a [0] at offset 3",
      lineOf(1),
      JSON.stringify(otlp),
      "a,b,c",
      lineOf(2),
    ];
    expect(summary(await readAll([fileWith("among", text.join("\n"))]))).toEqual([
      "line-not-json@1",
      "1@2",
      "other-format@3",
      "line-not-json@4",
      "2@5",
    ]);
    const before = [JSON.stringify(otlp), lineOf(1)].join("\n");
    expect(summary(await readAll([fileWith("before", before)]))).toEqual(["other-format@1", "1@2"]);
  });
});

test.each([
  [JSON.stringify(otlp), "tocsin import otlp"],
  [JSON.stringify(prometheus), "tocsin import prometheus"],
  [JSON.stringify(telegraf), "tocsin import telegraf"],
  ["errors,service=whatsapp requests=10i,errors=1i 1633361940000000000\n", "tocsin import influx"],
  ["# HELP http_requests_total Requests\n", "tocsin import openmetrics"],
])("a file of another format is refused with the command that reads it: %#", async (content, command) => {
  const items = await readAll([fileWith("misused", content)]);
  expect(items).toMatchObject([{ reason: expect.stringContaining(command) as string }]);
});

test("a message that carries another format, or times in another unit, is refused by that name", () => {
  const decoded = (value: unknown, arrivalMs = ts + 60_000) =>
    decodeTelemetry("error-rate", JSON.stringify(value), arrivalMs);
  expect(decoded(otlp)).toMatchObject({
    code: "other-format",
    reason: expect.stringContaining("OTLP") as string,
  });
  expect(decoded({ ...error, ts: ts / 1000 })).toMatchObject({
    code: "time-unit",
    reason: expect.stringContaining("ts:") as string,
  });
  expect(decoded({ ...error, ts: ts * 1000 })).toMatchObject({ code: "time-unit" });
  expect(decoded(error, Math.round(ts / 1000))).toMatchObject({
    code: "time-unit",
    reason: expect.stringContaining("arrival:") as string,
  });
  expect(decoded({ ...error, ts: ts - 9 * 86_400_000 })).toMatchObject({ code: "timestamp-past" });
});

test("an envelope written by hand with its time in seconds is refused by that name", async () => {
  const line = lineOf(ts / 1000, { tstype: undefined });
  expect(await readAll([fileWith("seconds", line)])).toMatchObject([{ code: "time-unit" }]);
});

test("headers, keys and timestamp types of any shape cost nothing, and a value that is an object is its JSON", async () => {
  const lines = [
    lineOf(1, { headers: ["trace-id", null], key: 7, tstype: "other", broker: "b1" }),
    lineOf(2, { headers: { a: "b" }, keyBase64: 1 }),
    lineOf(3, { payload: error }),
    lineOf(4, { payload: [1] }),
  ];
  const items = await readAll([fileWith("shapes", lines.join("\n"))]);
  expect(summary(items)).toEqual(["1@1", "2@2", "3@3", "4@4"]);
  expect(items[2]).toMatchObject({ payload: JSON.stringify(error) });
});
