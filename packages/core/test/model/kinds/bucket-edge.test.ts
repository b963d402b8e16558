import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketEdge, slowMessages } from "../../../src/model/kinds/bucket-edge.ts";

const edges = [50, 100, 200, 400, 800];
const histogram = (shares: readonly number[], delivered: number): readonly number[] =>
  edges.flatMap((edge, index) => [edge, Math.round(shares[index]! * delivered)]);

test("after an hour the edge is the one that holds a share of messages closest to nine tenths", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.tuple(share, share, share, share, share), (draws) => {
      const shares = [...draws].sort((first, second) => first - second);
      const edge = bucketEdge();
      for (let reading = 0; reading < 60; reading += 1)
        expect(slowMessages(edge, histogram(shares, 1000), 1000)).toBeNull();
      const distances = shares.map((value) => Math.abs(Math.round(value * 1000) / 1000 - 0.9));
      expect(distances[edge.chosen]).toBeCloseTo(Math.min(...distances), 9);
    }),
  );
});

test("messages above the edge are counted, all of them when none was fast", () => {
  const edge = bucketEdge();
  for (let reading = 0; reading < 60; reading += 1)
    slowMessages(edge, histogram([0.1, 0.5, 0.9, 0.97, 1], 1000), 1000);
  expect(edge.edgesMs[edge.chosen]).toBe(200);
  expect(slowMessages(edge, histogram([0.1, 0.5, 0.9, 0.97, 1], 500), 500)).toBe(50);
  expect(slowMessages(edge, histogram([0, 0, 0, 0, 0], 500), 500)).toBe(500);
});

test("buckets that change while the edge is learned begin the hour anew; changed later they say nothing", () => {
  const edge = bucketEdge();
  const others = [10, 500, 20, 900, 30, 1000];
  for (let reading = 0; reading < 59; reading += 1)
    slowMessages(edge, histogram([0.1, 0.5, 0.9, 0.97, 1], 1000), 1000);
  for (let reading = 0; reading < 60; reading += 1) {
    expect(edge.chosen).toBe(-1);
    slowMessages(edge, others, 1000);
  }
  expect(edge.edgesMs[edge.chosen]).toBe(20);
  expect(slowMessages(edge, histogram([0.1, 0.5, 0.9, 0.97, 1], 1000), 1000)).toBeNull();
});

test("a histogram that holds what is no count says nothing and teaches nothing", () => {
  const edge = bucketEdge();
  const usual = histogram([0.1, 0.5, 0.9, 0.97, 1], 1000);
  for (const bad of [Number.NaN, -1]) {
    expect(slowMessages(edge, [...usual.slice(0, -1), bad], 1000)).toBeNull();
    expect(edge.readings).toBe(0);
  }
  for (let reading = 0; reading < 60; reading += 1) slowMessages(edge, usual, 1000);
  expect(slowMessages(edge, [...usual.slice(0, -1), Number.NaN], 1000)).toBeNull();
  expect(slowMessages(edge, usual, 1000)).toBe(100);
});
