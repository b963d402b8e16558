import { expect, test } from "vitest";
import { floorOf, stepFloor } from "./floor.ts";

/** Numbers that look a little like counts, the same ones every time. */
function stepped(windows: number): ReturnType<typeof floorOf> {
  const floor = floorOf(5);
  for (let window = 0; window < windows; window += 1) {
    for (let row = 0; row < 5; row += 1) {
      floor.value[row] = (row * 7 + window * 13) % 23;
      floor.exposure[row] = 1 + (window % 3);
      floor.rate[row] = 4 + row;
    }
    stepFloor(floor);
  }
  return floor;
}

test("the floor has thirteen columns of one number a row, and is frozen: it computes these numbers", () => {
  const floor = stepped(50);
  expect(Object.keys(floor)).toHaveLength(13);
  const sums = Object.values(floor).map((column: Float64Array) => column.reduce((sum, one) => sum + one, 0));
  expect(sums.map((sum) => Number(sum.toPrecision(9)))).toMatchInlineSnapshot(`
    [
      58,
      10,
      30,
      0.25,
      1705.25849,
      2027.69264,
      0.1,
      59774165.7,
      1.87098137,
      7.55960315,
      -4.18587064,
      50.2851711,
      972.895336,
    ]
  `);
});

test("what is expected is scored before it is learned: the first window is held against a level of 1", () => {
  expect([...stepped(1).expected]).toEqual([4, 5, 6, 7, 8]);
});
