import { mean, sampleCorrelation, sampleVariance } from "simple-statistics";
import { describe, expect, test } from "vitest";
import {
  autoregression,
  gamma,
  hashText,
  logFactorial,
  negativeBinomial,
  normal,
  poisson,
  randomStream,
  sfc32,
  studentT,
  uniform,
  wholeBetween,
} from "../src/random/index.ts";

const drawCount = 40_000;
const draws = (draw: (random: () => number) => number): number[] => {
  const random = randomStream(1, "test");
  return Array.from({ length: drawCount }, () => draw(random));
};

/** Mean and variance of the draws, each within five standard errors that a fourth moment of 10 allows for. */
function expectMoments(values: readonly number[], expectedMean: number, expectedVariance: number): void {
  const numbers = [...values];
  const meanError = Math.sqrt(expectedVariance / drawCount);
  expect(Math.abs(mean(numbers) - expectedMean)).toBeLessThan(5 * meanError);
  const varianceError = expectedVariance * Math.sqrt(10 / drawCount);
  expect(Math.abs(sampleVariance(numbers) - expectedVariance)).toBeLessThan(5 * varianceError);
}

const word = (value: bigint): bigint => BigInt.asUintN(32, value);

/** sfc32 once more in exact integers, from the published recurrence. */
function* sfc32InBigInt(seed: readonly [number, number, number]): Generator<number, never, void> {
  let [a, b, c] = seed.map((part) => word(BigInt(part))) as [bigint, bigint, bigint];
  for (let counter = 1n; ; counter = word(counter + 1n)) {
    const result = word(a + b + counter);
    [a, b, c] = [b ^ (b >> 9n), word(c + (c << 3n)), word(((c << 21n) | (c >> 11n)) + result)];
    yield Number(result);
  }
}

function stream(seed: number, ...purpose: readonly string[]): number[] {
  const random = randomStream(seed, ...purpose);
  return Array.from({ length: 5000 }, () => uniform(random));
}

describe("the random source", () => {
  test("gives what its published recurrence gives, after twelve outputs of warming up", () => {
    for (const seed of [
      [1, 2, 3],
      [0xffffffff, 0x80000000, 7],
    ] as const) {
      const random = sfc32(seed);
      const oracle = sfc32InBigInt(seed);
      for (let i = 0; i < 12; i += 1) oracle.next();
      for (let i = 0; i < 1000; i += 1) expect(random()).toBe(oracle.next().value);
    }
  });

  test("names its streams by the published FNV-1a hash", () => {
    expect(hashText("")).toBe(0x811c9dc5);
    expect(hashText("a")).toBe(0xe40c292c);
    expect(hashText("foobar")).toBe(0xbf9cf968);
  });

  test("gives streams of different purposes and neighbouring seeds that do not resemble each other", () => {
    const base = stream(1, "whatsapp", "errors");
    for (const other of [
      stream(2, "whatsapp", "errors"),
      stream(1, "whatsapp", "requests"),
      stream(1, "whatsapperrors"),
    ])
      expect(Math.abs(sampleCorrelation(base, other))).toBeLessThan(0.07);
    expect(stream(1, "whatsapp", "errors")).toEqual(base);
  });

  test("never gives 0 or 1, whose logarithms would not be finite or would be 0", () => {
    expect(uniform(() => 0)).toBeGreaterThan(0);
    expect(uniform(() => 0xffffffff)).toBeLessThan(1);
    expect(new Set(draws((random) => wholeBetween(random, 2, 4)))).toEqual(new Set([2, 3, 4]));
  });
});

describe("draws have the mean and variance of their distribution", () => {
  test("uniform", () => expectMoments(draws(uniform), 1 / 2, 1 / 12));
  test("normal", () => expectMoments(draws(normal), 0, 1));

  test.each([0.3, 1, 2.5, 40])("gamma of shape %d", (shape) =>
    expectMoments(
      draws((random) => gamma(random, shape)),
      shape,
      shape,
    ),
  );

  test.each([0.01, 0.7, 9.9, 10, 33, 5000])("Poisson of mean %d", (expected) =>
    expectMoments(
      draws((random) => poisson(random, expected)),
      expected,
      expected,
    ),
  );

  test("negative binomial: more scattered than Poisson by the mean squared over the size", () =>
    expectMoments(
      draws((random) => negativeBinomial(random, 20, 8)),
      20,
      20 + 400 / 8,
    ));

  test("Student's t with 9 degrees of freedom: variance 9/7", () =>
    expectMoments(
      draws((random) => studentT(random, 9)),
      0,
      9 / 7,
    ));
});

describe("draws have the shape of their distribution", () => {
  test.each([3, 30])("Poisson of mean %d: chi-square of the counts", (expected) => {
    const counts = new Map<number, number>();
    for (const count of draws((random) => poisson(random, expected)))
      counts.set(count, (counts.get(count) ?? 0) + 1);
    let chiSquare = 0;
    let cells = 0;
    for (let count = 0; count < 3 * expected + 20; count += 1) {
      const usual = drawCount * Math.exp(count * Math.log(expected) - expected - logFactorial(count));
      if (usual < 10) continue;
      chiSquare += ((counts.get(count) ?? 0) - usual) ** 2 / usual;
      cells += 1;
    }
    expect(cells).toBeGreaterThan(8);
    expect(chiSquare).toBeLessThan(cells + 5 * Math.sqrt(2 * cells));
  });

  test("Student's t with 5 degrees of freedom exceeds its 97.5 % point, 2.571, in 2.5 % of draws", () => {
    const share = draws((random) => studentT(random, 5)).filter((t) => t > 2.571).length / drawCount;
    expect(Math.abs(share - 0.025)).toBeLessThan(5 * Math.sqrt(0.025 / drawCount));
  });

  test("an autoregression keeps its deviation and forgets to 1/e within its memory", () => {
    const step = autoregression(randomStream(1, "wander"), { deviation: 2, memoryMinutes: 10 });
    const values = Array.from({ length: 200_000 }, step);
    expect(Math.abs(Math.sqrt(sampleVariance(values)) - 2)).toBeLessThan(0.1);
    expect(Math.abs(sampleCorrelation(values.slice(10), values.slice(0, -10)) - Math.exp(-1))).toBeLessThan(
      0.05,
    );
  });

  test("the logarithm of a factorial agrees with the sum of logarithms on both sides of the table's end", () => {
    let sum = 0;
    for (let n = 1; n <= 400; n += 1) {
      sum += Math.log(n);
      expect(Math.abs(logFactorial(n) - sum)).toBeLessThan(1e-9);
    }
  });
});

describe("draws that do not exist", () => {
  test("are refused", () => {
    const random = randomStream(1, "test");
    expect(() => gamma(random, 0)).toThrow(RangeError);
    expect(() => poisson(random, -1)).toThrow(RangeError);
    expect(() => poisson(random, Number.NaN)).toThrow(RangeError);
  });
});
