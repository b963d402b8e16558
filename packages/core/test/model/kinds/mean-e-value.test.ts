import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgedKinds } from "../../../src/model/kinds/all-models.ts";
import { expectedShare, isRare } from "../../../src/model/kinds/rare-trials.ts";
import type { JudgedKind } from "../../../src/model/kinds/series-model.ts";
import { concentrationFor } from "../../../src/model/likelihood/proportion.ts";
import { after, observed } from "../../support/battery.ts";
import {
  densityOfT5,
  logBetaBinomial,
  logBinomial,
  logNegativeBinomial,
} from "../../support/distributions.ts";
import { kindsInForms, type Seen } from "../../support/forms.ts";
import { type History, histories, seen } from "../../support/histories.ts";
import type { OneKind } from "../../support/one-kind.ts";

/** What is predicted of one observation. */
interface Prospect {
  readonly exposure: number;
  readonly predicted: number;
  readonly deviation: number;
  /** Negative-binomial size, of counts. */
  readonly size: number;
}

interface Outcome {
  readonly value: number;
  readonly probability: number;
}

/** The outcomes of a prediction, all but those that do not matter. */
type Law = (prospect: Prospect) => readonly Outcome[];

const whole = (largest: number, logProbability: (value: number) => number): readonly Outcome[] =>
  Array.from({ length: largest + 1 }, (_, value) => ({
    value,
    probability: Math.exp(logProbability(value)),
  }));

const countLaw: Law = ({ predicted, size }) => {
  const reach = 4 * predicted + 80 * Math.sqrt(predicted + predicted ** 2 / size) + 40;
  return whole(Math.ceil(reach), (value) => logNegativeBinomial(value, predicted, size));
};

const shareLaw: Law = (prospect) => {
  const { exposure, predicted, size } = prospect;
  if (exposure === 0) return [{ value: 0, probability: 1 }];
  if (predicted <= 0.1 * exposure) return countLaw(prospect);
  const mean = Math.min(0.98, predicted / exposure);
  return whole(exposure, (value) => logBetaBinomial(value, exposure, mean, concentrationFor(mean, size)));
};

/** By the rectangle rule over z = tan(angle), which maps the whole line to an open interval. */
const latencyLaw: Law = ({ predicted, deviation }) =>
  Array.from({ length: 1999 }, (_, step) => {
    const z = Math.tan(Math.PI * ((step + 1) / 2000 - 0.5));
    return { value: predicted + z * deviation, probability: (densityOfT5(z) * (1 + z * z) * Math.PI) / 2000 };
  });

const probeLaw: Law = ({ exposure, predicted }) =>
  whole(exposure, (value) => logBinomial(value, exposure, predicted));

/** How the data of each kind scatter as long as nothing fails. A new kind says it here, or shows otherwise that it is fair. */
const laws: Readonly<Record<JudgedKind, Law>> = {
  count: shareLaw,
  histogram: shareLaw,
  reports: countLaw,
  traffic: countLaw,
  latency: latencyLaw,
  probe: probeLaw,
};

/** Trials that are judged one by one fail together as a beta-binomial does (rule 34). */
const rareLaw =
  (expected: number): Law =>
  ({ exposure }) =>
    whole(exposure, (value) => logBetaBinomial(value, exposure, expected, 2));

/** How the data of a series scatter as it is now. */
function lawOf(kind: JudgedKind, { series: { columns } }: OneKind, exposure: number): Law {
  const isJudgedOneByOne = laws[kind] === shareLaw && exposure > 0 && isRare(columns, 0, 1);
  return isJudgedOneByOne ? rareLaw(expectedShare(columns, 0, false).expected) : laws[kind];
}

const few = (one: Seen): Seen => ({ ...one, size: one.size % 40 });
const fewOf = (history: History): History => ({
  ...history,
  steps: history.steps.map((step) => ({ ...step, seen: step.seen.map((one) => one && few(one)) })),
});

test("of every kind it is known how its data scatter", () => {
  expect(new Set(Object.keys(laws))).toEqual(new Set(judgedKinds));
});

describe.each(kindsInForms.map((one) => ({ ...one, name: `${one.kind}, ${one.form.title}` })))(
  "$name",
  (of) => {
    test("e-values of data that are as predicted average at most one, whatever came before", () => {
      fc.assert(
        fc.property(histories.map(fewOf), seen.map(few), (history, last) => {
          const { one, next } = after(of, history);
          const { batch, prediction } = one.predict([observed(of, last)], next);
          fc.pre(batch.rows.length === 1);
          const [exposure = 0] = batch.exposures;
          const [predicted = 0] = prediction.predicted;
          const [deviation = 0] = prediction.deviations;
          const size = 1 / Math.max(2e-4, 1.4 * one.series.columns.spread[0]!);
          const outcomes = lawOf(of.kind, one, exposure)({ exposure, predicted, deviation, size });
          expect(outcomes.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);

          const same = (number: number) => outcomes.map(() => number);
          const { first, second } = one.model.score(
            {
              rows: same(0),
              values: outcomes.map(({ value }) => value),
              exposures: same(exposure),
              intervalsMs: same(60_000),
            },
            {
              levels: same(prediction.levels[0]!),
              bases: same(prediction.bases[0]!),
              residuals: same(0),
              isTypical: same(0),
              means: same(prediction.means[0]!),
              deviations: same(deviation),
              predicted: same(predicted),
            },
            [],
          );
          const meanOf = (nats: ArrayLike<number>): number =>
            outcomes.reduce((sum, { probability }, at) => sum + probability * Math.exp(nats[at]!), 0);
          expect(meanOf(first)).toBeLessThanOrEqual(1 + 1e-6);
          expect(meanOf(second)).toBeLessThanOrEqual(1 + 1e-6);
        }),
        { numRuns: 40 },
      );
    });
  },
);
