import { describe, expect, test } from "vitest";
import type { Evidence } from "../../src/model/index.ts";
import { oneModel } from "../support/one-model.ts";
import type { Observed } from "../support/one-world.ts";

/** Every number that a window says of a failure. */
function numbersOf({ likelihoods, series, entities, factors, completeness }: Evidence): readonly number[] {
  const { logEvidence, observed, exposure, expected, lower, upper } = series;
  const { signalCusum, windowEvidence, windowEvidenceBefore, referenceEvidence } = entities;
  const columns = [logEvidence, observed, exposure, expected, lower, upper, signalCusum, windowEvidence];
  const rest = [
    windowEvidenceBefore,
    referenceEvidence,
    likelihoods.all,
    likelihoods.withoutReports,
    factors,
  ];
  return [...[...columns, ...rest].flatMap((column) => Array.from(column)), completeness ?? 0];
}

const usual: Observed = {
  "ant errors": [4, 1000],
  "ant traffic": 1000,
  "ant reports": 3,
  "ant latency": { value: 250, exposure: 800 },
  "bee latency": { exposure: 1000, buckets: [100, 500, 200, 900, 400, 1000] },
  "cat errors": { value: 0, exposure: 12, readings: 12 },
};

/** Streams that are as usual for two hours, and then not for one. */
const turns: readonly (readonly [string, (window: number) => Observed])[] = [
  [
    "counts that jump to a million times the usual",
    () => ({
      "ant errors": [4e6, 1e9],
      "ant traffic": 1e9,
      "ant reports": 3e6,
      "ant latency": { value: 2.5e8, exposure: 8e8 },
    }),
  ],
  [
    "counts that jump up and down by a million",
    (window) =>
      window % 2 === 0
        ? usual
        : {
            "ant errors": [1e9, 1e9],
            "ant traffic": 1e9,
            "ant reports": 3e6,
            "ant latency": { value: 2.5e-4, exposure: 8e8 },
          },
  ],
  [
    "counts as large as can be read",
    () => ({
      "ant errors": [0, Number.MAX_SAFE_INTEGER],
      "ant traffic": Number.MAX_SAFE_INTEGER,
      "ant reports": Number.MAX_SAFE_INTEGER,
      "ant latency": { value: Number.MAX_SAFE_INTEGER, exposure: 1 },
    }),
  ],
  [
    "more failures than requests",
    () => ({ "ant errors": [5000, 1000], "ant traffic": 1000, "cat errors": [40, 12] }),
  ],
  [
    "nothing but zeros",
    () => ({
      "ant errors": [0, 0],
      "ant traffic": 0,
      "ant reports": 0,
      "ant latency": { value: 0, exposure: 0 },
      "bee latency": { exposure: 0, buckets: [100, 0, 200, 0, 400, 0] },
    }),
  ],
  ["the very same numbers in every window", () => usual],
  [
    "a histogram that falls and holds what is no number",
    () => ({
      "bee latency": { exposure: 1000, buckets: [100, 900, 200, Number.NaN, 400, 300] },
    }),
  ],
  [
    "a thousand monitors that all find it down",
    () => ({ "cat errors": { value: 1000, exposure: 1000, readings: 1000 } }),
  ],
];

describe.each(turns)("%s", (_title, observedIn) => {
  test("every number that is said of a failure is finite, in every window and for hours after", () => {
    const model = oneModel();
    model.after(120, usual);
    for (let window = 0; window < 180; window += 1) {
      const evidence = model.next(window < 60 ? observedIn(window) : usual);
      expect(numbersOf(evidence).filter((number) => !Number.isFinite(number))).toEqual([]);
    }
    const { columns } = model.model.snapshot().tables.series;
    const kept = Object.values(columns).flatMap((column) => Array.from(column));
    expect(kept.filter((number) => !Number.isFinite(number))).toEqual([]);
  });
});
