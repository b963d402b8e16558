import { describe, expect, test } from "vitest";
import type { Frame } from "../../src/window/frame.ts";
import { countLosses, losses, lossesSnapshot } from "../../src/world/losses.ts";
import { frameOf, readingsOfWindow, windowMs } from "../support/make-frames.ts";

type Counts = Partial<Frame["counts"]>;

function counted(window: number, partition: number, counts: Counts): Frame {
  const frame = frameOf(window, [], { partition });
  return { ...frame, counts: { ...frame.counts, ...counts } };
}

/** The share after the last of these windows, each given as what was counted of its partitions. */
function shareAfter(windows: readonly (readonly Counts[])[], all = losses([])): number {
  let share = 0;
  for (const [window, partitions] of windows.entries()) {
    const frames = partitions.map((counts, partition) => counted(window, partition, counts));
    share = countLosses(all, frames, { window, windowMs });
  }
  return share;
}

const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value);

describe("the share of lost messages", () => {
  test("is 0 as long as no partition loses more than a tenth of its messages", () => {
    expect(shareAfter([])).toBe(0);
    expect(shareAfter([[{}]])).toBe(0);
    expect(shareAfter([[{ accepted: 90, late: 6, rejected: 4 }]])).toBe(0);
    expect(shareAfter([[{ accepted: 89, late: 7, rejected: 4 }]])).toBe(0.11);
  });

  test("counts only partitions that lose more, of the messages of all", () => {
    const well = { accepted: 95, late: 5 };
    expect(shareAfter([[well, { accepted: 0, late: 100 }]])).toBe(0.5);
    expect(shareAfter([[well, { accepted: 50, rejected: 50 }, well, well]])).toBe(0.125);
  });

  test("counts no duplicate as lost: reading the same again loses nothing", () => {
    expect(shareAfter([[{ accepted: 10, duplicate: 1000, conflict: 1000 }]])).toBe(0);
  });

  test("counts nothing as lost that came late and filled a gap", () => {
    const filling = frameOf(0, [
      readingsOfWindow(0).requests({}, 10, 1),
      readingsOfWindow(0).requests({ service: "b" }, 10, 1),
    ]);
    const frame = { ...counted(1, 0, { accepted: 8, late: 2 }), lateColumns: filling.columns };
    expect(countLosses(losses([]), [frame], { window: 1, windowMs })).toBe(0);
    const beyond = { ...frame, counts: { ...frame.counts, late: 12 } };
    expect(countLosses(losses([]), [beyond], { window: 1, windowMs })).toBe(0.5);
    const { lateColumns, ...first } = beyond;
    const parts: readonly Frame[] = [
      { ...first, parts: 2 },
      { ...counted(1, 0, {}), part: 1, parts: 2, lateColumns },
    ];
    expect(countLosses(losses([]), parts, { window: 1, windowMs })).toBe(0.5);
  });

  test("is that of ten minutes: a window's lost messages count until the tenth behind it", () => {
    const bad = [{ accepted: 0, late: 100 }];
    const good = [{ accepted: 100 }];
    expect(shareAfter([bad, ...times(9, good)])).toBe(0);
    expect(shareAfter([bad, bad, ...times(8, good)])).toBe(0.2);
    expect(shareAfter([bad, bad, ...times(9, good)])).toBe(0);
    expect(shareAfter([bad, ...times(9, [{}])])).toBe(1);
    expect(shareAfter([bad, ...times(10, [{}])])).toBe(0);
  });
});

test("what is counted goes on from its snapshot, whatever order partitions came in", () => {
  const windows = [
    [{ accepted: 50, late: 50 }, { accepted: 7 }],
    [{ accepted: 1, late: 3 }, { late: 1 }],
  ];
  const all = losses([]);
  shareAfter(windows.slice(0, 1), all);
  const kept = JSON.parse(JSON.stringify(lossesSnapshot(all))) as ReturnType<typeof lossesSnapshot>;
  const reversed = losses([...kept].reverse());
  const frames = windows[1]!.map((counts, partition) => counted(1, partition, counts));
  expect(countLosses(reversed, frames.reverse(), { window: 1, windowMs })).toBe(shareAfter(windows));
  expect(lossesSnapshot(reversed)[0]?.partition).toBe(0);
});
