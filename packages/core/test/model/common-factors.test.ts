import { expect, test } from "vitest";
import { createModel } from "../../src/model/index.ts";
import { signals } from "../../src/world/world-window.ts";
import { type Observed, ofEach, oneWorld } from "../support/one-world.ts";
import { minuteMs } from "../support/world-time.ts";

const names = ["ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis"];
const risen = names.slice(0, 4);
const errorsOf = (count: number): readonly [number, number] => [count, 10_000];

/** Errors of everybody as observed by all who are heard, `more` of them for four of nine. */
const observed = (sources: readonly string[], more = 0): Observed => {
  const ofFour = ["errors", ...sources.map((source) => `errors ${source}`)];
  const errors = ofFour.map((name) => [name, errorsOf(100 + more)] as const);
  return {
    ...ofEach(names, { errors: errorsOf(100) }),
    ...ofEach(risen, Object.fromEntries(errors)),
  };
};

test("a service counts once in what all have in common, also where its sources first appeared apart", () => {
  const model = createModel(minuteMs);
  const { next } = oneWorld();
  for (let window = 0; window < 10; window += 1) model.observe(next(observed([])));
  for (let window = 0; window < 10; window += 1) model.observe(next(observed(["east"])));
  for (let window = 0; window < 70; window += 1) model.observe(next(observed(["east", "west"])));
  const { factors } = model.observe(next(observed(["east", "west"], 15)));
  expect(factors[signals.indexOf("errors")]).toBeCloseTo(0, 2);
});
