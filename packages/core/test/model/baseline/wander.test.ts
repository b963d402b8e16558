import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { initialWander, isWanderNoted, learnWander } from "../../../src/model/baseline/wander.ts";
import { isBeyondWander } from "../../../src/model/entity/drift.ts";
import { seriesTable } from "../../../src/model/series-table.ts";
import { addRow } from "../../../src/stats/table.ts";
import { evidenceOf } from "../../support/evidence-of.ts";

function wanderAfter(shifts: readonly number[]): number {
  const series = seriesTable();
  addRow(series);
  for (const shift of shifts) learnWander(series.columns, 0, shift);
  return series.columns.wander[0]!;
}

describe("how far a level wanders", () => {
  test("is the mean of squares of how far the last hour lay from the level of before", () => {
    const shifts = Array.from({ length: 2000 }, (_, index) => (index % 2 === 0 ? 0.4 : -0.4));
    expect(wanderAfter(shifts)).toBeCloseTo(0.16, 3);
    expect(wanderAfter([])).toBeCloseTo(initialWander, 6);
  });

  test("is moved by one outage no further than by a factor of four, and is never below none", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { maxLength: 50 }), (shifts) => {
        const wander = wanderAfter(shifts);
        expect(wander).toBeGreaterThanOrEqual(0);
        expect(wander).toBeLessThanOrEqual(Math.log(4) ** 2 + 1e-6);
      }),
    );
    expect(wanderAfter([20])).toBeCloseTo(initialWander + (Math.log(4) ** 2 - initialWander) / 128, 6);
  });

  test("is looked at in every 32nd window, of each series in its turn", () => {
    const noted = (row: number) => Array.from({ length: 64 }, (_, window) => isWanderNoted(row, window));
    expect(noted(0).filter(Boolean)).toHaveLength(2);
    expect(noted(1).indexOf(true)).toBe(noted(0).indexOf(true, 1) - 1);
  });
});

describe("a failure that takes long to show has moved further than the level does by itself", () => {
  /** Errors of the last hour, so many times as many as expected. */
  const moved = (ratio: number, wander: number, signal: "errors" | "latency" | "reports" = "errors") => {
    const evidence = evidenceOf({
      series: [{ entity: "chat", signal, measure: signal === "latency" ? "time" : "share" }],
    });
    const series = {
      ...evidence.series,
      recentTrials: [1000],
      freshValue: [signal === "latency" ? 100 * Math.log(ratio) : 100 * ratio],
      freshExpected: [100],
      wander: [wander],
    };
    return isBeyondWander({ series }, evidence.directory.entities[0]!);
  };

  test("three times the errors are far where they are steady, and not where they wander", () => {
    expect(moved(3, initialWander)).toBe(true);
    expect(moved(3, 0.12)).toBe(false);
    expect([moved(1.6, initialWander), moved(1.8, initialWander)]).toEqual([false, true]);
  });

  test("latency has from a quarter more on, and reports never", () => {
    expect([moved(1.2, 0, "latency"), moved(1.3, 0, "latency")]).toEqual([false, true]);
    expect(moved(100, 0, "reports")).toBe(false);
  });
});
