import { describe, expect, test } from "vitest";
import { signalsOf } from "../../src/alert/signals.ts";
import { type EvidenceOf, evidenceOf } from "../support/evidence-of.ts";

const signals = (series: EvidenceOf["series"], entities: EvidenceOf["entities"] = {}, service = 0) =>
  signalsOf(evidenceOf({ series, entities }), service);

const shares = { observed: 90, exposure: 200, expected: 2, lower: 0, upper: 8 };

describe("the values of a signal", () => {
  test("of shares are ratios of the exposure, of which the upper one is at most one", () => {
    expect(signals([{ entity: "chat", nats: [4], ...shares }])).toMatchObject([
      { signal: "errors", observed: 0.45, expected: 0.01, lower: 0, upper: 0.04, unit: "ratio" },
    ]);
    expect(signals([{ entity: "chat", nats: [4], ...shares, upper: 300 }])).toMatchObject([{ upper: 1 }]);
  });

  test("of counts are what comes in one window, whatever the interval", () => {
    const reports = { signal: "reports", measure: "count", observed: 60, exposure: 5, expected: 10 } as const;
    expect(signals([{ entity: "chat", nats: [4], ...reports, lower: 0, upper: 20 }])).toMatchObject([
      { signal: "reports", observed: 12, expected: 2, upper: 4, unit: "per-window" },
    ]);
  });

  test("of times are milliseconds, however many messages they are of", () => {
    const latency = { signal: "latency", measure: "time", observed: 812.3456789, exposure: 900 } as const;
    expect(signals([{ entity: "chat", nats: [4], ...latency, expected: 300 }])).toMatchObject([
      { signal: "latency", observed: 812.346, expected: 300, unit: "ms" },
    ]);
  });

  test("of no exposure are not known", () => {
    expect(signals([{ entity: "chat", nats: [4], ...shares, exposure: 0 }])).toMatchObject([
      { observed: null, expected: null, lower: null },
    ]);
  });
});

describe("which signals are named", () => {
  test("those with a nat of evidence or more, most of it first", () => {
    const series = [
      { entity: "chat", nats: [1.1] },
      { entity: "chat", signal: "latency" as const, nats: [7] },
      { entity: "chat", signal: "undelivered" as const, nats: [0.9] },
    ];
    expect(signals(series).map(({ signal }) => signal)).toEqual(["latency", "errors"]);
  });

  test("with the operation and the source that they are of", () => {
    const series = [
      { entity: "chat" },
      { entity: "chat/media", nats: [5] },
      { entity: "chat/login", source: "east", nats: [4] },
    ];
    expect(signals(series).map(({ operation, source }) => [operation, source])).toEqual([
      ["media", undefined],
      ["login", "east"],
    ]);
  });

  test("those of the service alone", () => {
    const series = [
      { entity: "chat", nats: [5] },
      { entity: "mail", nats: [6] },
    ];
    expect(signals(series)).toHaveLength(1);
    expect(signals(series, {}, 1)[0]?.evidenceNats).toBeGreaterThan(signals(series)[0]!.evidenceNats);
  });

  test("nothing where nothing speaks for a failure", () => {
    expect(signals(["chat", "chat/media"])).toEqual([]);
  });
});

describe("telemetry that does not come", () => {
  const heartbeat = { heartbeat: [5, 5] };

  test("is a signal of its own: a reading that was due and is not there", () => {
    expect(signals(["chat"], { chat: { ...heartbeat, missing: 1 } })).toMatchObject([
      { signal: "heartbeat", observed: 0, expected: 1, lower: 1, upper: 1, unit: "readings" },
    ]);
  });

  test("is named still in the window in which it comes again", () => {
    expect(signals(["chat"], { chat: heartbeat })).toMatchObject([{ signal: "heartbeat", observed: 1 }]);
  });

  test("is of no source: who observes is not who fails", () => {
    const [signal] = signals([{ entity: "chat/media", source: "east" }], { "chat/media": heartbeat });
    expect(signal).toMatchObject({ signal: "heartbeat", operation: "media" });
    expect(signal).not.toHaveProperty("source");
  });
});
