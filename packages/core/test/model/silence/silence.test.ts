import { describe, expect, test } from "vitest";
import { addSeries, modelState, type ModelState } from "../../../src/model/model-state.ts";
import { type Silence, stepSilence } from "../../../src/model/silence/silence.ts";
import type { WorldWindow } from "../../../src/world/world-window.ts";
import { ofEach, type Observed, oneWorld } from "../../support/one-world.ts";
import type { Stream } from "../../../src/reading/reading.ts";
import { minuteMs } from "../../support/world-time.ts";

interface Watched {
  readonly state: ModelState;
  /** What the next window says of silence. */
  readonly next: (observed: Observed, everyMinutes?: number, lostShare?: number) => Silence;
  /** The same of a window in which streams could not be read. */
  readonly without: (streams: readonly Stream[], observed: Observed) => Silence;
}

/** A world in which this has come in a hundred windows. */
function watched(observed: Observed): Watched {
  const world = oneWorld();
  const state = modelState(minuteMs);
  const step = (
    now: Observed,
    everyMinutes: number,
    more: Pick<WorldWindow, "lostShare" | "unseen">,
  ): Silence => {
    const { windowStart, newSeries, observations } = world.next(now, everyMinutes);
    state.window = windowStart / minuteMs;
    for (const series of newSeries) addSeries(state, series);
    return stepSilence({ ...state, directory: state.growing.directory }, { observations, ...more });
  };
  const next: Watched["next"] = (now, everyMinutes = 1, lostShare = 0) =>
    step(now, everyMinutes, { lostShare });
  for (let window = 0; window < 100; window += 1) next(observed);
  return { state, next, without: (unseen, now) => step(now, 1, { lostShare: 0, unseen }) };
}

const ten = ["ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay"];
const came = { errors: [5, 1000] } as const;
/** The penalty of rule 9 has fallen to its least in a hundred windows in which it came. */
const penalty = 0.02;
const missEvidence = Math.log(900) - penalty;

describe("a service", () => {
  test("that does not come speaks for a failure by 6.802 nats, one that comes against it by 2.302, less the penalty", () => {
    const { next } = watched(ofEach(ten, came));
    const { eValues } = next(ofEach(ten.slice(1), came));
    expect(Math.log(eValues[0]!)).toBeCloseTo(6.802 - penalty, 3);
    expect(Math.log(eValues[1]!)).toBeCloseTo(Math.log(0.1 / 0.999) - penalty, 6);
  });

  test("that is only complained about is silent", () => {
    const { next } = watched({ ...ofEach(ten, came), "ant reports": 3 });
    const { eValues } = next({ ...ofEach(ten.slice(1), came), "ant reports": 50 });
    expect(Math.log(eValues[0]!)).toBeCloseTo(missEvidence, 3);
  });

  test("that never sends anything but reports is expected by nobody", () => {
    const { next } = watched({ ...ofEach(ten, came), "mail reports": 3 });
    const { eValues, completeness } = next(ofEach(ten, came));
    expect([eValues[10], completeness]).toEqual([1, 1]);
  });

  test("that was seen less than sixty times is not missed", () => {
    const { next } = watched(ofEach(ten, came));
    for (let window = 0; window < 59; window += 1) next(ofEach([...ten, "new"], came));
    expect(next(ofEach(ten, came)).eValues[10]).toBe(1);
  });

  test("adds up its silence in the look-back, and a miss in what is expected of it: a quarter while it is held", () => {
    const { next, state } = watched(ofEach(ten, came));
    const { heartbeat, heldSince, dueCount, missedCount } = state.entities.columns;
    const before = dueCount[0]!;
    next(ofEach(ten.slice(1), came));
    expect(Math.log(heartbeat[state.window % 21]!)).toBeCloseTo(missEvidence, 3);
    expect([dueCount[0], missedCount[0]]).toEqual([before + 1, 1]);
    next(ofEach(ten, came));
    heldSince[0] = state.window;
    next(ofEach(ten.slice(1), came));
    expect([dueCount[0], missedCount[0]]).toEqual([before + 1.25, 1.25]);
  });

  test("that stays away says less by each further miss than by the first, and more than nothing", () => {
    const { next } = watched(ofEach(ten, came));
    const nats = [1, 2, 3].map(() => Math.log(next(ofEach(ten.slice(1), came)).eValues[0]!));
    expect(nats[0]).toBeCloseTo(missEvidence, 3);
    for (const further of nats.slice(1)) expect(further).toBeCloseTo(Math.log(0.9 / 0.01), 0);
  });
});

describe("all", () => {
  test("eight of ten that are silent make the window blind, and nobody is missing", () => {
    const { next, state } = watched(ofEach(ten, came));
    const { blind, completeness, eValues } = next(ofEach(ten.slice(8), came));
    expect([blind, completeness]).toEqual([true, 0.2]);
    expect(new Set(Array.from(eValues))).toEqual(new Set([1]));
    expect(state.entities.columns.missing.subarray(0, 10)).toEqual(new Uint8Array(10));
  });

  test("seven of ten that are silent are seven that are missing", () => {
    const { next, state } = watched(ofEach(ten, came));
    const { blind, completeness } = next(ofEach(ten.slice(7), came));
    expect([blind, completeness]).toEqual([false, 0.3]);
    expect([...state.entities.columns.missing.subarray(0, 10)]).toEqual([1, 1, 1, 1, 1, 1, 1, 0, 0, 0]);
  });

  test("a blind window is not learned as a miss", () => {
    const { next, state } = watched(ofEach(ten, came));
    const before = [...state.entities.columns.dueCount];
    next({});
    expect([...state.entities.columns.dueCount]).toEqual(before);
  });

  test("before anybody is expected nothing is complete or incomplete", () => {
    const { next } = watched({});
    expect(next(ofEach(ten, came))).toMatchObject({ blind: false, completeness: null });
  });

  test("who sends every five minutes is not silent in between, but is once its turn has passed", () => {
    const { next } = watched({});
    const each = ofEach(ten, came);
    for (let window = 0; window < 400; window += 1) next(window % 5 === 0 ? each : {}, 5);
    const turns = [
      next(ofEach(ten.slice(1), came), 5),
      next({}),
      next({}),
      next({}),
      next({}),
      next(each, 5),
    ];
    expect(turns.map(({ completeness }) => completeness)).toEqual([0.9, 0.9, 0.9, 0.9, 0.9, 1]);
  });
});

describe("a source", () => {
  const byEast = { "ant errors east": [5, 1000], "bee errors east": [5, 1000] } as const;
  const others = ofEach(ten.slice(2), came);

  test("that falls silent excuses those whom it alone observes", () => {
    const { next, state } = watched({ ...byEast, ...others });
    const { eValues } = next(others);
    expect([eValues[0], eValues[1]]).toEqual([1, 1]);
    expect([...state.entities.columns.missing.subarray(0, 2)]).toEqual([0, 0]);
    expect(state.entities.columns.missedCount[0]).toBe(0);
  });

  test("adds up its silence as ln(1 + R), R <- (1 + R) LR, and loses it as it comes back", () => {
    const afterMiss = (Math.exp(-penalty) * 0.9) / 0.01;
    const cameBack = (Math.exp(-penalty) * 0.1) / 0.99;
    const { next, state } = watched({ ...byEast, ...others });
    const { logEvidence, missedCount } = state.sources.columns;
    const stepped = (ratio: number): number => Math.log(1 + Math.exp(logEvidence[0]!) * ratio);
    for (const [observed, ratio] of [
      [others, 900 * Math.exp(-penalty)],
      [others, afterMiss],
      [{ ...byEast, ...others }, cameBack],
    ] as const) {
      const expected = stepped(ratio);
      next(observed);
      expect(logEvidence[0]).toBeCloseTo(expected, 0);
    }
    expect(missedCount[0]).toBe(1);
  });

  test("is not to blame where another source, or nobody named, observes the service too", () => {
    const both = { "cat errors west": [5, 1000], "dog errors west": [5, 1000] } as const;
    const named = { ...byEast, "ant traffic west": 900, ...both };
    const { next } = watched({ ...named, "bee traffic": 900, ...others });
    const { eValues } = next({ ...both, ...others });
    expect([eValues[0]! > 1, eValues[1]! > 1]).toEqual([true, true]);
  });

  test("of one service only is not told from it", () => {
    const { next, state } = watched({ "ant errors east": [5, 1000], ...others });
    const { eValues } = next(others);
    expect(Math.log(eValues[0]!)).toBeCloseTo(missEvidence, 3);
    expect(state.sources.columns.logEvidence[0]).toBe(0);
  });

  test("is heard by whatever it sends, user reports included", () => {
    const { next, state } = watched({ ...byEast, "ant reports east": 3, ...others });
    const before = state.sources.columns.logEvidence[0]!;
    const { eValues } = next({ "ant reports east": 3, ...others });
    expect(state.sources.columns.logEvidence[0]).toBeLessThanOrEqual(before);
    expect(Math.log(eValues[0]!)).toBeCloseTo(missEvidence, 3);
  });

  test("keeps no more than sixty nats, however long it is silent, and none of blind windows", () => {
    const { next, state } = watched({ ...byEast, ...others });
    const { logEvidence } = state.sources.columns;
    next({});
    next({});
    expect(logEvidence[0]).toBeLessThan(1);
    for (let window = 0; window < 200; window += 1) next(others);
    expect(logEvidence[0]).toBe(60);
  });

  test("learns how often it misses its turn", () => {
    const { next, state } = watched({ ...byEast, ...others });
    for (let window = 0; window < 400; window += 1)
      next(window % 20 === 0 ? others : { ...byEast, ...others });
    expect(state.sources.columns.missedCount[0]).toBeGreaterThan(0);
  });
});

describe("what was lost of the messages", () => {
  test("is missing of completeness where more is lost than entities are silent, and no evidence of anybody", () => {
    const { next } = watched(ofEach(ten, came));
    const { completeness, blind, eValues } = next(ofEach(ten, came), 1, 0.4);
    expect([completeness, blind]).toEqual([0.6, false]);
    expect(Math.log(eValues[0]!)).toBeCloseTo(Math.log(0.1 / 0.999) - penalty, 6);
  });

  test("is not counted twice: late telemetry of silent entities is theirs", () => {
    expect(watched(ofEach(ten, came)).next(ofEach(ten.slice(5), came), 1, 0.3).completeness).toBe(0.5);
  });

  test("never makes a window blind in which what is expected was seen: anybody may send what is refused", () => {
    expect(watched(ofEach(ten, came)).next(ofEach(ten, came), 1, 0.99).blind).toBe(false);
  });

  test("says nothing where nobody is expected yet", () => {
    const world = oneWorld().next(ofEach(ten, came));
    const state = modelState(minuteMs);
    for (const series of world.newSeries) addSeries(state, series);
    const context = { ...state, directory: state.growing.directory };
    expect(stepSilence(context, { ...world, lostShare: 0.5 }).completeness).toBeNull();
  });
});

describe("a stream whose topic nobody could read", () => {
  const three = ten.slice(7);
  const latency = Object.fromEntries(three.map((name) => [`${name} latency`, 90]));
  const both = { ...ofEach(ten, came), ...latency };

  test("makes nobody silent, and completeness says what share of the series was seen", () => {
    const { next, without, state } = watched(both);
    for (let window = 0; window < 5; window += 1) {
      const { blind, completeness, eValues } = without(["error-rate"], latency);
      expect([blind, completeness]).toEqual([false, expect.closeTo(3 / 13, 12)]);
      expect(Array.from(eValues).slice(0, 7)).toEqual(Array.from({ length: 7 }, () => 1));
    }
    expect(state.entities.columns.missing.subarray(0, 10)).toEqual(new Uint8Array(10));
    expect(next(both).completeness).toBe(1);
  });

  test("is no blindness to services that another stream shows", () => {
    const { without } = watched(both);
    const { blind, completeness } = without(["delivery-latency"], ofEach(ten, came));
    expect([blind, completeness]).toEqual([false, expect.closeTo(10 / 13, 12)]);
  });

  test("is blindness where four fifths are seen by it alone", () => {
    const { without } = watched(ofEach(ten, came));
    expect(without(["error-rate"], {}).blind).toBe(true);
  });

  test("excuses those alone of whom all is of it: who else stays away is silent", () => {
    const { without, state } = watched({ ...both, "ant latency": 90 });
    const { eValues } = without(["error-rate"], { ...latency, "cat reports": 3 });
    expect(eValues[0]).toBeGreaterThan(10);
    expect([...state.entities.columns.missing.subarray(0, 3)]).toEqual([1, 0, 0]);
  });

  test("puts no source at fault that is seen by it alone", () => {
    const ofSource = Object.fromEntries(ten.map((name) => [`${name} errors east`, [5, 1000] as const]));
    const { without, state } = watched({ ...ofSource, ...latency });
    const before = state.sources.columns.logEvidence[0]!;
    for (let window = 0; window < 5; window += 1) without(["error-rate"], latency);
    expect(state.sources.columns.logEvidence[0]).toBe(before);
    expect(state.sources.columns.missing[0]).toBe(0);
  });
});
