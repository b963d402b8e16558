import fc from "fast-check";
import type { Observation } from "../../src/world/world-window.ts";
import { type Form, observationOf, type Seen } from "./forms.ts";
import type { KindState, Meeting, Met, OneKind } from "./one-kind.ts";
import { firstWindow, minuteMs } from "./world-time.ts";

/** Series of a history. */
export const rowsOfHistory = 3;

/** One window with something in it. */
export interface Step {
  /** Intervals since the step before. */
  readonly gap: number;
  /** By series; null where it was not observed. */
  readonly seen: readonly (Seen | null)[];
  readonly factor: number;
  readonly held: boolean;
  /** What becomes of the level after the window; an end comes to nothing where no level is kept. */
  readonly ending: "nothing" | "release" | "restore" | "adopt";
}

export interface History {
  readonly everyMinutes: number;
  /** Quiet windows before the first step: enough for a histogram to choose its edge, or none. */
  readonly quiet: number;
  /** How bad the best of the steps is: where it is high, failing is the usual state. */
  readonly gloom: number;
  readonly steps: readonly Step[];
}

/** What a model is given in one window. */
export interface Turn {
  readonly observations: readonly Observation[];
  readonly how: Meeting;
  readonly ending: Step["ending"];
}

export const usual: Seen = { size: 200, badness: 0.05 };
const size = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 2, max: 2000 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 1e6, 1e15) },
);
export const badness = fc.oneof(
  { weight: 3, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 0.05, 1) },
);
export const seen: fc.Arbitrary<Seen> = fc.record({ size, badness });

const step: fc.Arbitrary<Step> = fc.record({
  gap: fc.oneof(
    { weight: 5, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.integer({ min: 2, max: 200 }) },
  ),
  seen: fc.array(fc.option(seen, { freq: 5 }), { minLength: rowsOfHistory, maxLength: rowsOfHistory }),
  factor: fc.oneof(fc.constant(0), fc.double({ min: -0.2, max: 0.2, noNaN: true })),
  held: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  ending: fc.oneof(
    { weight: 8, arbitrary: fc.constant("nothing" as const) },
    { weight: 1, arbitrary: fc.constantFrom("release" as const, "restore" as const, "adopt" as const) },
  ),
});

export const histories: fc.Arbitrary<History> = fc.record({
  everyMinutes: fc.constantFrom(1, 10, 60),
  quiet: fc.constantFrom(0, 70),
  gloom: fc.constantFrom(0, 0, 0.7),
  steps: fc.array(step, { minLength: 1, maxLength: 30, size: "max" }),
});

/** A step in which all series are seen alike, and nothing else happens. */
const steady = (of: Seen, rest: Partial<Step> = {}): Step => ({
  gap: 1,
  seen: Array.from({ length: rowsOfHistory }, () => of),
  factor: 0,
  held: false,
  ending: "nothing",
  ...rest,
});

/** A history of so many quiet windows, a minute each. */
export const quietHistory = (quiet: number): History => ({ everyMinutes: 1, quiet, gloom: 0, steps: [] });

const alternating = (one: Seen, other: Seen): readonly Step[] =>
  Array.from({ length: 100 }, (_, at) => steady(at % 2 === 0 ? one : other));
/** So many steps in which all series are seen alike. */
const every = (length: number, of: Seen, rest: Partial<Step> = {}): readonly Step[] =>
  Array.from({ length }, () => steady(of, rest));

/** What happens to somebody sooner or later; what is left out is as in a history without quiet windows. */
export const oddHistories: readonly (readonly [string, Partial<History>])[] = [
  ["one observation", { steps: every(1, usual) }],
  ["the first hour", { steps: every(60, usual) }],
  ["a constant for ten days", { everyMinutes: 60, steps: every(240, { size: 77, badness: 0.5 }) }],
  ["nothing at all, again and again", { steps: every(100, { size: 0, badness: 0 }) }],
  ["no failure ever", { quiet: 70, steps: every(100, { size: 100, badness: 0 }) }],
  ["failures only", { quiet: 70, steps: every(100, { size: 100, badness: 1 }) }],
  ["gaps of hours", { quiet: 70, steps: every(30, usual, { gap: 500 }) }],
  ["gaps of months", { quiet: 70, steps: every(5, usual, { gap: 200_000 }) }],
  ["values of a thousand million million", { quiet: 70, steps: every(100, { size: 1e15, badness: 0.3 }) }],
  [
    "nothing and very much in turn",
    { quiet: 70, steps: alternating({ size: 0, badness: 0 }, { size: 1e15, badness: 1 }) },
  ],
];

/** Half a day of the usual, and six hours of something else of which nothing was learned (rule 17). */
export const outage = (of: Seen): History => ({
  ...quietHistory(70),
  everyMinutes: 10,
  steps: every(36, of, { held: true }),
});

const calm: Seen = { size: 200, badness: 0.02 };
const heldBadly = every(36, { size: 200, badness: 0.9 }, { held: true });

/** The states that a baseline can be in when an observation meets it; what is left out is as in a history of a minute each. */
export const baselineStates: readonly (readonly [string, Partial<History>])[] = [
  ["cold", { steps: every(1, usual) }],
  ["warm", { quiet: 70, steps: every(200, calm) }],
  ["where nothing ever failed", { quiet: 70, steps: every(100, { size: 200, badness: 0 }) }],
  ["held", { quiet: 70, everyMinutes: 10, steps: heldBadly }],
  [
    "with a level before an incident",
    { quiet: 70, everyMinutes: 10, steps: [...heldBadly, ...every(1, usual, { ending: "release" })] },
  ],
  ["sparse", { quiet: 70, everyMinutes: 60, steps: every(60, { size: 1, badness: 0.02 }) }],
  [
    "sparse, after a failure",
    {
      quiet: 70,
      everyMinutes: 60,
      steps: [...every(60, { size: 1, badness: 0.02 }), ...every(1, { size: 1, badness: 1 })],
    },
  ],
  ["busy", { quiet: 70, steps: every(100, { size: 1e6, badness: 0.02 }) }],
  ["over-dispersed", { quiet: 70, steps: alternating(calm, { size: 20_000, badness: 0.4 }) }],
  ["failing as a rule", { quiet: 70, steps: every(200, { size: 200, badness: 0.9 }) }],
];

/** What a history means for series of a form, turn by turn. */
export function turnsOf(form: Form, { everyMinutes, quiet, gloom, steps }: History): readonly Turn[] {
  let window = firstWindow;
  let referred = false;
  const gloomy = steps.map((one) => ({ ...one, seen: one.seen.map((each) => darkened(each, gloom)) }));
  const all = [...Array.from({ length: quiet }, () => steady(usual)), ...gloomy];
  return all.map(({ gap, seen: bySeries, factor, held, ending }) => {
    window += gap * everyMinutes;
    const observations = bySeries.flatMap((one, series) =>
      one === null ? [] : [observationOf(form, one, { series, intervalMs: everyMinutes * minuteMs })],
    );
    const turn = {
      observations,
      how: { window, factor, held, referred },
      ending: isVain(ending, referred) ? "nothing" : ending,
    };
    if (turn.ending !== "nothing") referred = turn.ending === "release";
    return turn;
  });
}

const darkened = (one: Seen | null, gloom: number): Seen | null =>
  one === null ? null : { ...one, badness: gloom + (1 - gloom) * one.badness };

const isVain = (ending: Step["ending"], referred: boolean): boolean =>
  (ending === "restore" || ending === "adopt") && !referred;

/** Gives a model its turns, in order, and returns what each met. */
export const live = (one: OneKind, turns: readonly Turn[]): readonly Met[] =>
  turns.map(({ observations, how, ending }) => {
    const met = one.meet(observations, how);
    for (let row = 0; row < one.series.rows; row += 1) {
      if (ending === "release") one.model.release(row, how.referred !== true);
      else if (ending !== "nothing") one.model[ending](row);
    }
    return met;
  });

/** The window after the last turn, where everything is as the last turn left it. */
export function nextMeeting(turns: readonly Turn[]): Meeting {
  const last = turns.at(-1)!;
  const { referred } = last.how;
  return {
    window: last.how.window + 1,
    referred: last.ending === "nothing" ? referred === true : last.ending === "release",
  };
}

/** All that was said in a window, as plain numbers. */
export const told = ({ batch, prediction, scores }: Met) => ({
  rows: [...batch.rows],
  values: [...batch.values],
  predicted: [...prediction.predicted],
  deviations: [...prediction.deviations],
  first: Array.from(scores.first),
  second: Array.from(scores.second),
  against:
    scores.againstReference === null
      ? []
      : [scores.againstReference.first, scores.againstReference.second].flatMap((nats) => Array.from(nats)),
});

/** The same through a structured clone, as a checkpoint keeps it. */
export const kept = (state: KindState): KindState => structuredClone(state);
