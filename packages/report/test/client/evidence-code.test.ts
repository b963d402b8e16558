import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeNats, encodeNats, mostNats, noData } from "../../src/client/evidence-code.js";

const nats = fc.double({ min: 0, max: mostNats, noNaN: true });

test("a code gives its evidence back within three per cent of 1 + nats", () => {
  fc.assert(
    fc.property(nats, (value) => {
      expect(Math.abs(decodeNats(encodeNats(value))! - value)).toBeLessThanOrEqual(0.03 * (1 + value));
    }),
  );
});

test("more evidence never has a lower code", () => {
  fc.assert(
    fc.property(nats, nats, (one, other) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)];
      expect(encodeNats(less)).toBeLessThanOrEqual(encodeNats(more));
    }),
  );
});

test("no data is not no evidence", () => {
  expect(decodeNats(noData)).toBeNull();
  expect(encodeNats(0)).not.toBe(noData);
  expect(decodeNats(encodeNats(-3))).toBe(0);
  expect(encodeNats(1e9)).toBe(255);
});
