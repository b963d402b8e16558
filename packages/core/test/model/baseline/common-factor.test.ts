import fc from "fast-check";
import { median } from "simple-statistics";
import { describe, expect, test } from "vitest";
import {
  commonFactor,
  factorEnvelope,
  learnEnvelope,
  smallestWorld,
} from "../../../src/model/baseline/common-factor.ts";
import { normal, randomStream } from "../../../../worlds/src/random/index.ts";

const residuals = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
  minLength: smallestWorld,
  maxLength: 40,
});

describe.each([0, 1e6])("residuals around %d", (offset) => {
  test("the common factor is the batch median, clipped to 1.25 times the envelope", () => {
    fc.assert(
      fc.property(residuals, fc.double({ min: 0.05, max: 0.8, noNaN: true }), (list, size) => {
        const limit = offset + 1.25 * size;
        const shifted = list.map((value) => value + offset);
        const factor = commonFactor({ envelope: limit / 1.25, firstWindow: 0 }, [...shifted]);
        expect(factor).toBeCloseTo(Math.min(limit, Math.max(-limit, median(shifted))), 9);
      }),
    );
  });
});

test("fewer than eight services have nothing in common", () => {
  expect(commonFactor(factorEnvelope(), [1, 1, 1, 1, 1, 1, 1])).toBe(0);
  expect(commonFactor(factorEnvelope(), [])).toBe(0);
});

test("an outage of most services is not removed as common: no more than the benign envelope is", () => {
  expect(commonFactor(factorEnvelope(), [5, 5, 5, 5, 5, 5, 5, 5, 0, 0])).toBeCloseTo(1.25 * 0.15, 9);
});

test("the envelope comes to hold 99.95 per cent of benign factors, between 0.05 and 0.8 nats", () => {
  const random = randomStream(1, "envelope");
  const envelope = factorEnvelope();
  let beyond = 0;
  const windows = 120_000;
  for (let window = 0; window < windows; window += 1) {
    const factor = 0.05 * normal(random);
    if (Math.abs(factor) > envelope.envelope) beyond += 1;
    learnEnvelope(envelope, factor, { window, windowMs: 60_000, isLatency: false });
  }
  expect(beyond / windows).toBeLessThan(0.001);
  expect(envelope.envelope).toBeGreaterThan(0.12);
  expect(envelope.envelope).toBeLessThan(0.25);
});

test("the envelope stays between 0.05 and 0.8 nats, for latency 0.2, whatever comes", () => {
  const wide = factorEnvelope();
  const latency = factorEnvelope();
  for (let window = 0; window < 3000; window += 1) {
    learnEnvelope(wide, 10, { window, windowMs: 60_000, isLatency: false });
    learnEnvelope(latency, 10, { window, windowMs: 60_000, isLatency: true });
  }
  expect([wide.envelope, latency.envelope]).toEqual([0.8, 0.2]);
  const narrow = factorEnvelope();
  for (let window = 0; window < 1_000_000; window += 1)
    learnEnvelope(narrow, 0, { window, windowMs: 60_000, isLatency: false });
  expect(narrow.envelope).toBe(0.05);
});
