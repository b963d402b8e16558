import fc from "fast-check";
import { expect, test } from "vitest";
import { logarithmOf, logProduct, multiplyInto } from "../../src/stats/log-product.ts";

const factors = fc.array(
  fc.double({ min: -200, max: 200, noNaN: true }).map((nats) => Math.exp(nats)),
  { maxLength: 60 },
);

test("the logarithm of the running product is the sum of logarithms after every factor", () => {
  fc.assert(
    fc.property(factors, (list) => {
      const product = logProduct();
      let sum = 0;
      for (const factor of list) {
        multiplyInto(product, factor);
        sum += Math.log(factor);
        expect(logarithmOf(product)).toBeCloseTo(sum, 8);
      }
    }),
  );
});

test("a thousand factors of 1e200 neither overflow nor lose a digit that matters", () => {
  const product = logProduct();
  for (let index = 0; index < 1000; index += 1) multiplyInto(product, 1e200);
  expect(logarithmOf(product) / (1000 * Math.log(1e200))).toBeCloseTo(1, 12);
});

test("a zero factor makes the logarithm minus infinity for good", () => {
  const product = logProduct();
  multiplyInto(product, 0);
  multiplyInto(product, 1e100);
  expect(logarithmOf(product)).toBe(Number.NEGATIVE_INFINITY);
});
