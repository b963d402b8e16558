import fc from "fast-check";
import { expect, test } from "vitest";
import {
  forgetUnseen,
  isSeen,
  markSeen,
  noRow,
  restoredSeen,
  type SeenReadings,
  seenReadings,
  seenSnapshot,
} from "../../src/window/seen-readings.ts";

const windowMs = 60_000;

interface Step {
  readonly series: string;
  /** How many windows closed since, and how far back of the newest the reading is. */
  readonly later: number;
  readonly back: number;
}

const arbitrarySteps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    series: fc.constantFrom("a", "b", "c", "/0/10000/a", "d/x"),
    later: fc.oneof({ weight: 5, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(150) }),
    back: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(200) }),
  }),
  { maxLength: 80 },
);
/** Coverage of less than a word, a whole one, and several. */
const coverage = fc.constantFrom(1, 7, 30, 32, 33, 64, 70, 130);

const covering = (windows: number): SeenReadings =>
  seenReadings({ windowMs, reviseMs: windows * windowMs }) as SeenReadings;

test("of the windows covered it knows exactly what was marked, as a set of all marks does", () => {
  fc.assert(
    fc.property(arbitrarySteps, coverage, fc.nat(80), fc.boolean(), (steps, windows, cutAt, forgets) => {
      let seen = covering(windows);
      const marks = new Set<string>();
      let oldestOpen = 1000;
      let after = noRow;
      for (const [at, { series, later, back }] of steps.entries()) {
        oldestOpen += later;
        if (forgets && later > 0) {
          forgetUnseen(seen, oldestOpen);
          after = noRow;
        }
        if (at === cutAt) {
          const kept = JSON.parse(JSON.stringify(seenSnapshot(seen))) as ReturnType<typeof seenSnapshot>;
          seen = restoredSeen({ windowMs, reviseMs: windows * windowMs }, kept, oldestOpen) as SeenReadings;
          after = noRow;
        }
        const window = oldestOpen - 1 - (back % windows);
        after = markSeen(seen, series, window, after);
        marks.add(`${series} ${window}`);
        for (const other of ["a", "b", "c", "/0/10000/a", "d/x", "never"])
          for (let open = oldestOpen - windows; open < oldestOpen; open += 1)
            expect(isSeen(seen, other, open)).toBe(marks.has(`${other} ${open}`));
        expect(seen.unknownThrough).toBeNull();
      }
    }),
    { numRuns: 60 },
  );
});

test("nothing is kept where late readings are not passed on, and a part of a window counts as one", () => {
  expect(seenReadings({ windowMs })).toBeNull();
  expect(seenReadings({ windowMs, reviseMs: 0 })).toBeNull();
  expect(seenReadings({ windowMs, reviseMs: 1 })?.windows).toBe(1);
});

test("a series that was not seen for so long leaves its row to another", () => {
  const seen = covering(30);
  markSeen(seen, "a", 100);
  markSeen(seen, "b", 101);
  forgetUnseen(seen, 131);
  expect([...seen.rows.keys()]).toEqual(["b"]);
  markSeen(seen, "c", 130);
  expect(seen.rows.size + seen.free.length).toBe(2);
  expect(isSeen(seen, "c", 100)).toBe(false);
});

test("what a snapshot does not cover is not known: all of one without, and what is older than a shorter one", () => {
  const config = { windowMs, reviseMs: 30 * windowMs };
  expect(restoredSeen(config, null, 500)?.unknownThrough).toBe(499);
  expect(restoredSeen(config, null, null)?.unknownThrough).toBeNull();
  const shorter = covering(10);
  markSeen(shorter, "a", 499);
  const longer = restoredSeen(config, seenSnapshot(shorter), 500) as SeenReadings;
  expect(longer.unknownThrough).toBe(489);
  expect(isSeen(longer, "a", 499)).toBe(true);
  expect(restoredSeen({ windowMs, reviseMs: 5 * windowMs }, seenSnapshot(longer), 500)?.windows).toBe(5);
});
