import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeTelemetry, type Payload } from "../../src/wire/index.ts";

const ts = Date.UTC(2021, 9, 4, 15, 40);
const reading = { service: "shop", ts, intervalMs: 60_000, requests: 100, errors: 1 };

const refusal = (payload: Payload, stream: Parameters<typeof decodeTelemetry>[0] = "error-rate"): string => {
  const decoded = decodeTelemetry(stream, payload, ts + 60_000);
  return decoded.kind === "rejected" ? `${decoded.code}: ${decoded.reason}` : decoded.kind;
};

/** A protobuf message of one field 1 that holds these bytes. */
const fieldOne = (bytes: Uint8Array): Uint8Array => Uint8Array.from([0x0a, bytes.length, ...bytes]);
const attribute = fieldOne(new TextEncoder().encode("service.name"));
const otlp = fieldOne(fieldOne(fieldOne(attribute)));

describe("a message that is no JSON is named by what it is", () => {
  test.each<[string, Payload]>([
    ["OpenTelemetry (OTLP protobuf)", otlp],
    ["OpenTelemetry (OTLP protobuf)", Buffer.from(otlp).toString("utf8")],
    [
      "in the framing of a schema registry (schema 7, Avro, Protobuf or JSON)",
      Uint8Array.from([0, 0, 0, 0, 7, 4, 65]),
    ],
    ["packed by gzip inside the message", Uint8Array.from([0x1f, 0x8b, 8, 0])],
    ["packed by zstd inside the message", Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0])],
    ["InfluxDB line protocol", "http,service=shop requests=100i,errors=1i 1633362000000000000\n"],
    ["Prometheus or OpenMetrics text", "# TYPE http_requests_total counter\nhttp_requests_total 1"],
    ["a web page (HTML or XML)", "<html><body>502</body></html>"],
  ])("%s", (name, payload) => {
    expect(refusal(payload)).toContain(`other-format: the value is ${name};`);
  });

  test.each<[string, Payload]>([
    ["text that nobody knows", "hello"],
    ["a telemetry message that is cut", JSON.stringify(reading).slice(0, 40)],
    ["bytes that nobody knows", Uint8Array.from([0xff, 0xfe, 0xfd])],
  ])("but not %s", (_name, payload) => {
    expect(refusal(payload)).toMatch(/^(?:value-not-json|payload-not-utf8): /);
  });

  test("and a line that nearly is line protocol takes no longer the longer it is", () => {
    for (const begin of ["a,b=", 'a b="'])
      for (const part of ["\\\\", "x=", ",b=", '"'])
        expect(refusal(`${begin}${part.repeat(2000)} !`)).toMatch(/^value-not-json/);
  });

  test("and whatever the bytes are, it comes to an end and takes no reading away", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(refusal(bytes)).toMatch(/^[a-z0-9-]+: ./);
      }),
    );
    expect(refusal(`\n${JSON.stringify(reading)}`)).toBe("reading");
  });
});

describe("a share where counts belong is told, with what is needed", () => {
  const { requests: _requests, errors: _errors, ...bare } = reading;

  test.each(["errorRate", "error_rate", "errorRatio", "successRate", "availability"])("%s", (name) => {
    expect(refusal(JSON.stringify({ ...bare, [name]: 0.013 }))).toBe(
      `value-schema: requests: missing; ${name} is a share, and a share alone carries no evidence: send requests and errors as whole counts of the interval`,
    );
  });

  test("in the place of a count", () => {
    expect(refusal(JSON.stringify({ ...reading, errors: 0.013 }))).toBe(
      "value-schema: errors: 0.013 looks like a share or a rate; send requests and errors as whole counts of the interval",
    );
  });

  test("of deliveries", () => {
    expect(refusal(JSON.stringify({ ...bare, deliveryRate: 0.9 }), "delivery-latency")).toContain(
      "send delivered and undelivered as whole counts",
    );
  });

  test("beside counts costs nothing", () => {
    expect(refusal(JSON.stringify({ ...reading, errorRate: 0.01 }))).toBe("reading");
  });
});
