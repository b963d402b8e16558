import { describe, expect, test } from "vitest";
import { depthOf } from "../../src/correlate/depth.ts";
import { type EvidenceOf, evidenceOf, evidenceWindow } from "../support/evidence-of.ts";

const depth = (series: EvidenceOf["series"], entities: EvidenceOf["entities"] = {}) =>
  depthOf(evidenceOf({ series, entities }), 0);
const errors = (observed: number, exposure = 1000, entity = "chat") => ({
  entity,
  observed,
  exposure,
  expected: exposure / 1000,
});

describe("how deeply a service fails", () => {
  test("errors that rise from 0.1 to 0.7 % are of no consequence", () => {
    expect(depth([errors(7)])).toBe("slight");
  });

  test("is some of it from 2 % of the requests on, and all of it from a fifth on", () => {
    expect(depth([errors(20)])).toBe("slight");
    expect(depth([errors(21)])).toBe("mild");
    expect(depth([errors(200)])).toBe("mild");
    expect(depth([errors(201)])).toBe("hard");
  });

  test("is beside what fails as a rule", () => {
    expect(depth([{ ...errors(300), expected: 290 }])).toBe("slight");
  });

  test.each([
    [600, "slight"],
    [500, "mild"],
    [101, "mild"],
    [100, "hard"],
  ] as const)("of 1000 requests that are expected %d come: %s", (observed, found) => {
    const traffic = { entity: "chat", signal: "traffic", measure: "count", exposure: 1 } as const;
    expect(depth([{ ...traffic, observed, expected: 1000 }])).toBe(found);
  });

  test("few requests say something only where all of them fail, twice", () => {
    const twice = { chat: { windowEvidence: [2, 2] as const } };
    expect(depth([errors(3, 3)], twice)).toBe("hard");
    expect(depth([errors(3, 3)])).toBe("slight");
    expect(depth([errors(2, 3)], twice)).toBe("slight");
    expect(depth([errors(0, 0)], twice)).toBe("slight");
  });

  test("of messages that take twice as long it is some of it", () => {
    const latency = { entity: "chat", signal: "latency", measure: "time", exposure: 900, nats: [3] } as const;
    expect(depth([{ ...latency, observed: 599, expected: 300 }])).toBe("slight");
    expect(depth([{ ...latency, observed: 600, expected: 300 }])).toBe("mild");
  });

  test("telemetry that does not come is a hard failure when it is a minute overdue", () => {
    const silent = (ago: number) => ({ chat: { missing: 1, lastSeen: evidenceWindow - ago } });
    const seenBefore = [{ ...errors(1), observedWindow: evidenceWindow - 5 }];
    expect(depth(seenBefore, silent(1))).toBe("mild");
    expect(depth(seenBefore, silent(2))).toBe("hard");
  });

  test("says nothing of what is worked on: that it is down may be the work", () => {
    const working = { "chat/media": { maintained: 1 } };
    expect(depth([errors(900)], { chat: { maintained: 1 } })).toBe("slight");
    expect(depth([errors(21), errors(900, 1000, "chat/media")], working)).toBe("mild");
    expect(depth([errors(900), errors(1, 1000, "chat/media")], working)).toBe("hard");
  });

  test("reports alone, and series that warm up, say nothing of it", () => {
    expect(depth([{ entity: "chat", signal: "reports", observed: 900, exposure: 1, expected: 1 }])).toBe(
      "slight",
    );
    expect(depth([{ ...errors(900), ready: 0 }])).toBe("slight");
  });
});

describe("of several witnesses", () => {
  const seen = (failed: readonly number[]): EvidenceOf["series"] =>
    failed.map((observed, at) => ({ ...errors(observed), source: `witness-${at}` }));
  const needing = (witnesses: number, failed: readonly number[]) =>
    depthOf({ ...evidenceOf({ series: seen(failed) }), quorum: new Map([[0, witnesses]]) }, 0);

  test("the one that sees most is believed", () => {
    expect(depth(seen([900, 1, 1]))).toBe("hard");
  });

  test("as many as must see a failure must see it as deep", () => {
    expect(needing(2, [900, 50, 50])).toBe("mild");
    expect(needing(2, [900, 900, 1])).toBe("hard");
    expect(needing(3, [900, 900, 1])).toBe("slight");
  });

  test("those that there are in this window do where there are fewer", () => {
    expect(needing(3, [900, 50])).toBe("mild");
  });
});

describe("an operation that is down", () => {
  test("is a part of a service that is observed itself and works", () => {
    expect(depth([errors(1), errors(900, 1000, "chat/media")])).toBe("mild");
    expect(depth([errors(900), errors(900, 1000, "chat/media")])).toBe("hard");
  });

  test("is the service where most operations are down", () => {
    const operation = (name: string, observed: number) => errors(observed, 1000, `chat/${name}`);
    expect(depth([operation("a", 900), operation("b", 900), operation("c", 1)])).toBe("hard");
    expect(depth([operation("a", 900), operation("b", 1), operation("c", 1)])).toBe("mild");
  });
});
