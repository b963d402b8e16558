import { describe, expect, test } from "vitest";
import { worldAssembly } from "../../src/world/world-assembly.ts";
import type { WorldWindow } from "../../src/world/world-window.ts";
import type { Frame } from "../../src/window/frame.ts";
import type { Reading } from "../../src/reading/reading.ts";
import { frameOf, type FramePlace, readingsOfWindow, windowMs } from "../support/make-frames.ts";

const requests = (
  window: number,
  who: Parameters<ReturnType<typeof readingsOfWindow>["requests"]>[0],
  errors = 1,
) => readingsOfWindow(window).requests(who, 100, errors);

/** A frame that brings late readings beside those of its own window. */
function bringing(window: number, late: readonly Reading[], place: FramePlace = {}): Frame {
  const { columns: lateColumns } = frameOf(window, late, place);
  return { ...frameOf(window, [requests(window, {}, 0)], place), lateColumns };
}

function assembled(frames: readonly Frame[]): readonly WorldWindow[] {
  const assembly = worldAssembly({ windowMs, newcomerWaitMs: 0 });
  return [...frames.flatMap((frame) => assembly.step(frame)), ...assembly.end()];
}

/** What came late in a window: of each earlier one, values and exposures by series. */
const lateIn = ({ late = [] }: WorldWindow) =>
  late.map(({ windowStart, observations }) => [
    windowStart / windowMs,
    observations.map(({ series, value, exposure }) => [series, value, exposure]),
  ]);

const known = frameOf(0, [requests(0, {}, 0), requests(0, { service: "b" }, 0)]);

describe("late readings of frames", () => {
  test("are given with the window in which they came, by their own windows, earliest first", () => {
    const frame = bringing(5, [requests(3, {}, 7), requests(1, { service: "b" }, 2), requests(1, {}, 1)]);
    const [first, , , , , last] = assembled([known, frame]);
    expect(first).not.toHaveProperty("late");
    expect(lateIn(last!)).toEqual([
      [
        1,
        [
          [0, 1, 100],
          [1, 100, 1],
          [2, 2, 100],
          [3, 100, 1],
        ],
      ],
      [
        3,
        [
          [0, 7, 100],
          [1, 100, 1],
        ],
      ],
    ]);
  });

  test("count in no window of their own, nor in that in which they come", () => {
    const frame = bringing(2, [requests(1, {}, 99)]);
    const windows = assembled([known, frame]);
    expect(windows.map(({ observations }) => observations.map(({ value }) => value))).toEqual([
      [0, 100, 0, 100],
      [],
      [0, 100],
    ]);
  });

  test("of a series that never came in time are left out: nothing is known of it", () => {
    const late = [requests(1, { service: "new" }), requests(1, { source: "monitor" })];
    expect(lateIn(assembled([known, bringing(2, late)]).at(-1)!)).toEqual([]);
  });

  test("are added up over regions, and over operations where the service sends none itself", () => {
    const ofOperations = frameOf(0, [requests(0, { operation: "x" }, 0), requests(0, { operation: "y" }, 0)]);
    const late = [requests(1, { operation: "x" }, 3), requests(1, { operation: "y", region: "eu" }, 4)];
    const windows = assembled([ofOperations, { ...frameOf(2, []), lateColumns: frameOf(1, late).columns }]);
    expect(lateIn(windows.at(-1)!)[0]![1]).toContainEqual([0, 7, 200]);
  });

  test("of one identity in two partitions of a topic count once", () => {
    const frames = [
      known,
      frameOf(0, [requests(0, { service: "c" }, 0)], { partition: 1 }),
      bringing(2, [requests(1, {}, 7)]),
      { ...frameOf(2, [], { partition: 1 }), lateColumns: frameOf(1, [requests(1, {}, 9)]).columns },
    ];
    expect(lateIn(assembled(frames).at(-1)!)).toEqual([
      [
        1,
        [
          [0, 7, 100],
          [1, 100, 1],
        ],
      ],
    ]);
  });

  test("of one window that come in two frames are not added up with each other", () => {
    const frames = [known, bringing(2, [requests(1, {}, 7)]), bringing(3, [requests(1, {}, 2)])];
    expect(assembled(frames).slice(2).map(lateIn)).toEqual([
      [
        [
          1,
          [
            [0, 7, 100],
            [1, 100, 1],
          ],
        ],
      ],
      [
        [
          1,
          [
            [0, 2, 100],
            [1, 100, 1],
          ],
        ],
      ],
    ]);
  });
});
