import fc from "fast-check";
import { errorCodes } from "@tocsin/contracts";
import { readingOf, valuesOf } from "@tocsin/core";
import { describe, expect, test } from "vitest";
import { decodeTelemetry, maxValueBytes } from "../../src/wire/index.ts";
import { arrivalMs, mutatedValue, oddity, streams } from "../support/arbitrary-telemetry.ts";

const value = {
  service: "whatsapp",
  ts: arrivalMs - 60_000,
  intervalMs: 60_000,
  requests: 182_344,
  errors: 211,
};

const decode = (payload: unknown) =>
  decodeTelemetry("error-rate", typeof payload === "string" ? payload : JSON.stringify(payload), arrivalMs);

const refusal = (payload: unknown): string => {
  const decoded = decode(payload);
  return decoded.kind === "rejected" ? `${decoded.code}: ${decoded.reason}` : decoded.kind;
};

describe("what is accepted", () => {
  test("a reading, with what the producer left out as null", () => {
    const reading = readingOf({ stream: "error-rate", ...value });
    expect(reading).toMatchObject({ operation: null, region: null, source: null, ...value });
    expect(decode(value)).toEqual({ kind: "reading", reading, dropped: [] });
  });

  test("a time in ISO 8601 becomes epoch milliseconds, whatever its offset", () => {
    for (const ts of [
      "2021-10-04T15:40:00Z",
      "2021-10-04T17:40:00+02:00",
      "2021-10-04T15:40:00.000000000000Z",
    ]) {
      expect(decode({ ...value, ts })).toMatchObject({ reading: { ts: 1_633_362_000_000 } });
    }
  });

  test("unknown keys are ignored", () => {
    expect(decode({ ...value, host: "a", nested: { deep: [1] } })).toEqual(decode(value));
  });

  test("bytes are decoded as UTF-8", () => {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    expect(decodeTelemetry("error-rate", bytes, arrivalMs)).toEqual(decode(value));
  });

  test("a histogram becomes flat pairs", () => {
    const { requests: _requests, errors: _errors, ...rest } = value;
    const payload = {
      ...rest,
      delivered: 10,
      buckets: [
        { leMs: 100, count: 4 },
        { leMs: 200, count: 9 },
      ],
    };
    expect(decodeTelemetry("delivery-latency", JSON.stringify(payload), arrivalMs)).toMatchObject({
      reading: { buckets: [100, 4, 200, 9], p95Ms: null },
    });
  });

  test("a tick moves time; beside a reading it is an unknown key", () => {
    expect(decode({ tick: arrivalMs })).toEqual({ kind: "tick", tickMs: arrivalMs });
    expect(decode({ ...value, tick: 5 })).toEqual(decode(value));
  });
});

describe("what costs a field alone", () => {
  const delivery = { service: "chat", ts: value.ts, intervalMs: 60_000, delivered: 10, undelivered: 2 };
  const decodeDelivery = (payload: unknown) =>
    decodeTelemetry(
      "delivery-latency",
      typeof payload === "string" ? payload : JSON.stringify(payload),
      arrivalMs,
    );
  const optional = valuesOf["delivery-latency"].filter((field) => field.optional);

  test.each(optional)("$name, whatever stands there: the other fields count", ({ name }) => {
    const withoutIt = decodeDelivery({ ...delivery, [name]: null });
    expect(withoutIt).toMatchObject({ kind: "reading", dropped: [] });
    fc.assert(
      fc.property(oddity, (odd) => {
        const decoded = decodeDelivery({ ...delivery, [name]: odd });
        if (decoded.kind === "reading" && decoded.dropped.length === 0) return;
        expect(decoded).toEqual({ ...withoutIt, dropped: [name] });
      }),
      { numRuns: 300 },
    );
  });

  test("null is what is left out", () => {
    const nothing = Object.fromEntries(
      ["operation", "region", "source", ...optional.map(({ name }) => name)].map((name) => [name, null]),
    );
    const { undelivered: _undelivered, ...bare } = delivery;
    expect(decodeDelivery({ ...bare, ...nothing })).toEqual(decodeDelivery(bare));
  });

  test("quantiles that decrease, and a histogram that contradicts itself: the counts stay", () => {
    expect(decodeDelivery({ ...delivery, p50Ms: 9, p95Ms: 8 })).toEqual({
      ...decodeDelivery(delivery),
      dropped: ["p50Ms", "p95Ms"],
    });
    const buckets = [{ leMs: 5, count: 11 }];
    expect(decodeDelivery({ ...delivery, p50Ms: 9, buckets })).toEqual({
      ...decodeDelivery({ ...delivery, p50Ms: 9 }),
      dropped: ["buckets"],
    });
    expect(decodeDelivery({ ...delivery, p50Ms: 9, p99Ms: 8, oldestUndeliveredMs: "-", buckets })).toEqual({
      ...decodeDelivery(delivery),
      dropped: ["oldestUndeliveredMs", "p50Ms", "p99Ms", "buckets"],
    });
  });

  test("numbers that JSON does not have, but what is no text about them", () => {
    const text = JSON.stringify(delivery).replace(
      "}",
      ', "p95Ms": NaN, "p99Ms": -Infinity, "note": "a NaN \\" {"}',
    );
    expect(decodeDelivery(text)).toEqual({ ...decodeDelivery(delivery), dropped: ["p95Ms", "p99Ms"] });
    expect(refusal(JSON.stringify(value).replace('"errors":211', '"errors":NaN'))).toMatch(
      /^value-schema: errors/,
    );
  });

  test("a text without an end is no JSON, however long and whatever is in it", () => {
    for (const piece of ['\\"', '"NaN\\', "NaN"]) {
      expect(refusal(`{"a":"${piece.repeat(200_000)}`)).toMatch(/^value-not-json/);
    }
  });

  test("not a name that says what the reading is about, and no field that it needs", () => {
    expect(refusal({ ...value, operation: "a/b" })).toMatch(/^name-invalid: operation/);
    expect(refusal({ ...value, source: 5 })).toMatch(/^value-schema: source/);
    expect(decodeDelivery({ ...delivery, delivered: null, p95Ms: "N/A" })).toMatchObject({
      code: "value-schema",
      reason: expect.stringContaining("delivered") as unknown,
    });
  });
});

describe("a name and a time in another spelling", () => {
  test("a name comes in form NFC", () => {
    expect(decode({ ...value, service: "cafe\u0301" })).toEqual(decode({ ...value, service: "caf\u00e9" }));
  });

  test("a leap second is the second before it", () => {
    const leap = decodeTelemetry(
      "error-rate",
      JSON.stringify({ ...value, ts: "2016-12-31T23:59:60.5Z" }),
      Date.UTC(2017),
    );
    expect(leap).toMatchObject({ reading: { ts: Date.UTC(2016, 11, 31, 23, 59, 59, 500) } });
    expect(refusal({ ...value, ts: "2016-12-31T23:59:61Z" })).toMatch(/^value-schema: ts/);
  });
});

describe("what is refused", () => {
  test("values that are no JSON object", () => {
    expect(refusal("{")).toBe("value-not-json: the value is not JSON");
    expect(refusal("[]")).toBe("value-not-json: the value is JSON but not an object: an array");
    expect(refusal("null")).toBe("value-not-json: the value is JSON but not an object: null");
    expect(refusal("3")).toBe("value-not-json: the value is JSON but not an object: a number");
    expect(refusal("")).toBe("value-not-json: the value is not JSON");
    expect(decodeTelemetry("error-rate", null, arrivalMs)).toMatchObject({ code: "value-missing" });
  });

  test("a field of the wrong type, and the reason names it", () => {
    expect(refusal({ ...value, requests: "5" })).toBe(
      "value-schema: requests: Invalid input: expected number, received string",
    );
    const { service: _service, ...nameless } = value;
    expect(refusal(nameless)).toBe(
      "value-schema: service: Invalid input: expected string, received undefined",
    );
    expect(refusal({ ...value, ts: null })).toMatch(/^value-schema: ts: .*ISO 8601/);
  });

  test("names that are not allowed", () => {
    for (const service of [
      "",
      "a/b",
      " a",
      "a ",
      "\ufffd",
      "\ud800",
      "a\\b",
      "a".repeat(257),
      "é".repeat(129),
    ]) {
      expect(refusal({ ...value, service })).toMatch(/^name-invalid: service: a name is 1 to 256/);
    }
    expect(refusal({ ...value, region: "\u0000" })).toMatch(/^name-invalid: region/);
  });

  test("intervals that are none", () => {
    for (const intervalMs of [0, -1, 0.5, 86_400_001, "60000"]) {
      expect(refusal({ ...value, intervalMs })).toMatch(/^interval-invalid: intervalMs/);
    }
  });

  test("counts below zero, and counts that contradict each other", () => {
    expect(refusal({ ...value, errors: -1 })).toMatch(/^count-negative: errors/);
    expect(refusal({ ...value, errors: 182_345 })).toBe(
      "count-impossible: errors 182345 are more than requests 182344",
    );
  });

  test("times too far from the arrival, also of a tick", () => {
    expect(refusal({ ...value, ts: arrivalMs + 600_001 })).toMatch(/^timestamp-future/);
    expect(refusal({ ...value, ts: arrivalMs - 8 * 86_400_000 })).toMatch(/^timestamp-past/);
    expect(refusal({ tick: arrivalMs + 600_001 })).toMatch(/^timestamp-future/);
    expect(refusal({ tick: -1 })).toMatch(/^value-schema: tick/);
  });

  test("bytes that are not UTF-8", () => {
    const bytes = Uint8Array.from([0x7b, 0xff, 0x7d]);
    expect(decodeTelemetry("error-rate", bytes, arrivalMs)).toMatchObject({ code: "payload-not-utf8" });
  });
});

describe("hostile values", () => {
  test("`__proto__` and the like are one more unknown key", () => {
    const payload = `{"__proto__":{"service":"evil","requests":1},"constructor":1,${JSON.stringify(value).slice(1)}`;
    expect(decode(payload)).toEqual(decode(value));
    expect(refusal('{"__proto__":{"service":"a","ts":1,"intervalMs":1,"requests":1,"errors":1}}')).toMatch(
      /^value-schema: service/,
    );
    expect(({} as Record<string, unknown>)["service"]).toBeUndefined();
  });

  test("more than a mebibyte is refused before it is parsed", () => {
    expect(refusal(`{"service":"${"a".repeat(5_000_000)}"}`)).toMatch(/^value-too-large/);
    expect(decodeTelemetry("error-rate", new Uint8Array(maxValueBytes + 1), arrivalMs)).toMatchObject({
      code: "value-too-large",
    });
  });

  test("half a million brackets do not bring it down", () => {
    const deep = `${"[".repeat(500_000)}${"]".repeat(500_000)}`;
    expect(refusal(deep)).toMatch(/^value-/);
    expect(
      refusal(`{"a":${"[".repeat(250_000)}${"]".repeat(250_000)},${JSON.stringify(value).slice(1)}`),
    ).toBe("reading");
    expect(refusal(`{"service":${"[".repeat(500_000)}${"]".repeat(500_000)}}`)).toMatch(/^value-/);
  });

  test("a lone surrogate in a value that is not used does no harm", () => {
    expect(decode(`{"note":"\\ud800",${JSON.stringify(value).slice(1)}`)).toEqual(decode(value));
  });
});

test("whatever the bytes are, the answer is a value, and a refusal's code is one of the contract's", () => {
  const payload = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.json(),
    ...streams.map((stream) => mutatedValue(stream).map((made) => JSON.stringify(made))),
  );
  fc.assert(
    fc.property(fc.constantFrom(...streams), payload, (stream, made) => {
      const decoded = decodeTelemetry(stream, made, arrivalMs);
      if (decoded.kind !== "rejected") return;
      expect(Object.keys(errorCodes)).toContain(decoded.code);
      expect(decoded.reason.length).toBeGreaterThan(5);
    }),
    { numRuns: 2000 },
  );
});
