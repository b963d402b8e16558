import { describe, expect, test } from "vitest";
import type { Delivery, Frame } from "@tocsin/core";
import { intake, readingOf } from "@tocsin/core";
import { decodeFrame } from "../../src/wire/index.ts";

const minute = 60_000;

/** A frame as the intake makes it. */
function madeFrame(): Frame {
  const running = intake({
    windowMs: minute,
    allowedLatenessMs: 30_000,
    partitionIdleMs: 3_600_000,
    streams: new Map([["requests", "error-rate"]]),
  });
  const named = { service: "a", operation: "login" };
  const counts = { requests: 10, errors: 1 };
  const reading = readingOf({ stream: "error-rate", ...named, ts: 0, intervalMs: minute, ...counts });
  const content = { kind: "reading", reading } as const;
  const delivery: Delivery = { topic: "requests", partition: 0, offset: 7, arrivalMs: minute, content };
  running.step(delivery);
  return running.end().frames[0] as Frame;
}

const frame = madeFrame();
const refusal = (changed: unknown): string => {
  const decoded = decodeFrame(JSON.stringify(changed), minute);
  return decoded.kind === "rejected" ? `${decoded.code}: ${decoded.reason}` : decoded.kind;
};

test("a frame that was written as JSON is read back as it was", () => {
  expect(decodeFrame(JSON.stringify(frame), minute)).toEqual({ kind: "frame", frame });
});

describe("what is refused", () => {
  test("what does not fit the schema, and the reason names the place", () => {
    expect(refusal({ ...frame, v: 2 })).toMatch(/^value-schema: v: /);
    expect(refusal({ ...frame, columns: { ...frame.columns, service: ["a/b"] } })).toMatch(
      /^value-schema: columns\.service\.0: a name/,
    );
  });

  test("frames whose columns do not match, and readings that cannot be true", () => {
    expect(refusal({ ...frame, columns: { ...frame.columns, ts: [] } })).toMatch(
      /^value-schema: columns\.ts has 0 rows/,
    );
    expect(refusal({ ...frame, columns: { ...frame.columns, errors: [11] } })).toMatch(
      /^count-impossible: a: errors/,
    );
  });

  test("frames of another window length", () => {
    expect(decodeFrame(JSON.stringify(frame), 30_000)).toMatchObject({
      code: "value-schema",
      reason: "windowMs: is 60000, the configuration says 30000",
    });
  });

  test("no value, no text, no JSON, too much", () => {
    expect(decodeFrame(null, minute)).toMatchObject({ code: "value-missing" });
    expect(decodeFrame(Uint8Array.from([255]), minute)).toMatchObject({ code: "payload-not-utf8" });
    expect(decodeFrame("[", minute)).toMatchObject({ code: "value-not-json" });
    expect(decodeFrame(" ".repeat(2_000_000), minute)).toMatchObject({ code: "value-too-large" });
  });
});
