import fc from "fast-check";
import { expect, test } from "vitest";
import { isHeld, isReleaseDue, release, stepGate } from "../../../src/model/entity/learning-gate.ts";
import { signals } from "../../../src/world/world-window.ts";
import { entityTable } from "../../../src/model/entity-table.ts";
import { addRow } from "../../../src/stats/table.ts";

/** A window's evidence of all signals together, while none counts by itself. */
const together = (added: number) => ({ added, shown: 0 });

function table() {
  const entities = entityTable();
  addRow(entities);
  return entities.columns;
}

/** Largest sum over the windows from any start to now, as Page's CUSUM is defined; 0 when no start is better. */
const cusum = (evidence: readonly number[]): number =>
  evidence.reduceRight(({ best, sum }, nats) => ({ best: Math.max(best, sum + nats), sum: sum + nats }), {
    best: 0,
    sum: 0,
  }).best;

const evidence = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { maxLength: 18 });

test("a service is held exactly while the largest sum of its evidence from any start is over 6 nats", () => {
  fc.assert(
    fc.property(evidence, (list) => {
      const columns = table();
      list.forEach((nats, window) => {
        stepGate(columns, 0, window, together(nats));
        const total = cusum(list.slice(0, window + 1));
        if (Math.abs(total - 6) > 1e-9) expect(isHeld(columns, 0)).toBe(total > 6);
      });
    }),
  );
});

test("what one signal has shown by itself holds a service while it is over 6 nats, however much the sum is below 0", () => {
  const columns = table();
  const shown = [5.9, 6.1, 40, 6.1, 5.9];
  const held = shown.map((nats, window) => {
    stepGate(columns, 0, window, { added: -1, shown: nats });
    return columns.heldSince[0];
  });
  expect(held).toEqual([-1, 1, 1, 1, -1]);
  expect(columns.cusum[0]).toBe(0);
});

test("just after work on it three nats hold a service that six hold else", () => {
  const columns = table();
  stepGate(columns, 0, 0, { ...together(3.5), isOnTrial: true });
  expect(isHeld(columns, 0)).toBe(true);
  stepGate(columns, 0, 1, together(0));
  expect(isHeld(columns, 0)).toBe(false);
  release(columns, 0);
  stepGate(columns, 0, 2, { ...together(3), isOnTrial: true });
  expect(isHeld(columns, 0)).toBe(false);
});

test("one window counts for at most 20 nats and all of them for at most 60, so that recovery opens the gate", () => {
  const columns = table();
  stepGate(columns, 0, 0, together(1e9));
  expect(columns.cusum[0]).toBe(20);
  for (let window = 1; window < 100; window += 1) stepGate(columns, 0, window, together(1e9));
  expect(columns.cusum[0]).toBe(60);
  for (let window = 100; window < 155; window += 1) stepGate(columns, 0, window, together(-1));
  expect(isHeld(columns, 0)).toBe(false);
});

test("a release is due after six hours of being held without a break, and forgets what had added up", () => {
  const columns = table();
  for (let window = 100; window <= 460; window += 1) {
    stepGate(columns, 0, window, together(5));
    expect(isReleaseDue(columns, 0, window, 60_000)).toBe(
      window - (columns.heldSince[0] ?? 0) >= 360 && isHeld(columns, 0),
    );
  }
  expect(columns.heldSince[0]).toBe(101);
  stepGate(columns, 0, 461, together(5));
  expect(isReleaseDue(columns, 0, 461, 60_000)).toBe(true);
  release(columns, 0);
  expect([isHeld(columns, 0), columns.cusum[0]]).toEqual([false, 0]);
});

test("a release forgets what had added up of every signal of that service, and of no other", () => {
  const entities = entityTable();
  for (let entity = 0; entity < 3; entity += 1) addRow(entities);
  entities.columns.signalCusum.fill(7);
  release(entities.columns, 1);
  const signalsOf = (entity: number) => [
    ...entities.columns.signalCusum.subarray(entity * signals.length, (entity + 1) * signals.length),
  ];
  const every = (nats: number) => signals.map(() => nats);
  expect([0, 1, 2].map(signalsOf)).toEqual([every(7), every(0), every(7)]);
});
