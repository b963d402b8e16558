import { describe, expect, test } from "vitest";
import { negativeBinomial, randomStream } from "../../../../worlds/src/random/index.ts";
import type { JudgedKind } from "../../../src/model/kinds/series-model.ts";
import type { Observation, Signal } from "../../../src/world/world-window.ts";
import { type OneKind, oneKind } from "../../support/one-kind.ts";
import { minuteMs, worldStartMs } from "../../support/world-time.ts";

const start = worldStartMs / minuteMs;
const days = 2;

const seen = (value: number, exposure: number): readonly Observation[] => [
  { series: 0, value, exposure, readings: 1, intervalMs: minuteMs, buckets: null },
];

/** A series of which some days are known, usually about 400 out of 4,000. */
function known(kind: JudgedKind, signal: Signal): OneKind {
  const one = oneKind(kind, signal);
  const random = randomStream(3, kind);
  const exposure = kind === "count" ? 4000 : 1;
  for (let window = 0; window < days * 1440; window += 1) {
    one.meet(seen(negativeBinomial(random, 400, 50) + 1, exposure), { window: start + window });
  }
  return one;
}

const kinds = [
  ["count", "errors"],
  ["reports", "reports"],
  ["traffic", "traffic"],
  ["latency", "latency"],
] as const;

/** What the last readings were, and what is drawn of them. */
const ofNow =
  "recentValue recentExposure freshValue freshExpected previousResidual previousWindow readings wildRun observed exposure expected lower upper trialGap recentTrials runMinutes lastShare".split(
    " ",
  );

describe.each(kinds)("a day that is like none, of a series of kind %s", (kind, signal) => {
  const exposure = kind === "count" ? 4000 : 1;

  test("changes nothing of what was learned", () => {
    const one = known(kind, signal);
    const before = one.state();
    for (let window = 0; window < 300; window += 1) {
      one.meet(seen(700 + (window % 50), exposure), { window: start + days * 1440 + window, isUnlike: true });
    }
    const after = one.state();
    for (const [name, column] of Object.entries(before.table.columns)) {
      if (!ofNow.includes(name)) expect(after.table.columns[name], name).toEqual(column);
    }
    expect(after.kinds).toEqual(before.kinds);
  });

  test("is no evidence between half and twice the season, nor where the last hour was", () => {
    const one = known(kind, signal);
    const window = start + days * 1440;
    const largest = (value: number, at: number): number => {
      const { scores } = one.meet(seen(value, exposure), { window: at, isUnlike: true });
      return Math.max(scores.first[0]!, scores.second[0]!);
    };
    expect(Math.max(...[220, 400, 760].map((value, at) => largest(value, window + at)))).toBeLessThan(0.5);
    for (const step of [700, 1400, 2800]) {
      for (let at = 0; at < 240; at += 1)
        one.meet(seen(step, exposure), { window: window + step + at, isUnlike: true });
    }
    expect(largest(2800, window + 2900)).toBeLessThan(0.5);
    const bad = kind === "traffic" ? 2 : 40_000;
    expect(largest(kind === "count" ? 4000 : bad, window + 2901)).toBeGreaterThan(
      kind === "latency" ? 1 : 0.8,
    );
  });
});
