import { expect, test } from "vitest";
import { decodeAlert, decodeEvidence } from "../../src/wire/index.ts";
import { alert, frame } from "../support/evidence.ts";

const refusal = (decoded: { kind: string; code?: string; reason?: string }): string =>
  decoded.kind === "rejected" ? `${decoded.code}: ${decoded.reason}` : decoded.kind;

test("a frame and an event that were written as JSON are read back as they were", () => {
  expect(decodeEvidence(JSON.stringify(frame))).toEqual({ kind: "evidence", frame });
  expect(decodeAlert(JSON.stringify(alert()))).toEqual({ kind: "alert", event: alert() });
});

test("fields that are not known are passed over", () => {
  expect(decodeEvidence(JSON.stringify({ ...frame, later: 1 }))).toEqual({ kind: "evidence", frame });
  expect(decodeAlert(JSON.stringify({ ...alert(), later: 1 }))).toEqual({ kind: "alert", event: alert() });
});

test("anything else is refused with a code", () => {
  for (const decode of [decodeEvidence, decodeAlert]) {
    expect(refusal(decode(null))).toMatch(/^value-missing/);
    expect(refusal(decode("{"))).toMatch(/^value-not-json/);
    expect(refusal(decode("[]"))).toMatch(/^value-not-json/);
    expect(refusal(decode(Buffer.from([0xff])))).toMatch(/^payload-not-utf8/);
    expect(refusal(decode("[".repeat(200_000)))).toMatch(/^value-not-json/);
    expect(refusal(decode("{}"))).toMatch(/^value-schema/);
  }
});

test("columns of different length are refused by name", () => {
  const uneven = { ...frame, series: { ...frame.series, lower: [1] } };
  expect(refusal(decodeEvidence(JSON.stringify(uneven)))).toBe(
    "value-schema: series.lower: the columns differ in length",
  );
});

test("a frame of many services may be larger than a telemetry message", () => {
  const long = { ...frame, groups: { component: ["x".repeat(2_000_000)], logEvidence: [0] } };
  expect(decodeEvidence(JSON.stringify(long)).kind).toBe("evidence");
});
