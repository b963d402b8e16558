import fc from "fast-check";
import { expect, test } from "vitest";
import { startsKept } from "../../src/model/index.ts";
import { credibleLags, jointOnset, mostLikelyLag } from "../../src/correlate/onset.ts";

const likelihoods = fc.array(fc.double({ min: -20, max: 60, noNaN: true }), {
  minLength: startsKept,
  maxLength: startsKept,
});

/** Log likelihoods that fall by `slope` nats with every window away from the true lag. */
const peakedAt = (lag: number, slope: number): Float64Array =>
  Float64Array.from({ length: startsKept }, (_, at) => -slope * Math.abs(at - lag));

test("a clear onset is found where it is", () => {
  for (let lag = 0; lag < startsKept; lag += 1) expect(mostLikelyLag(peakedAt(lag, 3))).toBe(lag);
});

test("no later onset is nearly as likely as the one chosen, and none is much likelier", () => {
  fc.assert(
    fc.property(likelihoods, (list) => {
      const lag = mostLikelyLag(Float64Array.from(list));
      const most = Math.max(...list);
      expect(list[lag]).toBeGreaterThanOrEqual(most - 1.5);
      expect(list.slice(0, lag).every((value) => value < most - 1.5)).toBe(true);
    }),
  );
});

test("without any evidence the onset is now, not at the oldest start", () => {
  expect(mostLikelyLag(new Float64Array(startsKept))).toBe(0);
});

test("an incident begins with a member, no more than three windows before the middle one", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 1, maxLength: 12 }), (onsets) => {
      const onset = jointOnset(onsets);
      const sorted = [...onsets].sort((first, second) => first - second);
      const middle = [sorted[Math.floor((sorted.length - 1) / 2)]!, sorted[Math.floor(sorted.length / 2)]!];
      expect(onsets).toContain(onset);
      expect(onset).toBeGreaterThanOrEqual(middle[0]! - 3);
      expect(onset).toBeLessThanOrEqual(middle[1]!);
      expect(jointOnset([...onsets].reverse())).toBe(onset);
    }),
  );
});

test("a member's earlier blip does not drag the onset", () => {
  expect(jointOnset([280, 300, 300, 301])).toBe(300);
  expect(jointOnset([298, 300, 300, 301])).toBe(298);
});

test("the credible span holds 95 per cent of the posterior and the onset, and no less would do", () => {
  fc.assert(
    fc.property(likelihoods, (list) => {
      const joint = Float64Array.from(list);
      const peak = Math.max(...list);
      const weights = list.map((value) => Math.exp(value - peak));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const held = (from: number, to: number): number =>
        weights.slice(from, to + 1).reduce((sum, weight) => sum + weight, 0) / total;
      const lag = list.indexOf(peak);
      const [from, to] = credibleLags(joint, lag);
      expect(from).toBeLessThanOrEqual(lag);
      expect(to).toBeGreaterThanOrEqual(lag);
      expect(held(from, to)).toBeGreaterThanOrEqual(0.95 - 1e-9);
      if (from < lag) expect(held(from + 1, to) < 0.95 || to > lag).toBe(true);
      if (from < lag && to > lag) expect(Math.min(held(from + 1, to), held(from, to - 1))).toBeLessThan(0.95);
    }),
  );
});

test("a clear onset has a span of one window, an unclear one a wide span", () => {
  expect(credibleLags(peakedAt(7, 9), 7)).toEqual([7, 7]);
  const [from, to] = credibleLags(new Float64Array(startsKept), 5);
  expect(to - from + 1).toBeGreaterThanOrEqual(0.95 * startsKept);
});
