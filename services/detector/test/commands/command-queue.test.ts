import type { LogRecord } from "@tocsin/log";
import fc from "fast-check";
import { expect, test } from "vitest";
import { commandQueue } from "../../src/commands/command-queue.ts";

const minuteMs = 60_000;
const noon = 1_700_049_600_000;

/** A record whose command shall hold from so many minutes behind noon on. */
function record(offset: number, minute: number | null): LogRecord {
  const command = {
    v: 1,
    kind: "maintenance-end",
    id: `m-${offset}`,
    fromWindow: noon + (minute ?? 0) * minuteMs,
  };
  const value = Buffer.from(minute === null ? "oops" : JSON.stringify(command));
  return {
    topic: "c",
    partition: 0,
    offset,
    timestampMs: noon + 600 * minuteMs,
    key: null,
    value,
    headers: {},
  };
}

const dueAt = (queue: ReturnType<typeof commandQueue>, minute: number): readonly number[] =>
  queue.due(noon + minute * minuteMs).map(({ offset }) => offset);

test("a command is due before its window, not before one in front of it, and once", () => {
  const queue = commandQueue({ windowMs: minuteMs });
  for (const [offset, minute] of [
    [3, 2],
    [5, 9],
    [6, 4],
    [7, null],
  ] as const)
    queue.take(record(offset, minute));
  expect([dueAt(queue, 1), queue.appliedTo()]).toEqual([[], null]);
  expect([dueAt(queue, 2), queue.appliedTo()]).toEqual([[3], 4]);
  expect(dueAt(queue, 8)).toEqual([]);
  expect([dueAt(queue, 9), queue.appliedTo()]).toEqual([[5, 6, 7], 8]);
  expect([dueAt(queue, 100), queue.size()]).toEqual([[], 0]);
});

test("from a limit on nothing is due, until it is lifted", () => {
  const queue = commandQueue({ windowMs: minuteMs });
  for (const offset of [0, 1, 2]) queue.take(record(offset, 0));
  queue.limit(1);
  expect(dueAt(queue, 5)).toEqual([0]);
  queue.limit(null);
  expect(dueAt(queue, 5)).toEqual([1, 2]);
});

test("where it is known what was applied before a window, that decides, and the commands themselves elsewhere", () => {
  const known = new Map<number, number | null>([
    [noon + 3 * minuteMs, null],
    [noon + 4 * minuteMs, 0],
  ]);
  const queue = commandQueue({ windowMs: minuteMs, recorded: (windowStart) => known.get(windowStart) });
  for (const offset of [0, 1]) queue.take(record(offset, 2));
  expect([3, 4, 5].map((minute) => dueAt(queue, minute))).toEqual([[], [0], [1]]);
});

test("when the topic is made anew, what was not in force yet is gone, and what comes holds by itself", () => {
  const queue = commandQueue({ windowMs: minuteMs });
  queue.take(record(8, 50));
  queue.beginAnew(0);
  queue.take(record(0, 3));
  expect([dueAt(queue, 3), queue.appliedTo()]).toEqual([[0], 1]);
});

test("before which window each command is told does not depend on when they were read, if it is in time", () => {
  const minutes = fc.array(fc.option(fc.integer({ min: 0, max: 20 })), { maxLength: 20 });
  fc.assert(
    fc.property(minutes, fc.array(fc.nat({ max: 20 }), { minLength: 20, maxLength: 20 }), (froms, early) => {
      const together = commandQueue({ windowMs: minuteMs });
      froms.forEach((minute, offset) => together.take(record(offset, minute)));
      const asTheyCome = commandQueue({ windowMs: minuteMs });
      let next = 0;
      for (let minute = 0; minute <= 20; minute += 1) {
        while (next < froms.length && (froms[next] ?? 0) - early[next]! <= minute) {
          asTheyCome.take(record(next, froms[next]!));
          next += 1;
        }
        const isMaintenance = (offset: number): boolean => froms[offset] !== null;
        expect(dueAt(asTheyCome, minute).filter(isMaintenance)).toEqual(
          dueAt(together, minute).filter(isMaintenance),
        );
      }
    }),
  );
});
