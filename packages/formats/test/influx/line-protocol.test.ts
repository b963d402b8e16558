import { describe, expect, test } from "vitest";
import { json, text } from "../support/otlp-json.ts";
import { minute, noon, readAll } from "../support/read-all.ts";

const at = (minutes: number): number => noon + minutes * minute;

const mapping = {
  service: ["app"],
  metrics: [
    { metric: "http_total", as: "requests" as const },
    { metric: "http_failed", as: "errors" as const },
  ],
};

const expected = [
  { service: "my shop", ts: at(0), intervalMs: minute, requests: 10, errors: 2 },
  { service: "my shop", ts: at(1), intervalMs: minute, requests: 20, errors: 0 },
];

const totals = [
  { total: 100, failed: 7 },
  { total: 110, failed: 9 },
  { total: 130, failed: 9 },
];

test("line protocol keeps escapes and quotes, and reads times in any unit", () => {
  for (const factor of [1_000_000, 1000, 1, 0.001]) {
    const lines = totals.map(
      ({ total, failed }, index) =>
        String.raw`http,app=my\ shop,host=a total=${total}i,failed=${failed}u,note="x, y=1 \" z" ${at(index) * factor}`,
    );
    const { values, refused, formats } = readAll([text(`# a comment\n${lines.join("\n")}\n`)], mapping);
    expect(values).toEqual(expected);
    expect(refused).toEqual({});
    expect(formats).toEqual(["influx"]);
  }
});

test("a line that is none is told, and the others are read", () => {
  const { values, refused } = readAll(
    [text(`http,app=a total=1i ${at(0)}\nhttp,app= =\nhttp,app=a total=3i ${at(1)}\n`)],
    mapping,
    { format: "influx" },
  );
  expect(values).toMatchObject([{ requests: 2 }]);
  expect(refused).toEqual({ "format-unreadable": 1 });
});

describe("Telegraf JSON", () => {
  const metric = (index: number) => ({
    name: "http",
    tags: { app: "my shop", host: "a" },
    fields: { ...totals[index]!, note: "text" },
    timestamp: at(index) / 1000,
  });

  test("is read metric by metric", () => {
    const { values, formats } = readAll(
      [0, 1, 2].map((index) => json(metric(index))),
      mapping,
    );
    expect(values).toEqual(expected);
    expect(formats).toEqual(["telegraf", "telegraf", "telegraf"]);
  });

  test("is read in batches", () => {
    expect(readAll([json({ metrics: [0, 1, 2].map(metric) })], mapping).values).toEqual(expected);
  });

  test("that was scraped from Prometheus has the names that presets know", () => {
    const scraped = (code: string) =>
      [0, 1].map((index) => ({
        name: "prometheus",
        tags: { service: "checkout@docker", code, method: "GET" },
        fields: { traefik_service_requests_total: index * (code === "200" ? 50 : 3) },
        timestamp: at(index) / 1000,
      }));
    const metrics = [...scraped("200"), ...scraped("502")];
    expect(readAll([json({ metrics })], null).values).toMatchObject([
      { service: "checkout@docker", requests: 53, errors: 3 },
    ]);
  });
});

describe("telemetry itself", () => {
  const value = { service: "a", ts: at(0), intervalMs: minute, requests: 10, errors: 1 };

  test("passes through, alone, in a list, and as the data of an event", () => {
    const event = { specversion: "1.0", id: "1", source: "/a", type: "t", data: value };
    const base64 = {
      ...event,
      data: undefined,
      data_base64: Buffer.from(JSON.stringify(value)).toString("base64"),
    };
    const { values, formats } = readAll([json(value), json([value]), json(event), json(base64)], null);
    expect(values).toEqual([value, value, value, value]);
    expect(formats).toEqual(["tocsin", "tocsin", "cloudevents", "cloudevents"]);
  });

  test("in an event may be of another format", () => {
    const data = { name: "http", tags: { app: "a" }, fields: { total: 1 }, timestamp: at(0) / 1000 };
    const next = { ...data, fields: { total: 4 }, timestamp: at(1) / 1000 };
    const messages = [data, next].map((each) =>
      json({ specversion: "1.0", id: "1", source: "/", type: "t", data: each }),
    );
    expect(readAll(messages, mapping).values).toMatchObject([{ service: "a", requests: 3 }]);
  });

  test("with a clock in seconds, or a field of the wrong type, is told", () => {
    const { refused, values } = readAll(
      [
        json({ ...value, ts: at(0) / 1000 }),
        json({ ...value, requests: "many" }),
        json({ specversion: "1.0", data: 5 }),
      ],
      null,
    );
    expect({ refused, values }).toEqual({
      refused: { "time-unit": 1, "value-schema": 1, "format-unreadable": 1 },
      values: [],
    });
  });
});
