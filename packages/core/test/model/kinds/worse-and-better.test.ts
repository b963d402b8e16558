import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Batch, JudgedKind } from "../../../src/model/kinds/series-model.ts";
import { after, evidenceOf, observed } from "../../support/battery.ts";
import { type KindInForm, kindsInForms } from "../../support/forms.ts";
import { baselineStates, type History, quietHistory } from "../../support/histories.ts";

/** Sizes of what is seen, as times of the usual; and how much worse it is. */
const times = fc.oneof(fc.constantFrom(0.005, 1, 100, 1e6), fc.double({ min: 0.005, max: 1e6, noNaN: true }));
const shares = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));

/** Windows of a baseline that is in this state, each with so many times the usual size, and what it predicts. */
function meetings(of: KindInForm, state: Partial<History>): (factor: number) => ReturnType<typeof meeting> {
  let known: ReturnType<typeof after> | null = null;
  return (factor) => meeting(of, (known ??= after(of, { ...quietHistory(0), ...state })), factor);
}

function meeting(of: KindInForm, { one, next }: ReturnType<typeof after>, factor: number) {
  const size = Math.max(1, Math.round(200 * factor));
  const { batch, prediction } = one.predict([observed(of, { size, badness: 0.5 })], next);
  const positions = next.referred === true ? [0] : [];
  /** Evidence of a value: now, and against the level before an incident where one is kept. */
  const saidOf = (value: number): readonly number[] => {
    const { againstReference, ...now } = one.model.score(
      { ...batch, values: [value] },
      prediction,
      positions,
    );
    return [now, ...(againstReference === null ? [] : [againstReference])].map(
      (said) => evidenceOf(said)[0]!,
    );
  };
  return { batch, predicted: prediction.predicted[0] ?? 0, saidOf };
}

/** Of a histogram nothing is judged before its edge is known. */
const statesOf = ({ kind }: KindInForm) =>
  baselineStates.filter(([title]) => kind !== "histogram" || title !== "cold");

/** Values from the best to the worst of so many, in this order, where `share` runs from 0 to 1. */
const valueOf: Readonly<Record<JudgedKind, (share: number, batch: Batch, predicted: number) => number>> = {
  count: (share, { exposures }) => Math.round(share * exposures[0]!),
  histogram: (share, { exposures }) => Math.round(share * exposures[0]!),
  probe: (share, { exposures }) => Math.round(share * exposures[0]!),
  reports: (share, _, predicted) => Math.round(((1 + 1e6 * predicted) ** share - 1) * 10) / 10,
  traffic: (share, _, predicted) => (1 - share) * 3 * predicted,
  latency: (share, _, predicted) => predicted + (2 * share - 1) * Math.log(1e6),
};

/** A value as predicted, or better by this share of what is possible. */
const betterOf: Readonly<Record<JudgedKind, (share: number, predicted: number) => number>> = {
  count: (share, predicted) => Math.floor((1 - share) * predicted),
  histogram: (share, predicted) => Math.floor((1 - share) * predicted),
  probe: () => 0,
  reports: (share, predicted) => Math.floor((1 - share) * predicted),
  traffic: (share, predicted) => Math.ceil(predicted * (1 + 1e6 * share)),
  latency: (share, predicted) => predicted - share * Math.log(1e6),
};

describe.each(kindsInForms)("$name", (of) => {
  describe.each(statesOf(of))("%s", (_title, state) => {
    const meet = meetings(of, state);

    test("the worse, the more it speaks for a failure, whatever the size", () => {
      fc.assert(
        fc.property(times, fc.tuple(shares, shares), (factor, drawn) => {
          const { batch, predicted, saidOf } = meet(factor);
          const [better, worse] = drawn
            .toSorted((one, other) => one - other)
            .map((share) => saidOf(valueOf[of.kind](share, batch, predicted)));
          better!.forEach((nats, at) => expect(worse![at]).toBeGreaterThanOrEqual(nats - 1e-6));
          for (const nats of [...better!, ...worse!]) expect(Number.isFinite(nats)).toBe(true);
        }),
        { numRuns: 40 },
      );
    });

    test("what is as predicted or better is never evidence of a failure", () => {
      fc.assert(
        fc.property(times, shares, (factor, share) => {
          const { predicted, saidOf } = meet(factor);
          const [now = 0] = saidOf(betterOf[of.kind](share, predicted));
          expect(now).toBeLessThanOrEqual(1e-9);
        }),
        { numRuns: 40 },
      );
    });
  });
});
