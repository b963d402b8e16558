import { describe, expect, test } from "vitest";
import { lateSupport } from "../../src/correlate/late-support.ts";
import { recentWindows } from "../../src/model/index.ts";
import { evidenceOf, evidenceWindow } from "../support/evidence-of.ts";

/** Nats of the last windows, the newest last, at their places. */
function recent(nats: readonly number[]): readonly number[] {
  const placed = Array.from({ length: recentWindows }, () => 0);
  nats.forEach((value, at) => {
    placed[(evidenceWindow - nats.length + 1 + at) % recentWindows] = value;
  });
  return placed;
}

function supportOf(before: readonly number[], after: readonly number[], onsetWindow = evidenceWindow - 9) {
  const made = evidenceOf({ series: ["ant", "bee"] });
  const evidence = {
    ...made,
    entities: { ...made.entities, recentNats: [...recent(after), ...recent([])] },
    beforeLate: new Map([[0, recent(before)]]),
  };
  const since = { onsetWindow, leadWindows: 5 };
  return { ant: lateSupport(evidence, "ant", since), bee: lateSupport(evidence, "bee", since) };
}

describe("the support of a service", () => {
  test("is the largest sum over windows in a row, and begins in the latest that is within 1.5 nats of it", () => {
    const { ant } = supportOf([], [1, 5, 5, -2, 4, -1, -1]);
    expect(ant?.after).toEqual({ nats: 13, onsetWindow: evidenceWindow - 5 });
  });

  test("is told before and with what came late; of whom nothing came it is the same", () => {
    const { ant, bee } = supportOf([6, 6, 6], [-1, -1, -1]);
    expect(ant).toEqual({
      isHeard: true,
      before: { nats: 18, onsetWindow: evidenceWindow - 2 },
      after: { nats: 0, onsetWindow: evidenceWindow },
    });
    expect(bee).toMatchObject({ isHeard: false, before: { nats: 0 }, after: { nats: 0 } });
  });

  test("counts from five windows before the onset on", () => {
    const early = [9, 9, 0, 0, 0, 0, 0, 0, 0, 0];
    expect(supportOf([], early, evidenceWindow - 3).ant?.after.nats).toBe(9);
    expect(supportOf([], early, evidenceWindow - 2).ant?.after.nats).toBe(0);
  });

  test("says nothing of a failure that began before all that can be corrected", () => {
    const old = evidenceWindow - recentWindows;
    expect(supportOf([6], [0], old).ant?.isHeard).toBe(false);
    expect(supportOf([6], [0], old + 1).ant?.isHeard).toBe(true);
  });

  test("is not asked for in a window in which nothing came late", () => {
    const since = { onsetWindow: evidenceWindow, leadWindows: 5 };
    expect(lateSupport(evidenceOf({ series: ["ant"] }), "ant", since)).toBeNull();
  });
});
