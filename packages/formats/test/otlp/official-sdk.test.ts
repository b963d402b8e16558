import { describe, expect, test } from "vitest";
import { instrumentedService } from "../support/otlp-export.ts";
import { minute, noon, readAll } from "../support/read-all.ts";

const at = (minutes: number): number => noon + minutes * minute;

const resource = { "service.name": "checkout", "service.instance.id": "pod-1", "cloud.region": "eu-1" };

/** Three minutes of a server as the SDK exports them: in the second one requests fail. */
async function threeMinutes(temporality: "delta" | "cumulative", exponential = false) {
  const service = instrumentedService(resource, temporality, { exponential });
  const durations = service.meter.createHistogram("http.server.request.duration", { unit: "s" });
  const exports = [];
  for (const [index, failed] of [0, 8, 1].entries()) {
    for (let request = 0; request < 20; request += 1) {
      const status = request < failed ? 503 : 200;
      durations.record(0.02 * (request + 1), {
        "http.response.status_code": status,
        "http.request.method": "GET",
      });
    }
    const startMs = at(temporality === "delta" ? index : 0);
    exports.push(await service.collect({ startMs, endMs: at(index + 1) }));
  }
  return exports;
}

const expected = [0, 8, 1].map((errors, index) => ({
  service: "checkout",
  region: "eu-1",
  ts: at(index),
  intervalMs: minute,
  requests: 20,
  errors,
}));

describe.each(["delta", "cumulative"] as const)("the official SDK's %s export", (temporality) => {
  test.each(["protobuf", "json"] as const)("is read as %s without a mapping", async (encoding) => {
    const messages = (await threeMinutes(temporality)).map((exported) => exported[encoding]);
    const { values, refused, formats } = readAll(messages, null);
    expect(values).toEqual(expected);
    expect(refused).toEqual({});
    expect(new Set(formats)).toEqual(new Set([encoding === "json" ? "otlp-json" : "otlp"]));
  });

  test("gives the same counts with exponential histograms", async () => {
    const messages = (await threeMinutes(temporality, true)).map(({ protobuf }) => protobuf);
    expect(readAll(messages, null).values).toEqual(expected);
  });

  test("gives buckets of latency where a mapping asks for them", async () => {
    const mapping = { metrics: [{ metric: "http.server.request.duration", as: "latency" as const }] };
    const explicit = readAll(
      (await threeMinutes(temporality)).map(({ protobuf }) => protobuf),
      mapping,
    );
    const [first] = explicit.values;
    expect(first).toMatchObject({ service: "checkout", ts: at(0), delivered: 20 });
    // The SDK's bounds are meant for milliseconds: all of it lies below the first that is not zero.
    expect(first).toHaveProperty("buckets", expect.arrayContaining([{ leMs: 5000, count: 20 }]));
    const fine = readAll(
      (await threeMinutes(temporality, true)).map(({ json }) => json),
      mapping,
    );
    for (const value of fine.values) {
      if (!("buckets" in value) || !value.buckets) throw new Error("no buckets");
      const below = value.buckets.findLast(({ leMs }) => leMs <= 200);
      // 20, 40, … 400 ms: bounds are 19 % apart, so that eight to ten of the twenty lie below the last one up to 200 ms.
      expect(below?.count).toBeGreaterThanOrEqual(8);
      expect(below?.count).toBeLessThanOrEqual(10);
      expect(value.buckets.at(-1)?.count).toBe(20);
    }
  });
});

test("many services in one message are told apart", async () => {
  const names = ["checkout", "search", "Zürich/Börse"];
  const decoded = await Promise.all(
    names.map(async (name) => {
      const service = instrumentedService({ "service.name": name }, "delta");
      service.meter.createHistogram("http.server.request.duration", { unit: "s" }).record(0.1);
      return (await service.collect({ startMs: at(0), endMs: at(1) })).protobuf;
    }),
  );
  // Messages of protocol buffers that stand one after the other are one message with all their parts.
  const together = Uint8Array.from(decoded.flatMap((bytes) => [...bytes]));
  const { values } = readAll([together], null);
  expect(values.map(({ service }) => service).toSorted()).toEqual(
    ["Zürich∕Börse", "checkout", "search"].toSorted(),
  );
});
