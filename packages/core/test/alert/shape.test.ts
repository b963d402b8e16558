import { describe, expect, test } from "vitest";
import type { AlertSignal } from "../../src/alert/event.ts";
import { loadBefore, shapeOf } from "../../src/alert/shape.ts";
import { toll, type TollWindow } from "../../src/alert/toll.ts";
import { incidentOf, minuteMs } from "../support/verdicts.ts";

const seen = (
  signal: AlertSignal["signal"],
  observed: number,
  expected: number,
  evidenceNats = 20,
): AlertSignal => ({ signal, observed, expected, lower: 0, upper: 0, unit: "ratio", evidenceNats });

const services = ["ant", "bee", "cat"];
const shape = (...found: readonly (readonly AlertSignal[])[]) =>
  shapeOf(
    incidentOf(found.length > 1 ? "simultaneous" : "isolated", { members: services.slice(0, found.length) }),
    new Map(found.map((one, at) => [services[at]!, one])),
    null,
  );

const errors = seen("errors", 0.5, 0.001);
const mild = seen("errors", 0.02, 0.001);
const gone = seen("traffic", 30, 1000);
const slow = seen("latency", 900, 300);

describe("the shape of one failure", () => {
  test.each([
    ["errors", [errors]],
    ["partial", [mild]],
    ["traffic-gone", [gone]],
    ["traffic-gone", [seen("deliveries", 5, 1000)]],
    ["delivery-stalled", [seen("undelivered", 0.6, 0.01), seen("deliveries", 5, 1000, 40)]],
    ["partial", [seen("undelivered", 0.1, 0.01)]],
    ["slow", [slow]],
    ["silent", [seen("heartbeat", 0, 1), { ...errors, evidenceNats: 5 }]],
  ] as const)("is %s", (name, found) => {
    expect(shape(found)?.name).toBe(name);
  });

  test("is that of the signal with most evidence, but traffic that is gone comes first", () => {
    expect(shape([errors, { ...slow, evidenceNats: 30 }])?.name).toBe("slow");
    expect(shape([{ ...errors, evidenceNats: 300 }, gone])?.name).toBe("traffic-gone");
    const stalled = seen("undelivered", 0.5, 0.01, 40);
    expect(shape([errors, stalled])?.name).toBe("errors");
    expect(shape([{ ...errors, evidenceNats: 19 }, stalled])?.name).toBe("delivery-stalled");
  });

  test("has the evidence of each signal, most first, and how many services show it", () => {
    expect(shape([errors], [{ ...errors, evidenceNats: 5 }, slow])?.evidence).toEqual([
      { signal: "errors", services: 2, evidenceNats: 25 },
      { signal: "latency", services: 1, evidenceNats: 20 },
    ]);
  });
});

describe("the shape of several failures", () => {
  test("is that of more than half, else mixed", () => {
    expect(shape([gone], [gone], [slow])?.name).toBe("traffic-gone");
    expect(shape([gone], [errors], [slow])?.name).toBe("mixed");
    expect(shape([gone], [slow])?.name).toBe("mixed");
  });

  test("of which some are partial is what most of them are", () => {
    expect(shape([errors], [mild], [slow])?.name).toBe("errors");
    expect(shape([mild], [mild], [errors])?.name).toBe("partial");
  });

  test("is not asked of those of whom nothing but reports is known", () => {
    expect(shape([gone], [seen("reports", 90, 3)], [])?.name).toBe("traffic-gone");
  });
});

test("where nobody fails by telemetry there is no shape", () => {
  expect(shapeOf(incidentOf("reports-only"), new Map(), null)).toBeNull();
  expect(shapeOf(incidentOf("blind"), new Map(), null)).toBeNull();
});

const rowOf = (told: TollWindow): readonly number[] => [
  told.window,
  told.requestsFailed,
  told.requestsMissing,
  told.messagesUndelivered,
  told.messagesMissing,
  told.reportsAboveExpected,
  told.surged,
  told.surgedFrom,
];
const none = {
  requestsFailed: 0,
  requestsMissing: 0,
  messagesUndelivered: 0,
  messagesMissing: 0,
  reportsAboveExpected: 0,
  surged: 0,
  surgedFrom: 0,
};
const surge = (window: number, surged = 5000, requestsFailed = 0): TollWindow => ({
  ...none,
  window,
  surged,
  surgedFrom: 1000,
  requestsFailed,
});
const failed = (window: number): TollWindow => ({ ...none, window, requestsFailed: 400 });

describe("load before errors", () => {
  const onsetWindow = 100;
  const load = (...by: readonly (readonly TollWindow[])[]) => {
    const members = by.map((_, at) => ({ service: services[at]!, onsetWindow }));
    const windows = by.map((one, at) => [services[at]!, one.map(rowOf)] as const);
    const incident = incidentOf(by.length > 1 ? "simultaneous" : "isolated", { members });
    return loadBefore(toll({ windows, older: [] }), incident, minuteMs);
  };

  test("is told where requests had risen before the failure began", () => {
    expect(load([surge(97), surge(98, 6000), surge(99), surge(100, 7000, 3000)])).toEqual({
      service: "ant",
      since: "1970-01-01T01:37:00.000Z",
      observed: 6000,
      expected: 1000,
      unit: "per-window",
    });
    expect(
      shapeOf(incidentOf("isolated"), new Map([["ant", [errors]]]), load([surge(98), surge(99)])),
    ).toMatchObject({ name: "overload-first", load: { service: "ant" } });
  });

  test("is not told where errors came first and requests rose by retries", () => {
    expect(load([failed(100), surge(101, 5000, 400), surge(102, 5000, 400)])).toBeNull();
    expect(load([failed(99), surge(100), surge(101)])).toBeNull();
  });

  test("is not told where so many requests failed from the first window of the surge on", () => {
    expect(load([surge(98, 5000, 50), surge(99, 5000, 800)])).toBeNull();
    expect(load([surge(98, 5000, 49), surge(99, 5000, 800)])).not.toBeNull();
  });

  test("is not told of a surge that was over long before", () => {
    expect(load([surge(94)])).toBeNull();
    expect(load([surge(95)])).not.toBeNull();
  });

  test("of several it is told where half of them show it, of the one that surged most", () => {
    expect(load([surge(99)], [surge(99, 9000)], [failed(100)])?.service).toBe("bee");
    expect(load([surge(99)], [failed(100)], [failed(100)])).toBeNull();
    expect(load([surge(99)], [failed(100), surge(101)])).toBeNull();
  });
});
