import fc from "fast-check";
import { expect, test } from "vitest";
import {
  forgetTurns,
  learnTurn,
  missProbability,
  presenceSpec,
  silenceProbability,
} from "../../../src/model/silence/presence.ts";
import { addRow, createTable } from "../../../src/stats/table.ts";

function chain() {
  const table = createTable(presenceSpec);
  addRow(table);
  const { columns } = table;
  return {
    columns,
    turn: (seen: boolean, hour = 0, isHeld = false) => learnTurn(columns, 0, { seen, hour, isHeld }),
    miss: (hour = 0) => missProbability(columns, 0, hour),
  };
}

const turns = (count: number, take: () => void): void => {
  for (let index = 0; index < count; index += 1) take();
};

test("100 turns at which it came: a miss is as rare as is believed, and another after it a hundredth", () => {
  const { turn, miss } = chain();
  turns(100, () => turn(true));
  expect(miss()).toBe(0.001);
  turn(false);
  expect(miss()).toBeCloseTo(0.01, 12);
});

test("one turn in five that is missed is learned within the first sixty", () => {
  const { turn, miss } = chain();
  turns(12, () => {
    turns(4, () => turn(true));
    turn(false);
  });
  turn(true);
  expect(miss()).toBeGreaterThan(0.1);
});

test("a miss is told by the hour of the day, and by all of them where the hour has seen little", () => {
  const { turn, miss } = chain();
  for (let day = 0; day < 4; day += 1) {
    for (let hour = 0; hour < 24; hour += 1) turns(59, () => turn(true, 24 * day + hour));
    turn(false, 24 * day + 3);
    turn(true, 24 * day + 3);
  }
  expect(miss(24 * 9 + 3)).toBeGreaterThan(10 * miss(24 * 9 + 4));
  const few = chain();
  turns(100, () => few.turn(true, 1));
  turns(25, () => {
    few.turn(false, 1);
    few.turn(true, 1);
  });
  expect(few.miss(2)).toBeCloseTo((25 + 0.1) / (150 - 25 + 20), 12);
});

test("an absence is learned when it is over, by four turns at most", () => {
  const { columns, turn } = chain();
  turns(30, () => turn(true));
  turns(500, () => turn(false));
  expect([columns.againCount[0], columns.againMissed[0], columns.missedTurns[0]]).toEqual([0, 0, 500]);
  turn(true);
  expect([columns.againCount[0], columns.againMissed[0], columns.missedTurns[0]]).toEqual([5, 4, 0]);
});

test("that it is still away is never believed likelier than one in two, unless it comes and goes", () => {
  const { turn, miss } = chain();
  turns(200, () => {
    turn(true);
    turns(4, () => turn(false));
  });
  turn(true);
  turn(false);
  expect(miss()).toBe(0.5);
});

test("a turn counts a quarter while it is held, and nothing by the hour", () => {
  const { columns, turn } = chain();
  turn(true, 5, true);
  turn(false, 5, true);
  expect([columns.dueCount[0], columns.missedCount[0]]).toEqual([0.5, 0.25]);
  expect([...columns.dueByHour.subarray(0, 24)]).toEqual(Array.from({ length: 24 }, () => 0));
});

test("half of what was learned is forgotten in ten days", () => {
  const { columns, turn } = chain();
  turns(64, () => turn(true));
  turns(233, () => forgetTurns(columns, 0));
  expect(columns.dueCount[0]).toBeCloseTo(32, 0);
});

test("a long absence is as unlikely as its first miss, times each further one", () => {
  const { columns, turn } = chain();
  turns(100, () => turn(true));
  expect(silenceProbability(columns, 0, 0, 1)).toBe(0.001);
  expect(silenceProbability(columns, 0, 0, 3)).toBeCloseTo(0.001 * 0.01 ** 2, 15);
});

test("whatever comes and whoever is held, a probability lies within its bounds", () => {
  const step = fc.record({ seen: fc.boolean(), hour: fc.nat({ max: 300 }), isHeld: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 600 }), (steps) => {
      const { columns, turn, miss } = chain();
      for (const { seen, hour, isHeld } of steps) {
        turn(seen, hour, isHeld);
        expect(miss(hour)).toBeGreaterThanOrEqual(0.001);
        expect(miss(hour)).toBeLessThanOrEqual(0.9);
        expect(columns.missedByHour[hour % 24]!).toBeLessThanOrEqual(columns.dueByHour[hour % 24]!);
      }
    }),
  );
});

/** Turns of who comes and goes: there for so long, away for so long, again and again. */
function comings(times: number, present: number, away: number) {
  const one = chain();
  turns(times, () => {
    turns(present, () => one.turn(true));
    turns(away, () => one.turn(false));
  });
  turns(present, () => one.turn(true));
  return one;
}

const awayFor = ({ turn, miss }: ReturnType<typeof chain>, missed: number): number => {
  turns(missed, () => turn(false));
  return miss();
};

test("the absence of who comes and goes says nothing for five times as long as usual, and then as much as anybody's", () => {
  expect(awayFor(comings(6, 60, 90), 1)).toBe(0.9);
  expect(awayFor(comings(6, 60, 90), 5 * 90)).toBe(0.9);
  expect(awayFor(comings(6, 60, 90), 5 * 90 + 1)).toBeLessThanOrEqual(0.5);
  expect(silenceProbability(comings(6, 60, 90).columns, 0, 0, 3)).toBeCloseTo(
    comings(6, 60, 90).miss() * 0.81,
    12,
  );
});

test("nobody comes and goes who was away for long less than five times, for a few turns only, or seldom at that hour", () => {
  expect(awayFor(comings(4, 60, 90), 10)).toBeLessThanOrEqual(0.5);
  expect(awayFor(comings(40, 60, 4), 2)).toBeLessThanOrEqual(0.5);
  const byDay = chain();
  for (let day = 0; day < 10; day += 1) {
    for (let hour = 8; hour < 18; hour += 1) turns(60, () => byDay.turn(true, 24 * day + hour));
    turns(840, () => byDay.turn(false, 24 * day + 18));
  }
  byDay.turn(true, 248);
  byDay.turn(false, 252);
  expect(byDay.miss(252)).toBeLessThanOrEqual(0.5);
});

test("that somebody came and went is forgotten within weeks in which it does so no more", () => {
  const one = comings(6, 60, 90);
  turns(24 * 30, () => {
    forgetTurns(one.columns, 0);
    turns(60, () => one.turn(true));
  });
  expect(awayFor(one, 10)).toBeLessThanOrEqual(0.5);
});
