import fc from "fast-check";
import { expect, test } from "vitest";
import { after, evidenceOf, fresh, observed, text } from "./battery.ts";
import type { KindInForm, Seen } from "./forms.ts";
import {
  badness,
  type History,
  histories,
  kept,
  live,
  outage,
  quietHistory,
  rowsOfHistory,
  seen,
  told,
  type Turn,
  turnsOf,
  usual,
} from "./histories.ts";
import type { KindState, Meeting, Met, OneKind } from "./one-kind.ts";

/** A case, and how many histories are drawn for each promise. */
interface Tried extends KindInForm {
  readonly numRuns: number;
}

/** As many as the walks draw. */
export const manyRuns = 40;

function holds<T>(
  promise: string,
  { numRuns }: Tried,
  arbitrary: fc.Arbitrary<T>,
  check: (value: T) => unknown,
) {
  const property = fc.property(arbitrary, (value) => {
    check(value);
  });
  test(promise, () => fc.assert(property, { numRuns, seed: 8 }));
}

/** What every kind of series must hold of whatever happens to it. */
export function itKeepsItsPromises(of: Tried): void {
  itRemembers(of);
  itDoesNotMindTheOrder(of);
  itScoresBeforeItLearns(of);
  itBearsWhatComes(of);
  itIsHeld(of);
  itReleases(of);
  itSaysMoreOfWorse(of);
}

function itRemembers(of: Tried): void {
  holds(
    "cut and resumed anywhere it goes on bit for bit",
    of,
    fc.tuple(histories, fc.double({ min: 0, max: 1, noNaN: true })),
    ([history, share]) => {
      const turns = turnsOf(of.form, history);
      const cut = Math.floor(share * turns.length);
      const whole = fresh(of);
      const all = live(whole, turns).map(told);
      const before = fresh(of);
      live(before, turns.slice(0, cut));
      const resumed = fresh(of, kept(before.state()));
      expect(live(resumed, turns.slice(cut)).map(told)).toEqual(all.slice(cut));
      expect(text(resumed)).toBe(text(whole));
    },
  );

  holds("a snapshot is a copy: it does not change as the model goes on", of, histories, (history) => {
    const turns = turnsOf(of.form, history);
    const one = fresh(of);
    live(one, turns.slice(0, -1));
    const snapshot = one.state();
    const then = JSON.stringify(snapshot);
    live(one, turns.slice(-1));
    expect(JSON.stringify(snapshot)).toBe(then);
  });
}

function itDoesNotMindTheOrder(of: Tried): void {
  /** What a window says of each series, whatever the order; every part of the window is met by itself. */
  const inParts = (one: OneKind, turn: Turn, parts: readonly Turn["observations"][]) => {
    const met = live(
      one,
      parts.map((observations) => ({ ...turn, observations, ending: "nothing" })),
    );
    live(one, [{ ...turn, observations: [] }]);
    const said = met
      .map(told)
      .flatMap((each) =>
        each.rows.map((row, at) => [
          row,
          each.predicted[at],
          each.first[at],
          each.second[at],
          each.against[at],
        ]),
      );
    return said.sort(([first], [second]) => first! - second!);
  };

  holds(
    "the order of observations in a window, and how they are batched, does not matter",
    of,
    histories,
    (history) => {
      const [whole, reversed, single] = [fresh(of), fresh(of), fresh(of)];
      for (const turn of turnsOf(of.form, history)) {
        const { observations } = turn;
        const said = inParts(whole, turn, [observations]);
        expect(inParts(reversed, turn, [observations.toReversed()])).toEqual(said);
        expect(
          inParts(
            single,
            turn,
            observations.map((each) => [each]),
          ),
        ).toEqual(said);
      }
      expect(reversed.state().table).toEqual(whole.state().table);
      expect(text(single)).toBe(text(whole));
    },
  );
}

function itScoresBeforeItLearns(of: Tried): void {
  holds(
    "an observation is no part of its own expectation",
    of,
    fc.tuple(histories, seen, badness),
    ([history, last, other]) => {
      const expectedOf = (seenNow: Seen) => {
        const { one, next } = after(of, history);
        const { levels, bases, predicted, deviations } = one.predict(
          [observed(of, seenNow)],
          next,
        ).prediction;
        return [...levels, ...bases, ...predicted, ...deviations];
      };
      expect(expectedOf({ ...last, badness: other })).toEqual(expectedOf(last));
    },
  );

  holds(
    "scoring changes nothing, and what is learned of an observation does not change its score",
    of,
    fc.tuple(histories, seen),
    ([history, last]) => {
      const { one, next } = after(of, history);
      const predicted = one.predict([observed(of, last)], next);
      const referred = [...predicted.batch.rows.keys()];
      const score = (): Met => ({
        ...predicted,
        scores: one.model.score(predicted.batch, predicted.prediction, referred),
      });
      const state = text(one);
      const met = score();
      const said = told(met);
      expect(told(score())).toEqual(said);
      expect(text(one)).toBe(state);
      one.learn(predicted, next);
      expect(told(met)).toEqual(said);
    },
  );
}

/** All numbers of a window are finite, and deviations positive where the kind has any. */
function expectSound(one: OneKind, met: Met, hasDeviations: boolean): void {
  const { rows, ...numbers } = told(met);
  const { levels, bases, residuals, means, deviations } = met.prediction;
  const all = [
    ...Object.values(numbers),
    ...[levels, bases, residuals, means].map((column) => [...column]),
  ].flat();
  const { observed: values, exposure, expected, lower, upper } = one.series.columns;
  for (const row of rows) all.push(values[row]!, exposure[row]!, expected[row]!, lower[row]!, upper[row]!);
  expect(all.filter((number) => !Number.isFinite(number))).toEqual([]);
  const smallest = Math.min(...deviations);
  expect(hasDeviations ? smallest > 0 : smallest >= 0).toBe(true);
}

/** Whether it has a deviation at all: seen where nothing happens. */
function hasDeviations(of: KindInForm): boolean {
  const met = live(fresh(of), turnsOf(of.form, quietHistory(70)));
  return met.at(-1)!.prediction.deviations.some((deviation) => deviation > 0);
}

/** Lives through histories in which all numbers must be finite. */
export function soundLife(of: KindInForm): (history: History) => void {
  const deviates = hasDeviations(of);
  return (history) => {
    const one = fresh(of);
    for (const turn of turnsOf(of.form, history))
      for (const met of live(one, [turn])) expectSound(one, met, deviates);
  };
}

function itBearsWhatComes(of: Tried): void {
  holds("all numbers are finite, whatever comes", of, histories, soundLife(of));

  holds("the band holds what is expected", of, histories, (history) => {
    const { one } = after(of, history);
    const { expected, lower, upper } = one.series.columns;
    for (let row = 0; row < rowsOfHistory; row += 1) {
      expect(lower[row]!).toBeLessThanOrEqual(expected[row]!);
      expect(expected[row]!).toBeLessThanOrEqual(upper[row]!);
    }
  });

  holds("no observation says more than 16 nats", of, fc.tuple(histories, seen), ([history, last]) => {
    const { one, next } = after(of, history);
    const { first, second } = one.meet([observed(of, last)], next).scores;
    expect(Math.max(0, ...Array.from(first), ...Array.from(second))).toBeLessThanOrEqual(16);
  });
}

/**
 * What may change while held: what a level would become at a release, how the last probe or trials went, that nothing is
 * carried over, whether and how a series steps at hours of its own, and how far it wanders, which is often what it is held for.
 */
const learnedAlways = new Set([
  "freshValue",
  "freshExpected",
  "previousWindow",
  "previous",
  "lastShare",
  "runMinutes",
  "trialGap",
  "recentTrials",
  "previousResidual",
  "wildRun",
  "stepQuarter",
  "steps",
  "wander",
  "fineSeasons",
]);
export const frozen = ({ table, kinds }: KindState): string =>
  JSON.stringify([table, kinds], (name, value: unknown) => (learnedAlways.has(name) ? "" : value));

function itIsHeld(of: Tried): void {
  holds(
    "nothing is learned while held",
    of,
    fc.tuple(histories, fc.array(seen, { minLength: 1, maxLength: 5 })),
    ([history, list]) => {
      const { one, next } = after(of, history);
      list.forEach((each, at) => {
        const how = { ...next, window: next.window + at, held: true, factor: 0.1 };
        const predicted = one.predict([observed(of, each)], how);
        const before = frozen(one.state());
        one.learn(predicted, how);
        expect(frozen(one.state())).toBe(before);
      });
    },
  );
}

/** Whether it has a level at all: seen where a release changes something. */
function hasLevel(of: KindInForm): boolean {
  const { one } = after(of, outage({ ...usual, badness: 0.9 }));
  const before = text(one);
  one.model.release(0, false);
  return text(one) !== before;
}

function itReleases(of: Tried): void {
  /** Of the next observation of series 0: its level, how far it lies from what is expected, and its evidence. */
  const nextOf = (one: OneKind, next: Meeting, last: Seen) => {
    const { batch, prediction } = one.predict([observed(of, last)], next);
    // A histogram says nothing before its edge is known.
    fc.pre(batch.rows.length === 1);
    const [evidence = 0] = evidenceOf(one.model.score(batch, prediction, []));
    const distance = Math.abs(batch.values[0]! - prediction.bases[0]!);
    return { level: prediction.levels[0]!, base: prediction.bases[0]!, distance, evidence };
  };
  const leveled = hasLevel(of);
  const lasting = fc.double({ min: 0.05, max: 0.9, noNaN: true });

  holds("what has lasted six hours is the level after a release", of, lasting, (how) => {
    const last = { ...usual, badness: how };
    const { one, next } = after(of, outage(last));
    const before = nextOf(one, next, last);
    const state = text(one);
    one.model.release(0, true);
    if (!leveled) return expect(text(one)).toBe(state);
    return expect(nextOf(one, next, last).distance).toBeLessThanOrEqual(0.01 * before.distance + 0.01);
  });

  holds("while the level before is kept, no hours become the usual ones", of, histories, (history) => {
    const { one, next } = after(of, history);
    const seasonOf = ({ series: { columns } }: OneKind) =>
      JSON.stringify([columns.profile, columns.profileTrust, columns.hourValue, columns.recentValue]);
    one.model.release(0, true);
    const before = seasonOf(one);
    // Learned in later hours, so that the hours before would be over.
    for (const hour of [1, 2, 3])
      one.meet([observed(of, usual)], { window: next.window + 60 * hour, referred: true });
    expect(seasonOf(one)).toBe(before);
  });

  holds(
    "what is restored is the level before the first release, whatever came since",
    of,
    fc.tuple(histories, fc.array(seen, { maxLength: 4 })),
    ([history, since]) => {
      const { one, next } = after(of, history);
      const { level } = nextOf(one, next, usual);
      one.model.release(0, true);
      since.forEach((each, at) =>
        one.meet([observed(of, each)], { window: next.window + at, referred: true }),
      );
      one.model.release(0, false);
      const later = { window: next.window + since.length };
      nextOf(one, later, usual);
      one.model.restore(0);
      expect(nextOf(one, later, usual).level / level).toBeCloseTo(1, 9);
    },
  );

  holds(
    "while the level before is kept, an observation is scored against it too, as if there had been no release",
    of,
    fc.tuple(histories, seen),
    ([history, { size, badness: how }]) => {
      if (!leveled) return;
      const { one, next } = after(of, history);
      // Two windows later nothing is carried over from the observation before.
      const now = { window: next.window + 1 };
      const last = { size: Math.min(size, 1e6), badness: how };
      const before = nextOf(one, now, last);
      one.model.release(0, true);
      const { base } = nextOf(one, now, last);
      const { againstReference } = one.meet([observed(of, last)], { ...now, referred: true }).scores;
      fc.pre(Math.min(Math.abs(before.base), Math.abs(base)) > 0.002);
      expect(againstReference!.positions).toEqual([0]);
      expect(evidenceOf(againstReference!)[0]).toBeCloseTo(before.evidence, 4);
    },
  );

  holds("what is adopted is no evidence as it goes on, and adopting leaves the level", of, lasting, (how) => {
    const last = { ...usual, badness: how };
    const { one, next } = after(of, outage(last));
    one.model.release(0, true);
    const { level } = nextOf(one, next, last);
    one.model.adopt(0);
    const adopted = nextOf(one, next, last);
    expect(adopted.level).toBe(level);
    expect(adopted.evidence).toBeLessThanOrEqual(0);
  });
}

function itSaysMoreOfWorse(of: Tried): void {
  holds(
    "evidence never falls as the observation gets worse",
    of,
    fc.tuple(histories, seen, badness),
    ([history, last, other]) => {
      const { one, next } = after(of, history);
      const size = Math.min(last.size, 1e6);
      const both = [Math.min(last.badness, other), Math.max(last.badness, other)].map((how) =>
        observed(of, { size, badness: how }),
      );
      const { batch, prediction } = one.predict(both, next);
      const [better = 0, worse = 0] = evidenceOf(one.model.score(batch, prediction, []));
      expect(worse).toBeGreaterThanOrEqual(better - 1e-6);
    },
  );
}
