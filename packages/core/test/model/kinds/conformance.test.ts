import { describe, expect, test } from "vitest";
import { judgedKinds } from "../../../src/model/kinds/all-models.ts";
import { frameRejection } from "../../../src/window/check-frame.ts";
import { after, observed } from "../../support/battery.ts";
import { kindsInForms } from "../../support/forms.ts";
import { oddHistories, quietHistory } from "../../support/histories.ts";
import { frozen, itKeepsItsPromises, soundLife } from "../../support/kind-promises.ts";
import { frameOf } from "../../support/make-frames.ts";
import { minuteMs, worldStartMs } from "../../support/world-time.ts";

/**
 * What every kind of series must hold. Kinds are found by themselves: one that is added to `modelMakers` is held against
 * all of this, in every form of telemetry that leads to it. Ten histories are drawn for each promise, and forty in
 * `conformance.walk.test.ts`. That e-values average at most one needs to know how the data of a kind scatter, and is in
 * `mean-e-value.test.ts`.
 */
const fewRuns = 10;

test("every kind comes in a form that the battery knows", () => {
  expect(new Set(kindsInForms.map(({ kind }) => kind))).toEqual(new Set(judgedKinds));
});

describe.each(kindsInForms)("$name", (of) => {
  itKeepsItsPromises({ ...of, numRuns: fewRuns });

  test.each(oddHistories)("%s: all numbers are finite", (_title, history) => {
    soundLife(of)({ ...quietHistory(0), ...history });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1])(
    "a reading of %d is refused before it gets here",
    (number) => {
      const refused = (read: number) =>
        frameRejection(frameOf(worldStartMs / minuteMs, [of.form.reading(read)]));
      expect(refused(1)).toBeNull();
      expect(refused(number)).not.toBeNull();
    },
  );

  test("what is not held is learned", () => {
    const { one, next } = after(of, quietHistory(70));
    const predicted = one.predict([observed(of, { size: 200, badness: 0.6 })], next);
    const before = frozen(one.state());
    one.learn(predicted, next);
    expect(frozen(one.state())).not.toBe(before);
  });
});
